import type { KindView } from '../live/view';
import type { MetricAnswer } from '../live/wire';

export interface Figure {
  readonly source: KindView;
  readonly metric: MetricAnswer;
}

/** The first metric of every kind, then the second of every kind, and so on while there is room; in the kinds' order. */
export function chooseFigures(kinds: readonly KindView[], room: number): Figure[] {
  const chosen: Figure[] = [];
  const deepest = Math.max(0, ...kinds.map((k) => k.kind.metrics.length));
  for (let depth = 0; depth < deepest && chosen.length < room; depth++) {
    for (const source of kinds) {
      const metric = source.kind.metrics[depth];
      if (metric && chosen.length < room) {
        chosen.push({ source, metric });
      }
    }
  }

  const order = new Map(kinds.map((kind, index) => [kind.kind.id, index]));
  return chosen.sort((a, b) => order.get(a.source.kind.id)! - order.get(b.source.kind.id)!);
}

/** Milliseconds since the kind's newest reading where that is more than three of its periods, otherwise null. */
export function staleFor(source: KindView, now: number): number | null {
  if (source.newest === null) {
    return null;
  }

  const age = now - source.newest;
  return age > 3 * source.kind.expectedIntervalSeconds * 1000 ? age : null;
}

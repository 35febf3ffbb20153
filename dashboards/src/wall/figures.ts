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

/** Zones' figures are those of the minute that runs or ran last (`Ioc:Pipeline:Windows`); a reading in it may be as new as its end. */
const windowMillis = 60_000;

/**
 * Milliseconds since a metric was last heard of where that is more than three of its kind's periods, otherwise null. A device that still
 * speaks but no longer sends one of its metrics leaves that one old.
 */
export function staleFor({ source, metric }: Figure, now: number): number | null {
  const start = source.values[metric.id]?.start;
  const heard = start === undefined ? source.newest : Math.min(source.newest ?? Infinity, start + windowMillis);
  if (heard === null) {
    return null;
  }

  const age = now - heard;
  return age > 3 * source.kind.expectedIntervalSeconds * 1000 ? age : null;
}

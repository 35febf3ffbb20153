import type { IndicatorStatus, WireIndicator } from '../live/wire';

/** Worst first. */
const order: readonly IndicatorStatus[] = ['bad', 'warning', 'unknown', 'good'];

export interface ScoreGroup {
  readonly domain: string;
  readonly scores: readonly WireIndicator[];
  /** Left out for want of room. */
  readonly rest: number;
}

/** A group for each domain; where not all of a group fit, the worst stay. The order is the city's own, so that a reader finds them again. */
export function scoreGroups(indicators: readonly WireIndicator[], rows: number): readonly ScoreGroup[] {
  return byDomain(indicators).map(([domain, all]) => {
    const fits = all.length <= rows;
    const kept = new Set(fits ? all : [...all].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status)).slice(0, Math.max(1, rows)));
    return { domain, scores: all.filter((one) => kept.has(one)), rest: all.length - kept.size };
  });
}

/** The first of every domain, then the second of every domain, and so on while there is room: what stands for each office. */
export function keyScores(indicators: readonly WireIndicator[], room: number): readonly WireIndicator[] {
  const domains = byDomain(indicators);
  const chosen: WireIndicator[] = [];
  for (let depth = 0; chosen.length < Math.min(room, indicators.length); depth++) {
    chosen.push(...domains.flatMap(([, scores]) => scores[depth] ?? []).slice(0, room - chosen.length));
  }

  return indicators.filter((one) => chosen.includes(one));
}

/** Milliseconds that an old value is about, or null where it is as new as it should be. */
export function oldFor({ ts, staleAt }: WireIndicator, now: number): number | null {
  return ts !== null && staleAt !== null && now > staleAt ? now - ts : null;
}

/** Where value, target and warning lie on a scale from 0 to 100 that shows all three and some room beyond them. */
export function scoreScale({ value, target, warning }: WireIndicator): { readonly value: number | null; readonly target: number; readonly warning: number } {
  const all = [target, warning, ...(value === null ? [] : [value])];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const margin = Math.max(0.5 * Math.abs(target - warning), 0.1 * (most - least), 0.02 * Math.abs(target), 1e-9);
  const at = (x: number): number => Math.round(((x - least + margin) / (most - least + 2 * margin)) * 1000) / 10;
  return { value: value === null ? null : at(value), target: at(target), warning: at(warning) };
}

function byDomain(indicators: readonly WireIndicator[]): readonly (readonly [string, readonly WireIndicator[]])[] {
  return [...new Set(indicators.map((one) => one.domain))].map((domain) => [domain, indicators.filter((one) => one.domain === domain)]);
}

export type Series = readonly (readonly [number, number | null])[];

/** A missing minute or two is a late window; longer is a gap and stays one in the line. */
const gapMillis = 3 * 60_000;

/** Stored points since `from`, gaps made visible, and the live value last. */
export function withLive(stored: Series, value: number | null, at: number | null, from: number): [number, number | null][] {
  const result: [number, number | null][] = [];
  const add = (t: number, v: number | null): void => {
    const last = result.at(-1);
    if (last && t <= last[0]) {
      return;
    }

    if (last && t - last[0] > gapMillis) {
      result.push([last[0] + 1, null]);
    }

    result.push([t, v]);
  };
  for (const [t, v] of stored) {
    if (t >= from) {
      add(t, v);
    }
  }

  if (value !== null && at !== null && at >= from) {
    add(at, value);
  }

  return result;
}

/** Where a chart begins: with its first point, so that a young history fills it, but at least ten minutes and at most `longest` back. */
export function spanFrom(first: number | null, now: number, longest: number): number {
  return Math.min(Math.max(first ?? 0, now - longest), now - 10 * 60_000);
}

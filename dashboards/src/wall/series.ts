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

/** Distances between two labels that so many decimals tell apart: 1, 2 and 5 of every power of ten from the last digit on. */
export function stepsOf(decimals: number): number[] {
  return Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((n) => Number(`${n}e${power - decimals}`))).flat();
}

/**
 * The vertical scale of a trend. A quiet hour must look quiet: the span is at least a twentieth of the value and some of the smallest steps
 * that the labels can tell apart, so noise does not fill the panel and no two labels read the same.
 */
export function valueRange(least: number, most: number, decimals: number): [number, number] {
  const smallest = Math.max(decimals === 0 ? 3 : 6 * 10 ** -decimals, 0.05 * Math.max(Math.abs(least), Math.abs(most)));
  const missing = Math.max(0, smallest - (most - least));
  const margin = 0.1 * Math.max(smallest, most - least);
  const from = least - missing / 2 - margin;
  // What can not be negative is not drawn as if it could.
  return [least >= 0 ? Math.max(0, from) : from, most + missing / 2 + margin];
}

export interface Shift {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The shift that a time of day belongs to: the city's, or those of a room that keeps its own (`shifts=06:00,14:00,22:00` in the address).
 * The starts are of shifts 1, 2 and 3; the last one reaches over midnight. Nothing or nonsense there: no shift is shown.
 */
export function shiftAt(search: string, city: readonly string[], timeOfDay: string): Shift | null {
  const own = new URLSearchParams(search).get('shifts');
  const starts = (own === null ? city : own.split(',')).filter((s) => /^([01]\d|2[0-3]):[0-5]\d$/.test(s));
  if (starts.length === 0 || starts.some((s, i) => i > 0 && s <= starts[i - 1]!)) {
    return null;
  }

  const begun = starts.filter((s) => s <= timeOfDay).length;
  const index = begun === 0 ? starts.length - 1 : begun - 1;
  return { name: String(index + 1), from: starts[index]!, to: starts[(index + 1) % starts.length]! };
}

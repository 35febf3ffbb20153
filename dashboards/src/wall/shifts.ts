export interface Shift {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The shift that a time of day belongs to, from the address: `shifts=06:00,14:00,22:00` names the starts of shifts 1, 2 and 3.
 * The last one reaches over midnight. Nothing or nonsense there: no shift is shown.
 */
export function shiftAt(search: string, timeOfDay: string): Shift | null {
  const starts = (new URLSearchParams(search).get('shifts') ?? '').split(',').filter((s) => /^([01]\d|2[0-3]):[0-5]\d$/.test(s));
  if (starts.length === 0 || starts.some((s, i) => i > 0 && s <= starts[i - 1]!)) {
    return null;
  }

  const begun = starts.filter((s) => s <= timeOfDay).length;
  const index = begun === 0 ? starts.length - 1 : begun - 1;
  return { name: String(index + 1), from: starts[index]!, to: starts[(index + 1) % starts.length]! };
}

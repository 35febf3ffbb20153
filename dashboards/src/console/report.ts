/** The four ratios of a month, each the mean of its hours; null where no hour is known. */
export interface MonthRatios {
  readonly valid: number | null;
  readonly complete: number | null;
  readonly clean: number | null;
  readonly live: number | null;
}

export const ratioNames = ['valid', 'complete', 'clean', 'live'] as const;

/** `report/OWNER:2026-11` in the address. */
export function reportOf(subject: string | null, thisMonth: string): { readonly owner: string; readonly month: string } {
  const match = /^(.*):(\d{4}-(?:0[1-9]|1[0-2]))$/.exec(subject ?? '');
  return { owner: match?.[1] ?? subject ?? '', month: match?.[2] ?? thisMonth };
}

/** A month's first moment and that of the next one, in a time zone that keeps its offset (no city here shifts its clocks). */
export function monthSpan(month: string, offsetMinutes: number): { readonly from: number; readonly to: number } {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const shift = offsetMinutes * 60_000;
  return { from: Date.UTC(year, number - 1) - shift, to: Date.UTC(year, number) - shift };
}

/** Minutes that a time zone is ahead of UTC at a moment. */
export function offsetOf(timeZone: string, at: number): number {
  const name = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? '';
  const match = /([+-])(\d{2}):(\d{2})/.exec(name);
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

/** The mean of the months that are known; null where none is. */
export function meanOfAll(months: readonly MonthRatios[], name: keyof MonthRatios): number | null {
  const known = months.map((month) => month[name]).filter((ratio) => ratio !== null);
  return known.length === 0 ? null : known.reduce((sum, ratio) => sum + ratio, 0) / known.length;
}

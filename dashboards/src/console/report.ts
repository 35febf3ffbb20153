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

/** The mean over the devices of which something is known; null where there is none. */
export function meanOfAll(months: readonly MonthRatios[], name: keyof MonthRatios): number | null {
  const known = months.map((month) => month[name]).filter((ratio) => ratio !== null);
  return known.length === 0 ? null : known.reduce((sum, ratio) => sum + ratio, 0) / known.length;
}

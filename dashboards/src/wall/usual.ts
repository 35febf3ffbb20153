/** What a figure usually is at an hour of the day. */
export interface Usual {
  readonly low: number;
  readonly high: number;
}

/** Fewer days say nothing about what is usual. */
const leastDays = 3;

/**
 * The band that hourly means of past days lie in at the hour of `now`: from the second lowest to the second highest once there are enough
 * to leave one strange day out on either side, otherwise from the lowest to the highest.
 *
 * @param hourly Start of the hour in epoch milliseconds, and the mean.
 * @param hourOf The hour of the day in the city's time zone.
 */
export function usualAt(hourly: readonly (readonly [number, number | null])[], now: number, hourOf: (millis: number) => number): Usual | null {
  const hour = hourOf(now);
  const past = hourly
    .filter(([t, mean]) => mean !== null && now - t >= 3_600_000 && hourOf(t) === hour)
    .map(([, mean]) => mean!)
    .sort((a, b) => a - b);
  if (past.length < leastDays) {
    return null;
  }

  const aside = past.length >= 7 ? 1 : 0;
  return { low: past[aside]!, high: past[past.length - 1 - aside]! };
}

/** Outside the band by more than its own width of a tenth: a figure at its very edge is nothing to look at. */
export function beyond(value: number, usual: Usual): 'above' | 'below' | null {
  const grace = Math.max((usual.high - usual.low) * 0.1, Math.abs(usual.high) * 0.02);
  return value > usual.high + grace ? 'above' : value < usual.low - grace ? 'below' : null;
}

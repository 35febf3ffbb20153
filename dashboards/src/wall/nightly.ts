/** Between these hours of the city's day a wall may be loaded anew: the fewest eyes are on it. */
const from = '03:00';
const to = '04:30';

/** A page that has run for less has nothing to clear out, and one that was loaded in the window is not loaded again in it. */
const leastMillis = 6 * 3_600_000;

/**
 * Whether a wall should load itself anew now, which takes a new version of the page in and gives the browser a fresh start. Only when
 * calm: no critical or major alert open, the line live, nobody acting on the page. Otherwise it waits for the next minute or the next night.
 */
export function mayReload(timeOfDay: string, runningMillis: number, calm: boolean, minuteOfWall: number): boolean {
  // Walls of one room do not go dark together: each has its own minute of the half hour.
  const minute = Number(timeOfDay.slice(3));
  return calm && runningMillis >= leastMillis && timeOfDay >= from && timeOfDay < to && minute % 30 === minuteOfWall % 30;
}

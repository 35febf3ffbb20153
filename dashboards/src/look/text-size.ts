/**
 * The root text size in pixels for a screen seen from a distance.
 *
 * 20 arc-minutes is the least height of a letter that is read without effort (ISO 9241-303 gives 20 to 22). The tangent of 20' is
 * 0.005818; a capital of Be Vietnam Pro is 0.7 em high. 3 m and a 55-inch panel (685 mm high) at 1080 lines:
 * 3000 · 0.005818 / 685 · 1080 / 0.7 = 39 px.
 */
export function textPixels(distanceMetres: number, screenMillimetres: number, screenPixels: number): number {
  const tangent = Math.tan((20 / 60) * (Math.PI / 180));
  return ((distanceMetres * 1000 * tangent) / screenMillimetres) * screenPixels / 0.7;
}

/** `d` in metres and `h` in millimetres from the address; without them, a 24-inch monitor (300 mm) on a desk at 0.75 m. */
export function wallTextPixels(search: string, screenPixels: number): number {
  const query = new URLSearchParams(search);
  const distance = inRange(Number(query.get('d')), 0.3, 30) ?? 0.75;
  const height = inRange(Number(query.get('h')), 50, 10_000) ?? 300;
  // Past a twelfth of the screen nothing but the clock would be left.
  return Math.min(Math.max(textPixels(distance, height, screenPixels), 12), screenPixels / 12);
}

function inRange(value: number, low: number, high: number): number | null {
  return Number.isFinite(value) && value >= low && value <= high ? value : null;
}

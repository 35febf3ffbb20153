/**
 * The beat that unacknowledged alerts flash to: half a second each way, 1 Hz (WCAG 2.3.1 allows three). Two changes of an attribute a
 * second; a CSS animation of colours would be run by the main thread sixty times a second for weeks.
 */
export function startFlash(): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const { dataset } = document.documentElement;
  setInterval(() => {
    dataset['flash'] = still.matches || dataset['link'] !== 'live' || dataset['flash'] === 'off' ? 'on' : 'off';
  }, 500);
}

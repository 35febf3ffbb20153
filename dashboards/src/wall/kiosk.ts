/**
 * `kiosk=1`: a screen that nobody works at. No pointer and no menu over the picture, the whole panel from the first touch on, and a
 * display that does not go to sleep, where the browser grants it (it asks for https or localhost; a kiosk's own power settings do the same).
 */
export function startKiosk(search: string): void {
  if (new URLSearchParams(search).get('kiosk') !== '1') {
    return;
  }

  const page = document.documentElement;
  page.dataset['kiosk'] = 'on';
  addEventListener('contextmenu', (event) => event.preventDefault());
  addEventListener('pointerdown', () => {
    if (!document.fullscreenElement) {
      page.requestFullscreen?.().catch(() => undefined);
    }
  });
  void stayAwake();
  // The browser takes the lock back from a page that is not seen.
  document.addEventListener('visibilitychange', () => void stayAwake());
}

async function stayAwake(): Promise<void> {
  if (document.visibilityState === 'visible') {
    await navigator.wakeLock?.request('screen').catch(() => undefined);
  }
}

import { openBrowser } from '../browser.mjs';
import { openStage, stillClock } from './stage.mjs';

/** A page before a scene; the browser lets sound out and reaches nobody. */
export async function openOnStage() {
  // A warning that the sound is off would be in every picture.
  const browser = await openBrowser(1920, 1080, ['--autoplay-policy=no-user-gesture-required', '--font-render-hinting=none']);
  return {
    /** @param size Width and height. */
    async show(scene, path, [width, height], check) {
      const stage = await openStage(scene);
      const page = await browser.context.newPage();
      try {
        await page.setViewportSize({ width, height });
        // What flashes is compared, and read, while it does not.
        await page.emulateMedia({ reducedMotion: 'reduce' });
        await page.addInitScript(stillClock);
        await page.goto(stage.url + path);
        await page.locator('html[data-link="live"]').waitFor({ state: 'attached', timeout: 30_000 });
        await page.evaluate(() => document.fonts.ready);
        await check(page, stage);
      } finally {
        await page.close();
        stage.close();
      }
    },
    close: () => browser.close(),
  };
}

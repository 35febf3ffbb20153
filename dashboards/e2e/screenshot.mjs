// node e2e/screenshot.mjs URL OUT.png [WxH]: the picture of a page once it shows live values.
import { openBrowser } from './browser.mjs';

const [url, out, size = '1920x1080'] = process.argv.slice(2);
const [width, height] = size.split('x').map(Number);
if (!url || !out || !width || !height) {
  console.error('usage: node e2e/screenshot.mjs URL OUT.png [WxH]');
  process.exit(2);
}

const browser = await openBrowser(width, height);
let exitCode = 0;
try {
  const page = await browser.context.newPage();
  await page.goto(url);
  // A start page has no link; every other page is shown once frames come. The picture is taken in any case: it shows what is wrong.
  await page.locator('html[data-link="live"], .card').first().waitFor({ timeout: 15_000, state: 'attached' }).catch(() => {
    console.error(`${url}: no live values within 15 s`);
    exitCode = 1;
  });
  await page.evaluate(() => document.fonts.ready);
  // Histories and the map's names come after the first frame.
  await page.waitForTimeout(2500);
  await page.screenshot({ path: out });
} finally {
  await browser.close();
}

process.exit(exitCode);

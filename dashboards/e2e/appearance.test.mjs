// What can be measured of how the pages look: saturation when calm, size and clipping of text, weight of the scripts, life without WebGL.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { chromiumPath, hasChromium, openBrowser } from './browser.mjs';
import { base, get, skip } from './city.mjs';
import { coloursOf, cutTexts } from './picture.mjs';

const reason = skip || (hasChromium ? false : `there is no Chromium at ${chromiumPath}`);

const desk = { width: 1366, height: 768 };
const room = { width: 1920, height: 1080 };
const phone = { width: 390, height: 844 };

describe('looks', { skip: reason }, () => {
  let browser;
  before(async () => {
    // A picture with the sound's warning in it would not be calm.
    browser = await openBrowser(1920, 1080, ['--autoplay-policy=no-user-gesture-required', '--disable-3d-apis']);
  });
  after(() => browser?.close());

  async function onPage(path, size, check) {
    const page = await browser.context.newPage();
    try {
      await page.setViewportSize(size);
      await page.goto(base + path);
      await page.locator('html[data-link="live"]').waitFor({ state: 'attached', timeout: 15_000 });
      await page.evaluate(() => document.fonts.ready);
      await check(page);
    } finally {
      await page.close();
    }
  }

  for (const theme of ['dark', 'light']) {
    it(`a calm wall is grey (${theme}): under 0.5 % of it is saturated`, async (t) => {
      const { items } = await get('/api/v1/alerts?state=open&limit=1');
      if (items.length > 0) {
        t.skip('an alert is open on this server');
        return;
      }

      await onPage(`/wall?theme=${theme}`, room, async (page) => {
        const { saturated } = await coloursOf(page);
        assert.ok(saturated < 0.005, `${(saturated * 100).toFixed(2)} % of the wall is saturated`);
      });
    });
  }

  it('the map is drawn without WebGL', () =>
    onPage('/wall', room, async (page) => {
      assert.equal(await page.evaluate(() => document.createElement('canvas').getContext('webgl')), null);
      const clip = await page.locator('ioc-map').boundingBox();
      // Zones, borders and names come with the registry; until then the map is one colour.
      for (let tries = 0; ; tries++) {
        const { commonest } = await coloursOf(page, clip);
        if (commonest < 0.9) {
          return;
        }

        assert.ok(tries < 40, 'the map stays empty');
        await page.waitForTimeout(250);
      }
    }));

  it('text is at least 20 arc-minutes high at the distance and size of the screen', () =>
    onPage('/wall?d=3&h=685', room, async (page) => {
      const sizes = await page.evaluate(() =>
        [...document.querySelectorAll('#page *')]
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim() !== '') && e.checkVisibility() && !e.closest('.visually-hidden, svg, h2'))
          .map((e) => ({ size: parseFloat(getComputedStyle(e).fontSize), text: e.textContent.trim().slice(0, 40), clip: getComputedStyle(e).clipPath })));
      // 3 m · tan 20' / 685 mm · 1080 lines / 0.7 em = 39.3 px, for a capital letter.
      assert.deepEqual(sizes.filter((s) => s.size < 39), []);
      assert.ok(sizes.length > 10, 'there is text');
    }));

  const pages = [['/wall', room], ['/wall?d=3&h=685', room], ['/wall?screen=traffic', room], ['/wall?screen=flood', room],
    ['/wall?screen=security', room], ['/wall?screen=citizens', room], ['/wall?screen=citizens&d=3&h=685', room], ['/wall?screen=system', room], ['/wall', phone], ['/console', desk], ['/console#load', desk], ['/m', phone]];
  for (const [path, size] of pages) {
    for (const lang of ['vi', 'en']) {
      it(`no text is cut on ${path} in ${lang}`, () =>
        onPage(path.includes('#') ? path.replace('#', `?lang=${lang}#`) : `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`, size, async (page) => {
          assert.deepEqual(await page.evaluate(cutTexts), []);
        }));
    }
  }

  for (const [path, most] of [['/wall', 120], ['/console', 160]]) {
    it(`${path} loads at most ${most} kB of script`, async () => {
      const page = await browser.context.newPage();
      const scripts = [];
      page.on('response', (r) => r.url().endsWith('.js') && scripts.push(r.body().then((body) => gzipSync(body).length)));
      try {
        await page.goto(base + path);
        await page.locator('html[data-link="live"]').waitFor({ state: 'attached', timeout: 15_000 });
        const kilobytes = (await Promise.all(scripts)).reduce((a, b) => a + b, 0) / 1000;
        assert.ok(kilobytes > 20 && kilobytes <= most, `${kilobytes.toFixed(1)} kB`);
      } finally {
        await page.close();
      }
    });
  }
});

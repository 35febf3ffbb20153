// Pictures of the wall in the states that count, compared with those that were looked at and found right: `e2e/pictures`.
// `UPDATE_PICTURES=1` takes today's as the right ones; the PNG files to look at are in `e2e/shots`.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromiumPath, hasChromium } from './browser.mjs';
import { coloursOf } from './picture.mjs';
import { openOnStage } from './stage/on-stage.mjs';
import { scenes } from './stage/scenes.mjs';
import { hasPages } from './stage/stage.mjs';
import { differing, readTiles, settled, tilesOf, writeTiles } from './stage/tiles.mjs';

const reason = !hasChromium ? `there is no Chromium at ${chromiumPath}` : hasPages ? false : 'the pages are not built';
const folder = (name) => fileURLToPath(new URL(`${name}/`, import.meta.url));
const sizes = { '1080p': [1920, 1080], '4k': [3840, 2160] };

describe('pictures', { skip: reason }, () => {
  let browser;
  before(async () => {
    await mkdir(folder('shots'), { recursive: true });
    browser = await openOnStage();
  });
  after(() => browser?.close());

  async function compare(page, name) {
    const picture = await settled(page);
    await writeFile(`${folder('shots')}${name}.png`, picture);
    const [tiles, path] = [await tilesOf(page, picture), `${folder('pictures')}${name}.txt`];
    if (process.env.UPDATE_PICTURES) {
      await writeTiles(path, tiles);
    }

    assert.deepEqual(differing(tiles, await readTiles(path)), [], `tiles (of 48 x 27) of ${name} that are not as in e2e/pictures; the picture is in e2e/shots`);
  }

  const looks = [
    ...Object.keys(sizes).flatMap((size) => ['calm', 'criticals', 'stale', 'disconnected', 'flood'].map((scene) => ({ scene, size, path: '/wall' }))),
    { scene: 'criticals', size: '1080p', path: '/wall?theme=light', name: 'criticals-light' },
    { scene: 'territory', size: '1080p', path: '/wall' },
    { scene: 'flood', size: '1080p', path: '/wall?d=3&h=685&lang=en', name: 'flood-3m-en' },
  ];
  for (const { scene, size, path, name = `${scene}-${size}` } of looks) {
    it(`${path} is as it was found right: ${name}`, () =>
      browser.show((scenes[scene] ?? scenes.criticals)(), path, sizes[size], async (page, stage) => {
        if (scene === 'disconnected') {
          stage.dark();
          await page.evaluate(() => (globalThis.millisOn = 37_000));
          await page.locator('html[data-link="lost"]').waitFor({ state: 'attached' });
        }

        await compare(page, name);
        if (scene === 'calm') {
          const { saturated } = await coloursOf(page);
          assert.ok(saturated < 0.005, `${(saturated * 100).toFixed(2)} % of a calm wall is saturated`);
        }
      }));
  }

  it('a picture with one alert less is another picture', () =>
    browser.show(scenes.criticals(), '/wall', sizes['1080p'], async (page, stage) => {
      const before = await tilesOf(page, await settled(page));
      stage.play({ alerts: [{ ...scenes.criticals().frame.alerts[4], state: 'closed', revision: 2 }] });
      await page.waitForFunction(() => document.querySelectorAll('ioc-alert-list li').length === 4);
      assert.notDeepEqual(differing(await tilesOf(page, await settled(page)), before), []);
    }));
});

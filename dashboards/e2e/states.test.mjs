// What the wall says in each state of the city, of the line and of the clocks.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chromiumPath, hasChromium } from './browser.mjs';
import { openOnStage } from './stage/on-stage.mjs';
import { alertOf, now, scenes } from './stage/scenes.mjs';
import { hasPages } from './stage/stage.mjs';
import { settled } from './stage/tiles.mjs';

const reason = !hasChromium ? `there is no Chromium at ${chromiumPath}` : hasPages ? false : 'the pages are not built';
const room = [1920, 1080];

describe('states', { skip: reason }, () => {
  let browser;
  before(async () => {
    browser = await openOnStage();
  });
  after(() => browser?.close());

  const textsOf = (page, selector) => page.locator(selector).allTextContents();

  it('a figure whose source is older than three periods is hatched and says its age; others are not', () =>
    browser.show(scenes.stale(), '/wall', room, async (page) => {
      const old = page.locator('[data-figure="air.pm25"]');
      await old.waitFor();
      assert.match(await old.textContent(), /Dữ liệu cũ 0:45/);
      assert.match(await old.evaluate((e) => getComputedStyle(e).backgroundImage), /repeating-linear-gradient/);
      assert.doesNotMatch(await page.locator('[data-figure="camera.vehicles"]').textContent(), /Dữ liệu cũ/);
    }));

  it('a lost line: the moment of the data, no colour, alerts still readable with their ages as they were', () =>
    browser.show(scenes.criticals(), '/wall', room, async (page, stage) => {
      const list = 'ioc-alert-list .when > span';
      await page.locator(list).first().waitFor();
      const ages = await textsOf(page, list);
      stage.dark();
      await page.evaluate(() => (globalThis.millisOn = 60_000));
      assert.match(await page.locator('.banner.lost').textContent(), /MẤT KẾT NỐI – số liệu lúc 14:05:37/);
      assert.match(await page.locator('main').evaluate((e) => getComputedStyle(e).filter), /grayscale\(1\)/);
      // The line about the loss takes the room of one.
      const still = await textsOf(page, list);
      assert.ok(still.length >= 3);
      assert.deepEqual(still, ages.slice(0, still.length));
      assert.match(await page.locator('.clock time').textContent(), /14:05:37/);
      // The chips still, as shapes and words.
      assert.ok(await page.locator('ioc-alert-list .chip.flash').count() >= 2);
    }));

  it('a clock that differs from the server\'s is told by how much', () => {
    const scene = scenes.calm();
    return browser.show({ ...scene, frame: { ...scene.frame, sentAt: now + 93_000 } }, '/wall', room, async (page, stage) => {
      stage.play({ sentAt: now + 93_000 });
      assert.match(await page.locator('.clock .skew').textContent(), /93/);
    });
  });

  it('alerts of one incident are one line with their number; a critical one keeps its own', () => {
    const of = (i, severity) => alertOf(i, severity, { incident: 'I1' });
    const scene = scenes.calm();
    const alerts = [of(0, 'critical'), of(1, 'major'), of(2, 'major'), of(3, 'minor'), alertOf(4, 'minor')];
    return browser.show({ ...scene, frame: { ...scene.frame, alerts } }, '/wall', room, async (page, stage) => {
      const rows = page.locator('ioc-alert-list li');
      await rows.nth(2).waitFor();
      assert.deepEqual(await rows.evaluateAll((all) => all.map((row) => `${row.dataset.severity} ${row.querySelector('.more')?.textContent ?? ''}`.trim())),
        ['critical', 'major +2 cùng sự việc', 'minor']);
      // The heading counts alerts, not lines.
      assert.match(await page.locator('.panel.alerts h2').textContent(), /^5 /);
      stage.play({ alerts: [{ ...of(1, 'major'), state: 'closed', revision: 2 }] });
      await page.locator('.more', { hasText: '+1' }).waitFor();
      assert.equal(await rows.count(), 3);
    });
  });

  it('a flood of 500 is counted whole, listed as far as it fits, and numbered on the map up to eight', () =>
    browser.show(scenes.flood(), '/wall', room, async (page) => {
      const counts = page.locator('.counts [data-count]');
      assert.deepEqual(await counts.evaluateAll((all) => all.map((one) => Number(one.dataset.count))), [20, 100, 300, 80]);
      const rows = await page.locator('ioc-alert-list li').count();
      const rest = /và (\d+) cảnh báo khác/.exec(await page.locator('ioc-alert-list .rest').textContent());
      assert.equal(rows + Number(rest[1]), 500);
      const box = await page.locator('ioc-alert-list').boundingBox();
      const last = await page.locator('ioc-alert-list .rest').boundingBox();
      assert.ok(last.y + last.height <= box.y + box.height + 1, 'the line that counts the rest is in sight');
    }));

  it('a rotating wall goes through its screens; an unacknowledged critical brings the overview back and holds it', () => {
    const scene = scenes.calm();
    return browser.show(scene, '/wall?rotate=60&screen=flood', room, async (page, stage) => {
      const shows = (screen) => page.locator(`main[data-screen="${screen}"]`).waitFor({ timeout: 10_000 });
      const minuteLater = () => page.evaluate(() => (globalThis.millisRun += 60_000));
      await shows('flood');
      await minuteLater();
      await shows('security');
      stage.play({ alerts: [alertOf(0, 'critical')] });
      await shows('overview');
      await minuteLater();
      stage.play({ alerts: [alertOf(1, 'minor')] });
      await page.locator('ioc-alert-list li').nth(1).waitFor();
      await shows('overview');
      stage.play({ alerts: [alertOf(0, 'critical', { state: 'acknowledged', acknowledgedBy: 'Nguyễn An', revision: 2 })] });
      await page.locator('[data-state="acknowledged"]').waitFor();
      await minuteLater();
      await shows('traffic');
    });
  });

  it('only what nobody has acknowledged flashes, once a second', () =>
    browser.show(scenes.criticals(), '/wall', room, async (page) => {
      await page.locator('ioc-alert-list li').nth(4).waitFor();
      assert.deepEqual(await page.locator('ioc-alert-list li').evaluateAll((all) => all.map((row) => `${row.dataset.state} ${row.querySelector('.chip').classList.contains('flash')}`)),
        ['active true', 'active true', 'acknowledged false', 'active true', 'cleared true']);
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      const millis = await page.evaluate(() => new Promise((resolve) => {
        const at = [];
        new MutationObserver(() => at.push(performance.now()) === 5 && resolve(at[4] - at[0])).observe(document.documentElement, { attributeFilter: ['data-flash'] });
      }));
      // Four changes are two periods; a busy machine may show them late, but a first one that is late makes the stretch shorter.
      assert.ok(millis > 1000, `${millis} ms for two flashes`);
    }));

  it('on a screen of some kinds a flood is counted whole too', () =>
    browser.show(scenes.flood(), '/wall?screen=traffic', room, async (page) => {
      // Every critical, and of the others those of the screen's kind.
      const { alerts } = scenes.flood().frame;
      const here = alerts.filter((alert) => alert.severity === 'critical' || alert.kind === 'traffic').length;
      assert.match(await page.locator('.panel.alerts h2').textContent(), new RegExp(`^${here} `));
      const rows = await page.locator('ioc-alert-list li').count();
      assert.match(await page.locator('ioc-alert-list .rest').textContent(), new RegExp(`và ${here - rows} cảnh báo khác`));
    }));

  it('the console\'s map looks closer, and no farther out than the whole city', () =>
    browser.show(scenes.territory(), '/console', [1366, 768], async (page) => {
      const map = page.locator('ioc-map canvas');
      const whole = await settled(page);
      await page.getByRole('button', { name: 'Phóng to' }).click();
      assert.ok(!(await settled(page)).equals(whole), 'nearer is another picture');
      await map.hover();
      for (let i = 0; i < 5; i++) {
        await page.mouse.wheel(0, 2000);
      }

      // The button keeps the focus of the click; the pictures are of the map alone.
      const clip = await map.boundingBox();
      await page.mouse.move(0, 0);
      await settled(page);
      const out = await page.screenshot({ clip });
      await page.getByRole('button', { name: 'Thu nhỏ' }).click();
      await page.mouse.move(0, 0);
      await settled(page);
      assert.ok((await page.screenshot({ clip })).equals(out), 'farther than the whole city there is nothing');
    }));

  it('a kiosk has no pointer and no menu', () =>
    browser.show(scenes.calm(), '/wall?kiosk=1', room, async (page) => {
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('main')).cursor), 'none');
      assert.equal(await page.evaluate(() => document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))), false);
    }));

  it('a wall that hangs no more is taken out of use from the console, with a reason', () => {
    const wall = { id: 'phong-truc', state: 'silent', screen: 'overview', reportedAt: new Date(now - 3_600_000).toISOString(), frames: 1, ageSeconds: 0.1, width: 1920, height: 1080, address: null, silencedBy: null, sentScreen: null, sentBy: null, sentAt: null };
    const walls = [wall];
    let told = null;
    return browser.show(scenes.calm(), '/console', [1366, 768], async (page) => {
      await page.route('**/api/v1/walls', (route) => route.fulfill({ json: { items: walls, nextCursor: null } }));
      await page.route('**/retire', (route) => {
        told = route.request().postDataJSON();
        walls.length = 0;
        return route.fulfill({ json: { ...wall, state: 'retired' } });
      });
      await page.locator('a[href="#walls"]').click();
      await page.locator('.retire summary').click();
      await page.locator('.retire [name="note"]').fill('đã tháo màn hình');
      await page.locator('.retire button').click();
      await page.locator('[data-wall="phong-truc"]').waitFor({ state: 'detached' });
      assert.deepEqual(told, { note: 'đã tháo màn hình', by: null });
    });
  });

  it('on a phone the value against its limit is drawn in the page\'s own greys', () =>
    browser.show(scenes.criticals(), '/m', [390, 844], async (page) => {
      await page.locator('.queue button').first().click();
      const bar = page.locator('ioc-alert-detail .against .bar');
      await bar.waitFor();
      assert.equal(await bar.evaluate((e) => getComputedStyle(e).fill), await page.locator('.hint').first().evaluate((e) => getComputedStyle(e).color));
    }));

  it('the console finds words without their marks', () =>
    browser.show(scenes.criticals(), '/console', [1366, 768], async (page) => {
      await page.locator('ioc-queue [data-alert]').nth(4).waitFor();
      await page.locator('input[type=search]').fill('ngap');
      await page.waitForFunction(() => document.querySelectorAll('ioc-queue [data-alert]').length === 3);
      assert.match(await page.locator('ioc-queue [data-alert]').first().textContent(), /ngập/);
    }));
});

// The pages in Chromium, as a control room sees them.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromiumPath, hasChromium, openBrowser } from './browser.mjs';
import { base, findSubjects, get, newDevice, openDevices, put, skip } from './city.mjs';
import { openLine } from './line.mjs';

const shots = fileURLToPath(new URL('shots/', import.meta.url));
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const reason = skip || (hasChromium ? false : `there is no Chromium at ${chromiumPath}`);

/** The budgets are for a machine of its own; one that is shared with builds gets twice the time. */
const slack = 2;

const sizes = { wall: { width: 1920, height: 1080 }, desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };

describe('pages', { skip: reason }, () => {
  let browser;
  let devices;
  let subjects;
  let axe;

  before(async () => {
    devices = await openDevices();
    subjects = await findSubjects();
    axe = await readFile(axePath, 'utf8');
    browser = await openBrowser();
    await mkdir(shots, { recursive: true });
  });
  after(async () => {
    await devices?.close();
    await browser?.close();
  });

  /** Runs a check on a page, then holds against it every console error and every request that left the server. */
  async function onPage(path, size, check) {
    const page = await browser.context.newPage();
    const complaints = [];
    page.on('console', (m) => m.type() === 'error' && complaints.push(`console: ${m.text()}`));
    page.on('pageerror', (e) => complaints.push(`error: ${e.message}`));
    page.on('requestfailed', (r) => complaints.push(`failed: ${r.url()} ${r.failure()?.errorText}`));
    const own = new URL(base).host;
    const foreign = (url) => new URL(url).host !== own && complaints.push(`another origin: ${url}`);
    page.on('request', (r) => /^(https?|wss?):/.test(r.url()) && foreign(r.url()));
    page.on('websocket', (w) => foreign(w.url()));
    try {
      await page.setViewportSize(size);
      await page.goto(base + path);
      await check(page);
      // Leaving a page cancels what it still asks for; that is no failure of its own.
      page.removeAllListeners('requestfailed');
      assert.deepEqual(complaints, []);
    } finally {
      await page.close();
    }
  }

  const live = (page) => page.locator('html[data-link="live"]').waitFor({ state: 'attached', timeout: 15_000 });

  /** @param rules Of axe; all of WCAG 2.2 AA where absent. */
  async function axeViolations(page, rules) {
    const result = await page.evaluate((only) => globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: only ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }), rules);
    return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`);
  }

  it('the wall shows a value change and an alert', async () => {
    const { ward, rule, kind } = subjects;
    const device = newDevice(kind.id);
    const topic = `ioc/v1/${ward.id}/${kind.id}/${device}`;
    const metric = kind.metrics[0].id;
    await onPage(`/wall?lang=vi`, sizes.wall, async (page) => {
      await live(page);
      const figure = page.locator(`[data-figure="${kind.id}.${metric}"] b`);
      await devices.publish(topic, { [metric]: kind.metrics[0].min + 1 });
      await page.waitForFunction((key) => /\d/.test(document.querySelector(`[data-figure="${key}"] b`)?.textContent ?? ''), `${kind.id}.${metric}`);
      const before = await figure.textContent();
      await devices.publish(topic, { [metric]: kind.metrics[0].min + 3 });
      await page.waitForFunction(([key, old]) => document.querySelector(`[data-figure="${key}"] b`)?.textContent !== old, [`${kind.id}.${metric}`, before]);

      const count = page.locator(`.counts [data-severity="${rule.severity}"]`).first();
      const open = Number(await count.getAttribute('data-count'));
      await devices.publish(topic, { [rule.condition.metric]: rule.condition.threshold + 1 });
      await page.waitForFunction(
        ([severity, n]) => Number(document.querySelector(`.counts [data-severity="${severity}"]`)?.getAttribute('data-count')) > n,
        [rule.severity, open],
      );
      const row = page.locator('ioc-alert-list li', { hasText: device });
      await row.waitFor();
      assert.match(await row.textContent(), new RegExp(rule.title.vi));
      await page.screenshot({ path: `${shots}wall.png` });
    });
  });

  it('a scorecard has no figure until its office puts one; then value, part and whole, target and status stand on an open wall', async () => {
    const { items } = await get('/api/v1/indicators');
    const indicator = items.find((one) => one.unit === '%' && one.direction === 'higher' && one.newest === null);
    assert.ok(indicator, 'the city has an indicator that nobody has put');
    await onPage('/wall?screen=citizens&lang=vi', sizes.wall, async (page) => {
      await live(page);
      const card = page.locator(`ioc-scorecards [data-score="${indicator.id}"]`);
      await card.waitFor();
      assert.match(await card.textContent(), /Chưa có số liệu/);
      const whole = 4000;
      const part = Math.round((whole * (indicator.warning + indicator.target)) / 200);
      await put(`/api/v1/indicators/${indicator.id}/observations`, { time: new Date(Date.now() - 3_600_000).toISOString(), numerator: part, denominator: whole });
      await page.locator(`ioc-scorecards [data-score="${indicator.id}"][data-status="warning"]`).waitFor();
      const text = await card.textContent();
      assert.match(text, new RegExp(`${part.toLocaleString('vi-VN')} / 4\\.000`));
      assert.match(text, new RegExp(`mục tiêu ≥ ${indicator.target}`));
      assert.match(text, /Gần đạt/);
      assert.match(text, /1 giờ/);
    });
  });

  for (const fault of ['cut', 'blackHole']) {
    it(`a line that is ${fault === 'cut' ? 'cut' : 'a black hole'} is shown within 2.5 s; after it comes back the wall is live within 5 s and missed nothing`, async () => {
      const { ward, rule, kind } = subjects;
      const line = await openLine(base);
      const page = await browser.context.newPage();
      try {
        await page.setViewportSize(sizes.wall);
        await page.goto(`${line.url}/wall`);
        await live(page);
        line[fault]();
        await page.locator('html[data-link="lost"]').waitFor({ state: 'attached', timeout: 2500 * slack });
        assert.match(await page.locator('.banner.lost').textContent(), /MẤT KẾT NỐI – số liệu lúc \d\d:\d\d:\d\d/);
        assert.ok((await page.locator('main').textContent()).length > 100, 'the picture stays');
        await page.screenshot({ path: `${shots}wall-lost.png` });

        const device = newDevice(kind.id);
        await devices.publish(`ioc/v1/${ward.id}/${kind.id}/${device}`, { [rule.condition.metric]: rule.condition.threshold + 1 });
        line.mend();
        await page.locator('html[data-link="live"]').waitFor({ state: 'attached', timeout: 5000 * slack });
        assert.match(await page.locator('.banner.recovered').textContent(), /bỏ lỡ 0 cảnh báo/);
        await page.locator('ioc-alert-list li', { hasText: device }).waitFor({ timeout: 5000 });
        await page.screenshot({ path: `${shots}wall-recovered.png` });
      } finally {
        await page.close();
        line.close();
      }
    });
  }

  it('the console acknowledges an alert by keyboard alone', async () => {
    const { ward, rule, kind } = subjects;
    const device = newDevice(kind.id);
    await devices.publish(`ioc/v1/${ward.id}/${kind.id}/${device}`, { [rule.condition.metric]: rule.condition.threshold + 1 });
    await onPage('/console', sizes.desk, async (page) => {
      await live(page);
      await page.keyboard.press('/');
      await page.keyboard.type(device);
      await page.waitForFunction(() => document.querySelectorAll('ioc-queue [data-alert]').length === 1);
      await page.keyboard.press('Tab');
      await page.keyboard.press('j');
      await page.locator('ioc-alert-detail h2', { hasText: rule.title.vi }).waitFor();
      await page.keyboard.press('a');
      await page.locator('ioc-queue [data-state="acknowledged"]').waitFor();
      await page.locator('.timeline li').nth(1).waitFor();
      await page.screenshot({ path: `${shots}console.png` });
    });
  });

  it('the phone page shows an alert, its detail, and the list again', async () => {
    const { ward, rule, kind } = subjects;
    await devices.publish(`ioc/v1/${ward.id}/${kind.id}/${newDevice(kind.id)}`, { [rule.condition.metric]: rule.condition.threshold + 1 });
    await onPage('/m', sizes.phone, async (page) => {
      await live(page);
      await page.locator('.queue button', { hasText: rule.title.vi }).first().click();
      await page.locator('ioc-alert-detail .timeline li').first().waitFor();
      await page.screenshot({ path: `${shots}phone-detail.png` });
      await page.goBack();
      await page.locator('.queue button').first().waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'no sideways scrolling');
      await page.screenshot({ path: `${shots}phone.png` });
    });
  });

  const looks = [
    ['start', '/', sizes.wall], ['start-phone', '/', sizes.phone],
    ['overview', '/wall', sizes.wall], ['overview-3m', '/wall?d=3&h=685', sizes.wall], ['overview-upright', '/wall', sizes.phone],
    ['traffic', '/wall?screen=traffic', sizes.wall], ['flood-and-weather', '/wall?screen=flood', sizes.wall], ['security', '/wall?screen=security', sizes.wall],
    ['citizens', '/wall?screen=citizens', sizes.wall], ['system', '/wall?screen=system', sizes.wall],
    ['console', '/console', sizes.desk], ['console-history', '/console#history', sizes.desk], ['console-check', '/console#check', sizes.desk],
    ['console-load', '/console#load', sizes.desk], ['console-handover', '/console#handover', sizes.desk], ['console-report', '/console#report', sizes.desk],
    ['console-walls', '/console#walls', sizes.desk], ['phone', '/m', sizes.phone],
  ];
  for (const [name, path, size] of looks) {
    for (const lang of ['vi', 'en']) {
      it(`${path} (${size.width} px wide, ${lang}) is accessible in both themes (axe, WCAG 2.2 AA)`, async () => {
        const url = new URL(path, base);
        url.searchParams.set('lang', lang);
        await onPage(url.pathname + url.search + url.hash, size, async (page) => {
          await (name.startsWith('start') ? page.locator('[data-status="ready"]').waitFor() : live(page));
          if (url.hash) {
            // A list of all devices has as many rows of one sort: those of a ward are looked at like the rest.
            if (url.hash === '#check') {
              await page.locator('ioc-check select').first().selectOption(subjects.ward.id);
            }

            await page.locator('.place .read').first().waitFor();
            await page.waitForFunction(() => !/Đang đọc|Reading/.test(document.querySelector('.place .read')?.textContent ?? ''));
          }

          await page.evaluate(() => document.fonts.ready);
          // Flashing chips have two looks; both must be readable, so the check is made on a still page.
          await page.emulateMedia({ reducedMotion: 'reduce' });
          await page.evaluate(axe);
          assert.deepEqual(await axeViolations(page), []);
          if (lang === 'vi') {
            await page.screenshot({ path: `${shots}${name}.png` });
          }

          // The themes differ in their colours and in nothing else.
          await page.evaluate(() => (document.documentElement.dataset.theme = 'light'));
          assert.deepEqual(await axeViolations(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }), []);
        });
      });
    }
  }
});

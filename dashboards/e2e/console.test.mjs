// The operators' console in Chromium: acts on many, who was first, the data check.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { chromiumPath, hasChromium, openBrowser } from './browser.mjs';
import { base, findSubjects, get, newDevice, openDevices, post, skip } from './city.mjs';

const reason = skip || (hasChromium ? false : `there is no Chromium at ${chromiumPath}`);

describe('console', { skip: reason }, () => {
  let browser;
  let devices;
  let subjects;

  before(async () => {
    devices = await openDevices();
    subjects = await findSubjects();
    browser = await openBrowser(1366, 768);
  });
  after(async () => {
    await devices?.close();
    await browser?.close();
  });

  async function onConsole(path, check) {
    const page = await browser.context.newPage();
    try {
      await page.goto(`${base}/console${path}`);
      await page.locator('html[data-link="live"]').waitFor({ state: 'attached', timeout: 15_000 });
      await check(page);
    } finally {
      await page.close();
    }
  }

  /** Raises the alert at so many new devices whose names share a word, and gives that word. */
  async function raise(count) {
    const { ward, rule, kind } = subjects;
    const word = newDevice(kind.id);
    for (let i = 0; i < count; i++) {
      await devices.publish(`ioc/v1/${ward.id}/${kind.id}/${word}-${i}`, { [rule.condition.metric]: rule.condition.threshold + 1 });
    }

    return word;
  }

  async function find(page, word, count) {
    await page.locator('input[type=search]').fill(word);
    await page.waitForFunction((n) => document.querySelectorAll('ioc-queue [data-alert]').length === n, count);
  }

  it('acts on all marked alerts at once, and says how many the server took', async () => {
    const word = await raise(3);
    await onConsole('', async (page) => {
      await find(page, word, 3);
      await page.locator('.mark input').first().click();
      await page.locator('.mark input').nth(2).click({ modifiers: ['Shift'] });
      assert.match(await page.locator('.bulk b').textContent(), /^3 /);
      await page.locator('.bulk [name="note"]').fill('cùng một đợt triều');
      await page.locator('.bulk [type="submit"]').click();
      await page.locator('.bulk .outcome', { hasText: '3/3' }).waitFor();
      await page.waitForFunction(() => document.querySelectorAll('ioc-queue [data-state="acknowledged"]').length === 3);
    });
  });

  it('of two operators the second is told who was first, and nothing is shown as done', async () => {
    const word = await raise(1);
    await onConsole('', async (page) => {
      await find(page, word, 1);
      const row = page.locator('ioc-queue [data-alert]');
      const id = await row.getAttribute('data-alert');
      await row.click();
      // The other operator acts after this one has pressed the key and before the server hears of it.
      await page.route('**/acknowledge', async (route) => {
        assert.equal((await post(`/api/v1/alerts/${id}/comment`, { note: 'tôi xem', by: 'Trần Bình' })).status, 200);
        await route.continue();
      });
      await page.locator('[data-verb="acknowledge"]').click();
      await page.locator('.verbs .outcome', { hasText: 'Trần Bình' }).waitFor();
      assert.equal((await get(`/api/v1/alerts/${id}`)).state, 'active');
      await page.unroute('**/acknowledge');
      await page.locator('.timeline li', { hasText: 'tôi xem' }).waitFor();
      await page.locator('[data-verb="acknowledge"]').click();
      await page.locator('ioc-queue [data-state="acknowledged"]').waitFor();
    });
  });

  it('the data check shows a device by minute, and what was put aside with a sample', async () => {
    const { ward, rule, kind } = subjects;
    const device = newDevice(kind.id);
    const topic = `ioc/v1/${ward.id}/${kind.id}/${device}`;
    await devices.publish(topic, { [rule.condition.metric]: rule.condition.clear - 1 });
    await devices.publish(topic, { [rule.condition.metric]: 1e9 });
    await onConsole(`#check/${device}`, async (page) => {
      await page.locator('ioc-check-device .strip').waitFor();
      await page.locator('.samples li', { hasText: '1000000000' }).waitFor();
      await page.locator(`ioc-check [data-device="${device}"].chosen`).waitFor();
    });
  });

  it('a screen that is sent to a wall is shown there with who sent it, until it is given back', async () => {
    const name = newDevice('wall');
    const wall = await browser.context.newPage();
    try {
      await wall.goto(`${base}/wall?wall=${name}`);
      await wall.locator('main[data-screen="overview"]').waitFor();
      await onConsole('#walls', async (page) => {
        const row = page.locator(`[data-wall="${name}"]`);
        await row.waitFor();
        await row.locator('select').selectOption('flood');
        await row.locator('[type="submit"]').click();
        await row.locator('.outcome', { hasText: 'Máy chủ đã ghi nhận' }).waitFor();
        await wall.locator('main[data-screen="flood"]').waitFor();
        assert.match(await wall.locator('.top .screen').textContent(), /Ngập và thời tiết · .+ gửi/);
        await row.locator('button[type="button"]').click();
        await wall.locator('main[data-screen="overview"]').waitFor();
      });
    } finally {
      await wall.close();
    }
  });

  it('a device is taken out of service from its data check with a reason, and comes back', async () => {
    const word = await raise(1);
    const id = `${word}-0`;
    await onConsole(`#check/${id}`, async (page) => {
      const act = async (words) => {
        await page.locator('.service:not([open]) summary').click();
        await page.locator('.service [name="note"]').fill(words);
        await page.locator('.service [type="submit"]').click();
      };
      await act('đang thay cảm biến');
      await page.locator('ioc-check-device .action', { hasText: 'Ngừng phục vụ: đang thay cảm biến' }).waitFor();
      const entry = async () => (await get('/api/v1/registry/entries')).items.find((one) => one.device === id);
      assert.equal((await entry()).outOfService, 'đang thay cảm biến');
      // The form stays open after an act.
      await page.locator('.service summary').click();
      await act('đã thay xong');
      await page.locator('ioc-check-device .action').waitFor({ state: 'detached' });
      assert.equal((await entry())?.outOfService ?? null, null);
      const { items } = await get(`/api/v1/registry/changes?device=${id}`);
      assert.match(items[0].note, /đã thay xong/);
    });
  });

  it('the monthly report of an owner has a line for each of its devices, and no buttons on paper', async () => {
    const { owner } = (await get('/api/v1/devices?limit=1000')).items.find((device) => device.owner !== null && device.owner !== '');
    await onConsole('#report', async (page) => {
      await page.locator('.report [name="owner"]').selectOption(owner);
      await page.locator('.report tr[data-device]').first().waitFor();
      const owned = (await get('/api/v1/devices?limit=1000')).items.filter((device) => device.owner === owner).length;
      assert.equal(await page.locator('.report tr[data-device]').count(), owned);
      const saved = page.waitForEvent('download');
      await page.locator('.report [name="csv"]').click();
      const { size } = await stat(await (await saved).path());
      assert.ok(size > 50 * owned, `a line for each of ${owned} devices, ${size} bytes`);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('.report button').first().isVisible(), false);
      assert.equal(await page.locator('.report .signatures').isVisible(), true);
    });
  });
});

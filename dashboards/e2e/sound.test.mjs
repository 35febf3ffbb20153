// The siren: what a browser that holds sound back shows, and how a silence is asked for.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chromiumPath, hasChromium, openBrowser } from './browser.mjs';
import { base, findSubjects, newDevice, openDevices, skip } from './city.mjs';

const reason = skip || (hasChromium ? false : `there is no Chromium at ${chromiumPath}`);

describe('sound', { skip: reason }, () => {
  let devices;
  let subjects;
  before(async () => {
    devices = await openDevices();
    subjects = await findSubjects();
  });
  after(() => devices?.close());

  async function onWall(args, check) {
    const browser = await openBrowser(1920, 1080, args);
    try {
      const page = await browser.context.newPage();
      await page.goto(`${base}/wall`);
      await page.locator('html[data-link="live"]').waitFor({ state: 'attached', timeout: 15_000 });
      await check(page);
    } finally {
      await browser.close();
    }
  }

  it('a browser that holds sound back is said so, until somebody touches the page', async () => {
    const { ward, rule, kind } = subjects;
    await devices.publish(`ioc/v1/${ward.id}/${kind.id}/${newDevice(kind.id)}`, { [rule.condition.metric]: rule.condition.threshold + 1 });
    const browser = await openBrowser(1920, 1080, ['--autoplay-policy=document-user-activation-required']);
    try {
      const page = await browser.context.newPage();
      // Each look of the test's tool into the page counts as a touch of it, so the page itself tells what it shows, and the mouse is moved blind.
      await page.addInitScript(() => {
        let told = '';
        new MutationObserver(() => {
          const sound = document.querySelector('[data-sound]');
          const button = sound?.querySelector('button').getBoundingClientRect();
          const now = sound ? `sound ${sound.dataset.sound} ${button.x + button.width / 2} ${button.y + button.height / 2} ${sound.textContent}` : 'sound none';
          if (now !== told) {
            console.info((told = now));
          }
        }).observe(document, { subtree: true, childList: true, attributes: true });
      });
      const told = (state) => page.waitForEvent('console', { predicate: (message) => message.text().startsWith(`sound ${state}`), timeout: 20_000 });
      const blocked = told('blocked');
      await page.goto(`${base}/wall`);
      const [, , x, y, ...words] = (await blocked).text().split(' ');
      assert.match(words.join(' '), /ÂM THANH TẮT/);
      const sounding = told('sounding');
      await page.mouse.click(Number(x), Number(y));
      await sounding;
    } finally {
      await browser.close();
    }
  });

  it('an unacknowledged critical sounds; a silence has a name and a reason', async () => {
    const { ward, rule, kind } = subjects;
    assert.equal(rule.severity, 'critical');
    await devices.publish(`ioc/v1/${ward.id}/${kind.id}/${newDevice(kind.id)}`, { [rule.condition.metric]: rule.condition.threshold + 1 });
    await onWall(['--autoplay-policy=no-user-gesture-required'], async (page) => {
      await page.locator('[data-sound="sounding"] button').click();
      await page.locator('.silence [name="by"]').fill('Nguyễn An');
      await page.locator('.silence [name="reason"]').fill('đang gọi đội cứu hộ');
      await page.keyboard.press('Enter');
      assert.match(await page.locator('.banner.silenced').textContent(), /Nguyễn An: đang gọi đội cứu hộ/);
      assert.equal(await page.locator('[data-sound="sounding"]').count(), 0);
    });
  });
});

// The siren, and how a silence is asked for. Whether a browser holds sound back depends on its machine; that is a unit test's.
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

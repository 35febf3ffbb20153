// node bench/pages.mjs RUN URL SECONDS: measures the wall in Chromium against a server under load and prints one JSON line for each figure.
//   first-picture   from opening the page to the first live picture on the screen, at 1080p and at 4K
//   live            server's stamp to paint, the main thread, heap and nodes while frames come
//   throttled       a wall behind a line of 50 kB/s beside one that is not
import { openBrowser } from '../e2e/browser.mjs';
import { openLine } from '../e2e/line.mjs';

const [run, url, seconds = '10'] = process.argv.slice(2);
const millis = Number(seconds) * 1000;
const tell = (name, value, unit, note = null) => console.log(JSON.stringify({ name, value: Math.round(value * 100) / 100, unit, note }));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

/** Runs in the page before it: the worker's views with the moment that each was on the screen, and tasks over 50 ms. */
function watch() {
  const watched = (globalThis.watched = { first: null, ages: [], longest: 0, frames: 0 });
  const Native = globalThis.Worker;
  globalThis.Worker = class extends Native {
    constructor(...of) {
      super(...of);
      this.addEventListener('message', ({ data }) => {
        if (data.type !== 'view' || data.cursor === null || data.view.kinds.length === 0) {
          return;
        }

        const { sentAt } = data.view.link;
        const { deviceCount } = data.view;
        // The frame after the next begins when this one is on the screen.
        requestAnimationFrame(() => requestAnimationFrame(() => {
          watched.first ??= { millis: performance.now(), devices: deviceCount };
          watched.frames++;
          watched.ages.push(Date.now() - sentAt);
        }));
      });
    }
  };
  new PerformanceObserver((list) => list.getEntries().forEach((task) => (watched.longest = Math.max(watched.longest, task.duration)))).observe({ type: 'longtask' });
}

async function openWall(browser, address, width, height) {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width, height });
  await page.addInitScript(watch);
  await page.goto(`${address}/wall?sound=off`);
  await page.waitForFunction(() => globalThis.watched.first !== null, null, { timeout: 60_000 });
  return page;
}

const runs = {
  async 'first-picture'(browser) {
    for (const [size, width, height] of [['1080p', 1920, 1080], ['4K', 3840, 2160]]) {
      const times = [];
      let devices = 0;
      for (let i = 0; i < 5; i++) {
        const page = await openWall(browser, url, width, height);
        const { first } = await page.evaluate(() => globalThis.watched);
        times.push(first.millis);
        devices = first.devices;
        await page.close();
      }

      tell(`first live picture at ${size}`, at(times.sort((a, b) => a - b), 0.5), 'ms', `median of five, ${devices} devices; budget ${size === '4K' ? 4000 : 2500}`);
    }
  },

  async live(browser) {
    const page = await openWall(browser, url, 1920, 1080);
    const cdp = await browser.context.newCDPSession(page);
    await cdp.send('Performance.enable');
    const measure = async () => {
      await cdp.send('HeapProfiler.collectGarbage');
      const { metrics } = await cdp.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    };
    // What is read once an hour or minute has been read, and the code is optimized.
    await sleep(Math.min(15_000, millis));
    await page.evaluate(() => Object.assign(globalThis.watched, { ages: [], longest: 0, frames: 0 }));
    const before = await measure();
    await sleep(millis);
    const watched = await page.evaluate(() => globalThis.watched);
    const after = await measure();
    const span = after.Timestamp - before.Timestamp;
    const ages = watched.ages.sort((a, b) => a - b);
    tell('server\'s stamp to paint, p95', at(ages, 0.95), 'ms', `p50 ${at(ages, 0.5)}, ${(watched.frames / span).toFixed(1)} frames/s; budget 60`);
    tell('main thread', ((after.TaskDuration - before.TaskDuration) / span) * 1000, 'ms/s', 'budget 150');
    tell('longest task', watched.longest, 'ms', '0: none over 50; budget 100');
    tell('heap slope', ((after.JSHeapUsedSize - before.JSHeapUsedSize) / 1048576 / span) * 60, 'MB/min', `${(after.JSHeapUsedSize / 1048576).toFixed(1)} MB at the end; budget 0.2 over 10 min`);
    tell('nodes', (after.Nodes / before.Nodes - 1) * 100, '%', `${after.Nodes} at the end; budget 5`);
  },

  async throttled(browser) {
    const line = await openLine(url, 50_000);
    try {
      const [slow, fast] = [await openWall(browser, line.url, 1920, 1080), await openWall(browser, url, 1920, 1080)];
      await sleep(5000);
      for (const page of [slow, fast]) {
        await page.evaluate(() => Object.assign(globalThis.watched, { ages: [] }));
      }

      await sleep(millis);
      for (const [name, page, budget] of [['behind 50 kB/s', slow, 2000], ['beside it', fast, 60]]) {
        const ages = (await page.evaluate(() => globalThis.watched.ages)).sort((a, b) => a - b);
        tell(`stamp to paint ${name}, p95`, at(ages, 0.95), 'ms', `${ages.length} frames; budget ${budget}`);
      }
    } finally {
      line.close();
    }
  },
};

if (!Object.hasOwn(runs, run) || !url) {
  console.error(`usage: node bench/pages.mjs ${Object.keys(runs).join('|')} URL [SECONDS]`);
  process.exit(2);
}

const browser = await openBrowser(1920, 1080);
try {
  await runs[run](browser);
} finally {
  await browser.close();
}

// The hub as a program sees it that was written from CONTRACT: @microsoft/signalr in Node.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { base, findSubjects, get, newDevice, openDevices, post, skip } from './city.mjs';

/** A Live stream whose frames can be waited for. */
async function openLive(request) {
  const connection = new HubConnectionBuilder()
    .withUrl(`${base}/hubs/live`, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
    .configureLogging(LogLevel.None)
    .build();
  await connection.start();
  const frames = [];
  const waiting = new Set();
  connection.stream('Live', { acks: true, maxHz: 10, ...request }).subscribe({
    next(frame) {
      frames.push(frame);
      connection.send('Ack', frame.cursor).catch(() => undefined);
      waiting.forEach((check) => check());
    },
    error: (error) => waiting.forEach((check) => check(error)),
    complete: () => undefined,
  });
  return {
    frames,
    stop: () => connection.stop(),
    /** The first frame, old or new, that fits. */
    until(what, fits, timeout = 15_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`not seen within ${timeout} ms: ${what}; ${frames.length} frames`));
        }, timeout);
        function check(error) {
          const found = frames.find(fits);
          if (found || error) {
            clearTimeout(timer);
            waiting.delete(check);
            error ? reject(error) : resolve(found);
          }
        }

        waiting.add(check);
        check();
      });
    },
  };
}

describe('hub /hubs/live', { skip }, () => {
  let devices;
  let subjects;

  before(async () => {
    devices = await openDevices();
    subjects = await findSubjects();
  });
  after(() => devices?.close());

  it('snapshot, then deltas, then an alert', async () => {
    const { ward, rule, kind } = subjects;
    const live = await openLive({});
    const device = newDevice(kind.id);
    const topic = `ioc/v1/${ward.id}/${kind.id}/${device}`;
    const metric = rule.condition.metric;
    // Other rules may watch the same metric.
    const isOurs = (a) => a.device === device && a.rule === rule.id;
    try {
      const first = await live.until('the first frame', (f) => f.reset);
      assert.equal(first, live.frames[0]);
      assert.equal(typeof first.epoch, 'string');
      assert.ok(Math.abs(first.sentAt - Date.now()) < 60_000);
      assert.ok(first.zones.some((z) => z.id === ward.id));

      const calm = rule.condition.clear - 1;
      await devices.publish(topic, { [metric]: calm });
      const delta = await live.until('the value', (f) => f.devices.some((d) => d.id === device && d.values[metric] === calm));
      assert.equal(delta.reset, false);
      const shown = delta.devices.find((d) => d.id === device);
      assert.deepEqual({ zone: shown.zone, kind: shown.kind, health: shown.health }, { zone: ward.id, kind: kind.id, health: 'ok' });

      const high = rule.condition.threshold + 1;
      await devices.publish(topic, { [metric]: high });
      const raised = (await live.until('the alert', (f) => f.alerts.some(isOurs))).alerts.find(isOurs);
      assert.equal(raised.rule, rule.id);
      assert.equal(raised.severity, rule.severity);
      assert.equal(raised.state, 'active');
      assert.equal(raised.value, high);
      assert.equal(raised.threshold, rule.condition.threshold);
      assert.equal(raised.revision, 1);
      assert.equal((await get(`/api/v1/alerts/${raised.id}`)).id, raised.id);

      const answer = await post(`/api/v1/alerts/${raised.id}/acknowledge`, { note: 'e2e', revision: 1 });
      assert.equal(answer.status, 200);
      await live.until('the acknowledgement', (f) => f.alerts.some((a) => a.id === raised.id && a.state === 'acknowledged'));
      assert.equal((await post(`/api/v1/alerts/${raised.id}/close`, { note: 'e2e', revision: 1 })).status, 409);

      const actions = (await get(`/api/v1/alerts/${raised.id}/timeline`)).items.map((t) => t.action);
      assert.deepEqual(actions, ['raised', 'acknowledged']);
    } finally {
      await live.stop();
    }
  });

  it('a cursor gives what was missed, and nothing twice', async () => {
    const { ward, rule, kind } = subjects;
    const device = newDevice(kind.id);
    const topic = `ioc/v1/${ward.id}/${kind.id}/${device}`;
    const metric = rule.condition.metric;
    const isOurs = (a) => a.device === device && a.rule === rule.id;
    const request = { include: ['devices', 'alerts'] };
    const before = await openLive(request);
    await before.until('the first frame', (f) => f.reset);
    await devices.publish(topic, { [metric]: rule.condition.clear - 1 });
    const seen = await before.until('the device', (f) => f.devices.some((d) => d.id === device));
    await before.stop();

    await devices.publish(topic, { [metric]: rule.condition.threshold + 2 });
    const again = await openLive({ ...request, cursor: seen.cursor });
    try {
      await again.until('the alert that was raised meanwhile', (f) => f.alerts.some(isOurs));
      assert.equal(again.frames[0].reset, false);
      // One more heart-beat, so that a repetition would have come.
      const count = again.frames.length;
      await again.until('a later frame', () => again.frames.length > count);
      assert.equal(again.frames.flatMap((f) => f.alerts).filter((a) => isOurs(a) && a.revision === 1).length, 1);
    } finally {
      await again.stop();
    }
  });

  it('a frame comes at least every second, even when nothing changes', async () => {
    const live = await openLive({ devices: ['no-such-device'], include: ['devices'] });
    try {
      await live.until('four frames', () => live.frames.length >= 4, 6000);
    } finally {
      await live.stop();
    }
  });
});

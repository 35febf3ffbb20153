import mqtt from 'mqtt';

/** The server under test: `IOC_URL` and `IOC_MQTT_PORT` say where it is. Without them the suite is skipped, with the reason. */
export const base = process.env.IOC_URL?.replace(/\/$/, '');
const mqttPort = process.env.IOC_MQTT_PORT;
export const skip = !base || !mqttPort ? 'IOC_URL and IOC_MQTT_PORT do not say where the server is' : false;

export async function get(path) {
  const response = await fetch(base + path);
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  return response.json();
}

export async function post(path, body) {
  const response = await fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { status: response.status, body: response.status === 204 ? null : await response.json() };
}

export async function put(path, body) {
  const response = await fetch(base + path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  return response.json();
}

/** Publishes over MQTT like a device, each message with QoS 1: resolved means that the server has it. */
export async function openDevices() {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { protocolVersion: 5, clientId: `e2e-${process.pid}-${Date.now()}` });
  let seq = 0;
  return {
    publish: (topic, payload) => client.publishAsync(topic, JSON.stringify({ ts: Date.now(), seq: ++seq, ...payload }), { qos: 1 }),
    close: () => client.endAsync(),
  };
}

/** What the tests need of the city: a ward, and a rule that raises at once. Taken from the server, so that the city may change. */
export async function findSubjects() {
  const zones = (await get('/api/v1/zones')).items;
  const parents = new Set(zones.map((z) => z.parent));
  const rules = (await get('/api/v1/rules')).items;
  // The worst, so that its newest alert stands first in every list.
  const order = ['critical', 'major', 'minor', 'info'];
  const found = rules.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)).find(({ condition, zones: z, devices: d }) => {
    // A rule with levels has no condition of its own.
    const t = condition?.threshold;
    return t && !t.for && (t.atOrAbove ?? t.above) !== undefined && z.length === 0 && d.length === 0;
  });
  const { metric, atOrAbove, above, clear } = found.condition.threshold;
  const rule = { ...found, condition: { metric, threshold: atOrAbove ?? above, clear: clear ?? atOrAbove ?? above } };
  const kind = (await get('/api/v1/kinds')).items.find((k) => k.id === rule.kinds[0]);
  return { ward: zones.find((z) => !parents.has(z.id)), rule, kind };
}

/** A device that nobody has heard of: each test has one of its own and meets no other's alerts. */
export function newDevice(kind) {
  return `e2e-${kind}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
}

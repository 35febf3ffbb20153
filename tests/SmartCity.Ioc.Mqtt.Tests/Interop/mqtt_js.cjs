// npm's mqtt against a broker: mqtt_js.cjs PATH_OF_MODULE URL VERSION prints one word per scenario that went well.
const [, , modulePath, url, versionText] = process.argv;
const mqtt = require(modulePath);
const assert = require('node:assert');
const protocolVersion = Number(versionText);

async function connect(clientId, { keep = false, clean = !keep, will } = {}) {
  const client = mqtt.connect(url, {
    clientId, protocolVersion, clean, will, reconnectPeriod: 0, connectTimeout: 20000,
    properties: protocolVersion === 5 ? { sessionExpiryInterval: keep ? 3600 : 0 } : undefined,
  });
  const messages = [];
  let wake = () => {};
  client.on('message', (topic, payload, packet) => { messages.push({ topic, text: payload.toString(), ...packet, payload }); wake(); });
  const connack = await new Promise((resolve, reject) => { client.once('connect', resolve); client.once('error', reject); });
  return {
    client, messages, present: connack.sessionPresent,
    take: async () => {
      while (messages.length === 0) await new Promise((resolve) => { wake = resolve; });
      return messages.shift();
    },
    subscribe: (filter, qos) => client.subscribeAsync(filter, { qos }),
    publish: (topic, text, options) => client.publishAsync(topic, text, { qos: 1, ...options }),
    close: () => client.endAsync(),
  };
}

const scenarios = {
  async qos() {
    const [to, from] = [await connect('to'), await connect('from')];
    await to.subscribe('qos/#', 2);
    await Promise.all(Array.from({ length: 300 }, (_, i) => from.publish(`qos/${i % 3}`, `${i}`, { qos: i % 3 })));
    const got = [];
    while (got.length < 300) got.push(await to.take());
    for (let q = 0; q < 3; q++) {
      assert.deepStrictEqual(got.filter((m) => m.qos === q).map((m) => Number(m.text)), Array.from({ length: 100 }, (_, i) => q + 3 * i));
    }
    await to.close();
    await from.close();
  },
  async retained() {
    const from = await connect('from');
    await from.publish('kept/a', 'xin chào', { retain: true });
    let to = await connect('to');
    await to.subscribe('kept/+', 1);
    const m = await to.take();
    assert.deepStrictEqual([m.text, m.retain], ['xin chào', true]);
    await to.close();
    await from.publish('kept/a', '', { retain: true });
    to = await connect('to');
    await to.subscribe('kept/+', 1);
    await from.publish('kept/b', 'live');
    assert.strictEqual((await to.take()).text, 'live');
    await to.close();
    await from.close();
  },
  async will() {
    const to = await connect('to');
    await to.subscribe('will/#', 2);
    const lost = await connect('lost', { will: { topic: 'will/lost', payload: Buffer.from('gone'), qos: 2, retain: false } });
    lost.client.stream.destroy();
    const m = await to.take();
    assert.deepStrictEqual([m.topic, m.text, m.qos], ['will/lost', 'gone', 2]);
    await to.close();
  },
  async session() {
    const first = await connect('kept', { keep: true });
    await first.subscribe('session', 2);
    await first.close();
    const from = await connect('from');
    for (let i = 0; i < 20; i++) await from.publish('session', `${i}`, { qos: 2 });
    const back = await connect('kept', { keep: true });
    assert.ok(back.present);
    for (let i = 0; i < 20; i++) assert.strictEqual((await back.take()).text, `${i}`);
    await back.close();
    await from.close();
  },
  async shared() {
    const members = [await connect('m0'), await connect('m1')];
    for (const m of members) await m.subscribe('$share/g/shared/#', 1);
    const from = await connect('from');
    for (let i = 0; i < 50; i++) await from.publish('shared/x', `${i}`);
    const got = [];
    while (got.length < 50) {
      for (const m of members) got.push(...m.messages.splice(0).map((x) => Number(x.text)));
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    assert.deepStrictEqual(got.sort((a, b) => a - b), Array.from({ length: 50 }, (_, i) => i));
    for (const c of [...members, from]) await c.close();
  },
  async request() {
    const [server, asking] = [await connect('server'), await connect('asking')];
    await server.subscribe('service', 1);
    await asking.subscribe('answers', 1);
    const correlationData = Buffer.from([0, 1]);
    await asking.publish('service', 'how many?', { properties: { responseTopic: 'answers', correlationData, userProperties: { k: 'v' } } });
    const asked = (await server.take()).properties;
    assert.strictEqual(asked.userProperties.k, 'v');
    await server.publish(asked.responseTopic, '42', { properties: { correlationData: asked.correlationData } });
    const m = await asking.take();
    assert.deepStrictEqual([m.text, Buffer.compare(m.properties.correlationData, correlationData)], ['42', 0]);
    await server.close();
    await asking.close();
  },
};

(async () => {
  for (const [name, run] of Object.entries(scenarios)) {
    if (name !== 'request' || protocolVersion === 5) {
      await run();
      console.log(name);
    }
  }
  process.exit(0);
})().catch((e) => { console.error(e); process.exit(1); });

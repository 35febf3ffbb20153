import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { host } from '../server.mjs';
import { now } from './scenes.mjs';
import { acceptHub } from './socket.mjs';

const built = host ? join(dirname(host), 'wwwroot') : fileURLToPath(new URL('../../../src/SmartCity.Ioc.Host/wwwroot', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };

/** Whether the pages are built; what stands on the stage is the built pages themselves. */
export const hasPages = existsSync(join(built, 'wall.html'));

/** In the page and in its worker time stands still: what is compared must not depend on when it is looked at. `millisOn` moves it;
 * `millisRun` makes the page believe that it has run longer. */
const still = `{
  const at = ${now};
  const run = performance.now.bind(performance);
  Object.assign(globalThis, { millisOn: 0, millisRun: 0 });
  Date.now = () => at + globalThis.millisOn;
  performance.now = () => run() + globalThis.millisRun;
}\n`;

/** The page's side of the clock, to be given to `addInitScript`. */
export const stillClock = { content: still };

/**
 * The pages before a hub of the test's own, so that every state of the city can be put on the screen and stays there. The first frame holds
 * the scene, then one without changes comes each second; `play` sends another one.
 *
 * @param scene What `answer(path, query)` gives for a request, and the first `frame`.
 */
export async function openStage(scene) {
  const sockets = new Set();
  const streams = new Set();
  let dark = false;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://stage');
    if (pathname.startsWith('/api/')) {
      const answer = scene.answer(pathname, new URL(request.url, 'http://stage').searchParams);
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
      return;
    }

    const file = join(built, normalize(extname(pathname) ? pathname : `${pathname}.html`));
    try {
      const body = await readFile(file);
      const text = /live\.worker[^/]*\.js$/.test(file) ? still + body : body;
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(text);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket) => {
    if (dark) {
      socket.destroy();
      return;
    }

    acceptHub(request, socket, (stream) => {
      streams.add(stream);
      socket.on('close', () => streams.delete(stream));
      stream.item(frameOf({ ...scene.frame, reset: true }));
    });
  });
  let cursor = 0;
  const frameOf = (more) => ({ cursor: `${++cursor}`, epoch: 'stage', reset: false, sentAt: now, devices: [], zones: [], alerts: [], indicators: [], ages: scene.frame.ages, ...more });
  const play = (frame) => streams.forEach((stream) => stream.item(frameOf(frame)));
  const pulse = setInterval(() => play({}), 1000);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    play,
    /** The server is gone, and stays away. */
    dark() {
      dark = true;
      sockets.forEach((socket) => socket.destroy());
    },
    close() {
      clearInterval(pulse);
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}

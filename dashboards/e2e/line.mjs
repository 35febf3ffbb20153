import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * A line to the server that a test can cut, black-hole and mend: a browser's own network tools leave a worker's WebSocket alone.
 *
 * @param bytesPerSecond What one connection carries from the server; what waits is left with the server, as on a real line.
 */
export async function openLine(target, bytesPerSecond = Infinity) {
  const { hostname, port } = new URL(target);
  const pairs = new Set();
  let state = 'whole';
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }

    const far = connect(Number(port), hostname);
    const pair = { near, far };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    // Bytes into a black hole are read and forgotten, as by a router that lost its way.
    near.on('data', (data) => state === 'whole' && far.write(data)).on('close', end).on('error', end);
    far.on('data', (data) => {
      if (state === 'whole') {
        near.write(data);
      }

      if (bytesPerSecond !== Infinity) {
        far.pause();
        setTimeout(() => far.resume(), (data.length / bytesPerSecond) * 1000);
      }
    }).on('close', end).on('error', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut() {
      state = 'cut';
      pairs.forEach(({ near, far }) => [near, far].forEach((s) => s.destroy()));
    },
    blackHole() {
      state = 'black-hole';
    },
    mend() {
      // What a black hole swallowed is gone: those connections can not go on in the middle of a frame.
      pairs.forEach(({ near, far }) => state === 'black-hole' && [near, far].forEach((s) => s.destroy()));
      state = 'whole';
    },
    close() {
      this.cut();
      server.close();
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The server's program: with it a suite starts a server of its own, and may kill it. */
export const host = process.env.IOC_HOST;

async function sparePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A server with the demo city on spare ports and a data directory of its own. */
export async function openServer(...settings) {
  const [port, mqttPort] = [await sparePort(), await sparePort()];
  const data = await mkdtemp(join(tmpdir(), 'ioc-e2e-'));
  const city = fileURLToPath(new URL('../../simulators/cities/vung-tau', import.meta.url));
  const base = `http://127.0.0.1:${port}`;
  let running = null;
  const self = {
    base,
    mqttPort,
    async start() {
      running = spawn('dotnet', [host, `--Ioc:Http:Port=${port}`, `--Ioc:Mqtt:Listener:Port=${mqttPort}`, `--Ioc:DataDirectory=${data}`, `--Ioc:City=${city}`, ...settings], { stdio: 'ignore' });
      const until = Date.now() + 60_000;
      for (;;) {
        const ready = await fetch(`${base}/health/ready`).catch(() => null);
        if (ready?.ok) {
          return;
        }

        if (running.exitCode !== null || Date.now() > until) {
          throw new Error(`the server did not start (exit code ${running.exitCode})`);
        }

        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    /** kill -9. */
    async kill() {
      const gone = once(running, 'exit');
      running.kill('SIGKILL');
      await gone;
      running = null;
    },
    /** Holds the process where it stands: its connections stay open and say nothing more. */
    freeze: () => running.kill('SIGSTOP'),
    thaw: () => running.kill('SIGCONT'),
    async close() {
      if (running) {
        running.kill('SIGCONT');
        await self.kill();
      }

      await rm(data, { recursive: true, force: true });
    },
  };
  await self.start();
  return self;
}

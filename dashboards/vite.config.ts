import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The server's address for `npm run dev`; the built pages are served by the server itself.
const server = process.env['IOC_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: here('.'),
  build: {
    outDir: here('../src/SmartCity.Ioc.Host/wwwroot'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would need its own permission in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: here('index.html'),
        wall: here('wall.html'),
        console: here('console.html'),
        m: here('m.html'),
      },
    },
  },
  worker: { format: 'es' },
  // Style sheets too: a test reads the colours from theirs.
  test: { include: ['tests/**/*.test.ts'], css: true },
  server: {
    proxy: {
      '/api': server,
      '/health': server,
      '/hubs': { target: server, ws: true },
    },
  },
});

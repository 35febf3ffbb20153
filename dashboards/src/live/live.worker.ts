import { get, getAll, RefusedError, useKey } from '../api/rest';
import { MapPainter, type MapOptions } from '../map/painter';
import { LiveHub } from './hub';
import type { FontSource, FromWorker, ToWorker } from './messages';
import { Unpacker } from './packed';
import { LiveState } from './state';
import { buildView, type LinkView } from './view';
import type { CityAnswer, DeviceSnapshot, Frame, KindAnswer, TerritoryAnswer, WireAlert, ZoneAnswer } from './wire';

/** The part of DedicatedWorkerGlobalScope that is used; the DOM's types and the worker's cannot both be loaded. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  onunhandledrejection: ((event: PromiseRejectionEvent) => void) | null;
  postMessage(message: FromWorker): void;
  requestAnimationFrame(callback: () => void): number;
  readonly fonts?: FontFaceSet;
}

const noAlerts: ReadonlySet<string> = new Set();

/** Of a screen of 60 Hz. */
const refreshMillis = 16;

const scope = self as unknown as WorkerScope;
const state = new LiveState();
const unpacker = new Unpacker();

let hub: LiveHub | null = null;
let painter: MapPainter | null = null;
let mapOptions: MapOptions | null = null;
let origin = '';
let mostAlerts = 0;
let registryWanted = true;
let registryBusy = false;
let paintAsked = false;
let paintedAt = -Infinity;
/** Cursor of the newest frame that both canvas and page have not yet shown. */
let unpainted: string | null = null;
/** Painted since this page was loaded. */
let frames = 0;
let link: LinkView = { lost: false, lostSince: null, lastFrameAt: null, sentAt: null, clockOffset: 0, refusal: null, keyWanted: false, recovered: null };

// A rejected promise in a worker reaches no page by itself.
scope.onunhandledrejection = ({ reason }) => scope.postMessage({ type: 'broken', reason: String(reason) });

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'start':
      origin = data.origin;
      mostAlerts = data.mostAlerts;
      useKey(data.key);
      hub = new LiveHub(`${origin}/hubs/live`, data.key, data.request, { onFrame, onLost, onOrder: (order) => scope.postMessage({ type: 'order', order }) });
      hub.start();
      void readRegistry();
      break;
    case 'canvas':
      void openMap(data.canvas, data.fonts);
      break;
    case 'map':
      mapOptions = data.options;
      painter?.configure(data.options);
      paint();
      break;
    case 'move':
      painter?.move(data.move);
      paint();
      break;
    case 'report':
      void hub?.report({ ...data.report, frames, ageSeconds: link.lastFrameAt === null ? null : (Date.now() - link.lastFrameAt) / 1000 });
      break;
    case 'painted':
      frames++;
      hub?.acknowledge(data.cursor);
      break;
    case 'pick':
      scope.postMessage({ type: 'picked', alert: painter?.alertAt(data.x, data.y) ?? null });
      break;
  }
};

function onFrame(received: Frame): void {
  const frame = received.packed ? { ...received, devices: unpacker.unpack(received.packed, received.epoch) } : received;
  const now = Date.now();
  const before = { lostSince: link.lost ? link.lostSince : null, known: link.lost ? new Set(state.seen) : noAlerts, sentAt: link.sentAt };
  const change = state.apply(frame);
  // Bytes travel one way only: the smallest difference seen is the nearest to the true one, a late frame must not widen it.
  const offset = frame.sentAt - now;
  const clockOffset = link.lastFrameAt === null || before.lostSince !== null ? offset : Math.max(link.clockOffset - 1, offset);
  link = { ...link, lost: false, lostSince: null, refusal: null, lastFrameAt: now, sentAt: frame.sentAt, clockOffset };
  if (before.lostSince !== null && before.sentAt !== null) {
    void settle(frame, before.sentAt, before.known);
  }

  if (change.unknownDevices) {
    registryWanted = true;
    void readRegistry();
  }

  publish(frame.cursor);
}

function onLost(reason: string | null): void {
  link = { ...link, lost: true, lostSince: link.lostSince ?? Date.now(), refusal: reason };
  publish(null);
}

/** After a gap: which alerts came and went without ever being shown here? The server replays what it knows to be missed; where it started over, it is asked. */
async function settle(frame: Frame, lostAt: number, known: ReadonlySet<string>): Promise<void> {
  let missed: number | null = 0;
  if (frame.reset && frame.replayed === undefined) {
    try {
      const since = await getAll<WireAlert>(`${origin}/api/v1/alerts?from=${encodeURIComponent(new Date(lostAt).toISOString())}`);
      missed = since.filter((alert) => !known.has(alert.id) && !state.alerts.has(alert.id)).length;
    } catch {
      missed = null;
    }
  }

  link = { ...link, recovered: { at: Date.now(), missed } };
  publish(null);
}

async function readRegistry(): Promise<void> {
  if (registryBusy) {
    return;
  }

  registryBusy = true;
  try {
    const [city, kinds, zones, boundaries] = await Promise.all([
      get<CityAnswer>(`${origin}/api/v1/city`),
      getAll<KindAnswer>(`${origin}/api/v1/kinds`),
      getAll<ZoneAnswer>(`${origin}/api/v1/zones`),
      get<TerritoryAnswer>(`${origin}/api/v1/territory`),
    ]);
    state.city = city;
    state.kinds = kinds;
    state.territory = zones;
    state.boundaries = boundaries;
    painter?.rebuild(state);
    publish(null);
    // 100,000 devices take their time; names, figures and alerts do not wait for them.
    registryWanted = false;
    state.setRegistry(await get<DeviceSnapshot>(`${origin}/api/v1/snapshot/devices`));
    painter?.rebuild(state);
    publish(null);
  } catch (error) {
    registryWanted = true;
    // Otherwise the server is away or still starting; the picture says so by itself. Once more below.
    if (error instanceof RefusedError && (error.status === 401 || error.status === 403)) {
      link = { ...link, keyWanted: true };
      publish(null);
    }
  } finally {
    registryBusy = false;
    if (registryWanted) {
      // Devices that register themselves come in bursts; one reading of the list takes them all.
      setTimeout(() => void readRegistry(), 2000);
    }
  }
}

function publish(cursor: string | null): void {
  unpainted = cursor ?? unpainted;
  paint();
}

/**
 * Page and map are painted in the same turn, at most once per screen refresh; the page then says which frame it has painted. After a pause
 * there is nothing to wait for: the page gets its view at once and has until the next refresh to render it, which the map then joins.
 */
function paint(): void {
  if (paintAsked) {
    return;
  }

  if (performance.now() - paintedAt > refreshMillis) {
    turn();
    return;
  }

  paintAsked = true;
  // In a hidden tab no animation frame comes; once a second keeps the stream alive there.
  scope.requestAnimationFrame(asked);
  setTimeout(asked, 1000);
}

function asked(): void {
  if (paintAsked) {
    turn();
  }
}

function turn(): void {
  paintAsked = false;
  paintedAt = performance.now();
  const now = Date.now() + link.clockOffset;
  // The view first: the page renders it on its own thread while the map is drawn here.
  scope.postMessage({ type: 'view', view: buildView(state, link, cityNow(now), mostAlerts), cursor: unpainted });
  unpainted = null;
  painter?.paint(state);
}

/** In a replay the city's time is the data's: what the server says, or the newest reading shown. */
function cityNow(hostNow: number): number {
  if (state.city?.clock !== 'data') {
    return hostNow;
  }

  if (state.now !== null) {
    return state.now;
  }

  let newest = Date.parse(state.city.now);
  for (const device of state.devices.values()) {
    newest = device.ts !== null && device.ts > newest ? device.ts : newest;
  }

  return newest;
}

/** Fonts first: a canvas that has once drawn with a substitute keeps to it. */
async function openMap(canvas: OffscreenCanvas, fonts: readonly FontSource[]): Promise<void> {
  const faces = fonts.map((f) => new FontFace('Be Vietnam Pro', `url(${f.url})`, { weight: f.weight, unicodeRange: f.range }));
  for (const face of faces) {
    scope.fonts?.add(face);
  }

  await Promise.allSettled(faces.map((face) => face.load()));
  painter = new MapPainter(canvas);
  if (mapOptions) {
    painter.configure(mapOptions);
  }

  if (state.territory.length > 0) {
    painter.rebuild(state);
  }

  paint();
}

import type { GeoPoint } from '../live/wire';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function squaredDistance(a: Point, b: Point): number {
  // A product, not a power: `** 2` took ten times as long, and the cells ask some million times.
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  return dx * dx + dy * dy;
}

const metresPerDegree = 111_320;

/** A plane in metres around the territory's middle: over a province's width the error against an ellipsoid is under 0.5 %. */
export class LocalPlane {
  private readonly lat0: number;
  private readonly lon0: number;
  private readonly shrink: number;

  constructor(points: readonly GeoPoint[]) {
    this.lat0 = middle(points.map((p) => p.lat));
    this.lon0 = middle(points.map((p) => p.lon));
    this.shrink = Math.cos((this.lat0 * Math.PI) / 180);
  }

  /** East and south in metres, so that y grows downwards as on a screen. */
  project(p: GeoPoint): Point {
    return { x: (p.lon - this.lon0) * metresPerDegree * this.shrink, y: (this.lat0 - p.lat) * metresPerDegree };
  }
}

export interface Viewport {
  readonly scale: number;
  readonly dx: number;
  readonly dy: number;
}

/** The scale and offset that put all points into a screen rectangle with a margin. */
export function fit(points: readonly Point[], width: number, height: number, margin: number): Viewport {
  if (points.length === 0) {
    return { scale: 1, dx: width / 2, dy: height / 2 };
  }

  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const [left, right, top, bottom] = [low(xs), high(xs), low(ys), high(ys)];
  // A single device still gets a kilometre around it.
  const w = Math.max(right - left, 1000);
  const h = Math.max(bottom - top, 1000);
  const scale = Math.min(Math.max(width - 2 * margin, 1) / w, Math.max(height - 2 * margin, 1) / h);
  return { scale, dx: width / 2 - ((left + right) / 2) * scale, dy: height / 2 - ((top + bottom) / 2) * scale };
}

/** Nearer than this a street corner fills the picture. */
const mostZoom = 60;

/** The viewport after a wish to zoom or pan: never farther out than `home`, and never so far aside that the picture's middle leaves it. */
export function moved(view: Viewport, home: Viewport, move: { x: number; y: number; zoom: number; dx: number; dy: number }, width: number, height: number): Viewport {
  const scale = Math.min(Math.max(view.scale * move.zoom, home.scale), home.scale * mostZoom);
  const by = scale / view.scale;
  const nearness = scale / home.scale;
  // In home's pixels the picture is [0, width]; nearer by `nearness` it begins at `dx - home.dx · nearness`.
  const hold = (offset: number, homeOffset: number, size: number): number => {
    const start = Math.min(0, Math.max(size - size * nearness, offset - homeOffset * nearness));
    return start + homeOffset * nearness;
  };
  return {
    scale,
    dx: hold(move.x - (move.x - view.dx) * by + move.dx, home.dx, width),
    dy: hold(move.y - (move.y - view.dy) * by + move.dy, home.dy, height),
  };
}

/** The same look at the city when the whole of it now lies elsewhere. */
export function rehomed(view: Viewport, before: Viewport, home: Viewport): Viewport {
  const nearness = view.scale / before.scale;
  if (nearness <= 1) {
    return home;
  }

  return { scale: home.scale * nearness, dx: view.dx + (home.dx - before.dx) * nearness, dy: view.dy + (home.dy - before.dy) * nearness };
}

export function onScreen(p: Point, v: Viewport): Point {
  return { x: p.x * v.scale + v.dx, y: p.y * v.scale + v.dy };
}

function middle(values: readonly number[]): number {
  return values.length === 0 ? 0 : (low(values) + high(values)) / 2;
}

// Not Math.min(...values): 100,000 arguments overflow the stack.
function low(values: readonly number[]): number {
  return values.reduce((a, b) => (b < a ? b : a), Infinity);
}

function high(values: readonly number[]): number {
  return values.reduce((a, b) => (b > a ? b : a), -Infinity);
}

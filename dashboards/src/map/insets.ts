import type { Point } from './projection';

/** Part of the territory that lies far off (an island), and by how much it is moved to stand in a corner of the map. */
export interface Inset {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly dx: number;
  readonly dy: number;
}

type Box = Pick<Inset, 'left' | 'right' | 'top' | 'bottom'>;

/** Places farther apart than this are not one piece of land to the eye. */
const gapMetres = 25_000;
/** Around an inset's outermost places. */
export const insetMargin = 2500;

/** Clusters apart from the largest one, each moved into the corner of the largest one's box that has the fewest places. */
export function insetsOf(places: readonly Point[]): Inset[] {
  const [main, ...others] = clustersOf(places).sort((a, b) => b.length - a.length);
  if (!main || others.length === 0) {
    return [];
  }

  const frame = boxOf(main);
  const corners = [true, false].flatMap((east) => [true, false].map((south) => ({ east, south })));
  return archipelagos(others, frame).flatMap((cluster) => {
    const box = grown(boxOf(cluster));
    const width = box.right - box.left;
    const height = box.bottom - box.top;
    const moved = corners.map(({ east, south }) => {
      const left = east ? frame.right - width : frame.left;
      const top = south ? frame.bottom - height : frame.top;
      const crowd = main.filter((p) => p.x >= left && p.x <= left + width && p.y >= top && p.y <= top + height).length;
      return { left, top, crowd };
    });
    const corner = moved.reduce((best, next) => (next.crowd < best.crowd ? next : best));
    return [{ ...box, dx: corner.left - box.left, dy: corner.top - box.top }];
  });
}

/** Whether a place, as it stands on the map, lies in an inset. */
export function inInset(p: Point, insets: readonly Inset[]): boolean {
  return insets.some((i) => p.x >= i.left + i.dx && p.x <= i.right + i.dx && p.y >= i.top + i.dy && p.y <= i.bottom + i.dy);
}

/** Where a place stands on the map. */
export function placed(p: Point, insets: readonly Inset[]): Point {
  const inset = insets.find((i) => p.x >= i.left && p.x <= i.right && p.y >= i.top && p.y <= i.bottom);
  return inset ? { x: p.x + inset.dx, y: p.y + inset.dy } : p;
}

/** Single linkage over a grid of half the gap: cells that touch a neighbour belong together. */
function clustersOf(places: readonly Point[]): Point[][] {
  const size = gapMetres / 2;
  const cells = new Map<string, Point[]>();
  const keyOf = (x: number, y: number): string => `${x},${y}`;
  for (const p of places) {
    const key = keyOf(Math.floor(p.x / size), Math.floor(p.y / size));
    const cell = cells.get(key);
    if (cell) {
      cell.push(p);
    } else {
      cells.set(key, [p]);
    }
  }

  const clusters: Point[][] = [];
  const waiting = new Set(cells.keys());
  for (const start of cells.keys()) {
    if (!waiting.delete(start)) {
      continue;
    }

    const cluster: Point[] = [];
    const reached = [start];
    for (let key = reached.pop(); key !== undefined; key = reached.pop()) {
      // Not push(...all): 100,000 arguments overflow the stack.
      cells.get(key)!.forEach((p) => cluster.push(p));
      const [x, y] = key.split(',').map(Number) as [number, number];
      for (let i = -2; i <= 2; i++) {
        for (let j = -2; j <= 2; j++) {
          const near = keyOf(x + i, y + j);
          if (waiting.delete(near)) {
            reached.push(near);
          }
        }
      }
    }

    clusters.push(cluster);
  }

  return clusters;
}

/** Islands that lie nearer to each other than to the main land stand in one inset; an outlying rock would be a map of its own otherwise. */
function archipelagos(clusters: readonly (readonly Point[])[], main: Box): (readonly Point[])[] {
  const joined = [...clusters];
  for (let i = 0; i < joined.length; i++) {
    for (let j = i + 1; j < joined.length; j++) {
      const [a, b] = [boxOf(joined[i]!), boxOf(joined[j]!)];
      if (gapOf(a, b) < Math.min(2 * gapMetres, gapOf(a, main), gapOf(b, main))) {
        joined[i] = [...joined[i]!, ...joined[j]!];
        joined.splice(j, 1);
        // The larger box may reach one that was passed over.
        j = i;
      }
    }
  }

  return joined;
}

function gapOf(a: Box, b: Box): number {
  return Math.hypot(Math.max(0, a.left - b.right, b.left - a.right), Math.max(0, a.top - b.bottom, b.top - a.bottom));
}

function boxOf(points: readonly Point[]): Box {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const p of points) {
    box.left = Math.min(box.left, p.x);
    box.right = Math.max(box.right, p.x);
    box.top = Math.min(box.top, p.y);
    box.bottom = Math.max(box.bottom, p.y);
  }

  return box;
}

function grown(box: Box): Box {
  return { left: box.left - insetMargin, right: box.right + insetMargin, top: box.top - insetMargin, bottom: box.bottom + insetMargin };
}

import type { LiveState } from '../live/state';
import type { Severity } from '../live/wire';
import type { Palette } from '../look/theme';
import { onScreen, type Point, type Viewport } from './projection';
import type { Scene } from './scene';

export interface Land {
  readonly scene: Scene;
  readonly state: LiveState;
  readonly worst: ReadonlyMap<string, Severity>;
  readonly view: Viewport;
  readonly colours: Palette;
  /** Over zones whose devices are mostly not heard. */
  readonly hatch: CanvasPattern;
}

type Context = OffscreenCanvasRenderingContext2D;

/** The zones, filled by the worst open severity, hatched where they are silent, with their borders. */
export function paintLand(c: Context, land: Land): void {
  const { scene, view } = land;
  const outlines = scene.areas.map(({ zone, rings }) => ({ zone, path: pathOf(rings, view) }));
  paintGround(c, land, outlines.map((outline) => outline.path));
  // A city's colour comes from its wards; filling it as well would say the same alert over the whole map. One that is drawn is its own ward.
  const own = new Set([...leavesOf(land.state), ...scene.areas.map((area) => area.zone)]);
  for (const { zone, path } of outlines) {
    paintZone(c, land, zone, path, own);
  }

  for (const { site, corners } of scene.cells) {
    paintZone(c, land, site.zone, pathOf([corners], view), own);
  }

  c.strokeStyle = land.colours.border;
  c.lineWidth = 1.5;
  for (const { path } of outlines) {
    c.stroke(path);
  }

  paintCellBorders(c, land);
}

/** All rims first, then all areas over them leaves only the outer rim. */
function paintGround(c: Context, { scene, view, colours }: Land, outlines: readonly Path2D[]): void {
  const circles = scene.cells.map(({ site }) => {
    const path = new Path2D();
    const p = onScreen(site, view);
    path.arc(p.x, p.y, site.reach * view.scale, 0, 2 * Math.PI);
    return path;
  });
  c.strokeStyle = colours.outline;
  c.lineWidth = 3;
  c.fillStyle = colours.land;
  for (const path of [...outlines, ...circles]) {
    c.stroke(path);
  }

  for (const path of [...outlines, ...circles]) {
    c.fill(path, 'evenodd');
  }
}

function paintZone(c: Context, { state, worst, colours, hatch }: Land, zone: string, path: Path2D, own: ReadonlySet<string>): void {
  const severity = own.has(zone) ? worst.get(zone) : undefined;
  if (severity) {
    c.globalAlpha = severity === 'info' ? 0.1 : 0.3;
    c.fillStyle = colours.severity[severity];
    c.fill(path, 'evenodd');
    c.globalAlpha = 1;
  }

  const heard = state.zones.get(zone)?.health;
  if (heard === 'offline' || heard === 'stale') {
    c.fillStyle = hatch;
    c.fill(path, 'evenodd');
  }
}

/** Between cells of different zones; those of one zone are one land. */
function paintCellBorders(c: Context, { scene, view }: Land): void {
  c.beginPath();
  for (const cell of scene.cells) {
    for (let i = 0; i < cell.corners.length; i++) {
      const beyond = cell.neighbours[i];
      if (beyond !== null && beyond !== cell.site.zone) {
        const a = onScreen(cell.corners[i]!, view);
        const b = onScreen(cell.corners[(i + 1) % cell.corners.length]!, view);
        c.moveTo(a.x, a.y);
        c.lineTo(b.x, b.y);
      }
    }
  }

  c.stroke();
}

function pathOf(rings: readonly (readonly Point[])[], view: Viewport): Path2D {
  const path = new Path2D();
  for (const ring of rings) {
    ring.forEach((corner, i) => {
      const p = onScreen(corner, view);
      if (i === 0) {
        path.moveTo(p.x, p.y);
      } else {
        path.lineTo(p.x, p.y);
      }
    });
    path.closePath();
  }

  return path;
}

function leavesOf(state: LiveState): Set<string> {
  const parents = new Set(state.territory.map((zone) => zone.parent));
  return new Set(state.territory.filter((zone) => !parents.has(zone.id)).map((zone) => zone.id));
}

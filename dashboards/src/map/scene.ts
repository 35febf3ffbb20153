import type { LiveState } from '../live/state';
import { isAside, byUrgency, isUnacknowledged } from '../live/severity';
import type { Health, Severity, ZoneAnswer } from '../live/wire';
import { cellsAround, thin, type Cell, type Site } from './cells';
import { LocalPlane, type Point } from './projection';

/** The territory on a plane: made again only when the registry changes. */
export interface Scene {
  readonly plane: LocalPlane;
  readonly cells: readonly Cell[];
  readonly labels: readonly { readonly zone: ZoneAnswer; readonly at: Point }[];
  /** What must fit on the screen. */
  readonly extent: readonly Point[];
}

/** What stands on the map for one alert. */
export interface Marker {
  readonly id: string;
  readonly severity: Severity;
  readonly unacknowledged: boolean;
  /** Its number in the list, 1 to 8, or null beyond. */
  readonly number: number | null;
  readonly at: Point;
}

/** Cells are cut from at most so many devices. */
const mostSites = 1500;
export const numbered = 8;

export function buildScene(state: LiveState): Scene {
  const placed = [...state.devices.values()].filter((d) => d.location !== null);
  const plane = new LocalPlane([...placed.map((d) => d.location!), ...state.territory.filter((z) => z.level === 'ward').map((z) => z.center)]);
  const parents = new Set(state.territory.map((zone) => zone.parent));
  const leaves = state.territory.filter((zone) => !parents.has(zone.id));
  const sites: Site[] = [
    ...thin(placed.map((d) => ({ ...plane.project(d.location!), zone: d.zone })), mostSites),
    ...leaves.map((zone) => ({ ...plane.project(zone.center), zone: zone.id })),
  ];
  return {
    plane,
    cells: cellsAround(sites, reachOf(sites)),
    labels: state.territory.filter((zone) => zone.level !== 'province').map((zone) => ({ zone, at: plane.project(zone.center) })),
    extent: sites,
  };
}

/** Markers in the list's order, so that the numbers agree with it. */
export function buildMarkers(state: LiveState, scene: Scene): Marker[] {
  const centers = new Map(state.territory.map((zone) => [zone.id, zone.center]));
  return [...state.alerts.values()]
    .filter((alert) => !isAside(alert))
    .sort(byUrgency)
    .flatMap((alert, index) => {
      const place = (alert.device ? state.devices.get(alert.device)?.location : null) ?? centers.get(alert.zone);
      return place
        ? [{ id: alert.id, severity: alert.severity, unacknowledged: isUnacknowledged(alert), number: index < numbered ? index + 1 : null, at: scene.plane.project(place) }]
        : [];
    });
}

/** Devices that are not well, in worst-last order of drawing; the rest are dots. */
export function isException(health: Health): boolean {
  return health !== 'ok';
}

/** Far enough that neighbouring cells meet where the city is built up: three times the 80 % point of the distances to the nearest site. */
export function reachOf(sites: readonly Point[]): number {
  const sample = sites.slice(0, 400);
  const nearest = sample
    .map((a) => sites.reduce((least, b) => (a === b ? least : Math.min(least, Math.hypot(a.x - b.x, a.y - b.y) || Infinity)), Infinity))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const typical = nearest[Math.floor(nearest.length * 0.8)] ?? 500;
  return Math.min(Math.max(3 * typical, 300), 8000);
}

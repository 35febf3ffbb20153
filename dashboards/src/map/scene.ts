import type { LiveState } from '../live/state';
import { concerns, isAside, isUnacknowledged } from '../live/severity';
import type { GeoPoint, Health, Severity, ZoneAnswer } from '../live/wire';
import { areasOf, cornersOf, type Area } from './areas';
import { cellsAround, thin, type Cell, type Site } from './cells';
import { inInset, insetMargin, insetsOf, placed, type Inset } from './insets';
import { LocalPlane, squaredDistance, type Point } from './projection';

/** The territory on a plane: made again only when the registry changes. */
export interface Scene {
  /** Where a place stands, in metres east and south of the middle. */
  readonly place: (p: GeoPoint) => Point;
  readonly insets: readonly Inset[];
  /** Zones that the city's own map draws. */
  readonly areas: readonly Area[];
  /** Around the devices of all others. */
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

/** Cells are cut from at most so many devices: an outline of more would look the same, and the cost grows with the square. */
const mostSites = 800;
export const numbered = 8;

/** @param focus A zone that fills the screen, or null for the whole territory. */
export function buildScene(state: LiveState, focus: string | null): Scene {
  const located = [...state.devices.values()].filter((d) => d.location !== null);
  const corners = cornersOf(state.boundaries);
  const plane = new LocalPlane([...corners, ...located.map((d) => d.location!), ...state.territory.filter((z) => z.level === 'ward').map((z) => z.center)]);
  const parents = new Set(state.territory.map((zone) => zone.parent));
  const leaves = state.territory.filter((zone) => !parents.has(zone.id));
  const insets = insetsOf([...corners, ...located.map((d) => d.location!), ...leaves.map((zone) => zone.center)].map((p) => plane.project(p)));
  const place = (p: GeoPoint): Point => placed(plane.project(p), insets);
  const { areas, covered } = areasOf(state.boundaries, state.territory, place);
  const bare = [
    ...thin(located, mostSites).map((d) => ({ ...place(d.location!), zone: leafOf(d.zone, d.location!, leaves) })),
    ...leaves.map((zone) => ({ ...place(zone.center), zone: zone.id })),
  ].filter((site) => !covered.has(site.zone));
  const sites = withReach(bare, leaves.map((zone) => place(zone.center))).map((site) => (inInset(site, insets) ? { ...site, reach: Math.min(site.reach, insetMargin) } : site));
  const cells = cellsAround(sites);
  const within = focus === null ? null : below(focus, state.territory);
  const extent = (shown: (zone: string) => boolean): Point[] => [
    ...areas.filter((area) => shown(area.zone)).flatMap((area) => area.rings.flat()), ...cells.filter((cell) => shown(cell.site.zone)).flatMap((cell) => cell.corners),
  ];
  const focused = within ? extent((zone) => within.has(zone)) : [];
  const frames = insets.flatMap((i) => [{ x: i.left + i.dx, y: i.top + i.dy }, { x: i.right + i.dx, y: i.bottom + i.dy }]);
  return {
    place,
    insets,
    areas,
    cells,
    labels: state.territory.filter((zone) => zone.level !== 'province').map((zone) => ({ zone, at: place(zone.center) })),
    extent: focused.length > 0 ? focused : [...extent(() => true), ...frames],
  };
}

/** Markers in the list's order, so that the numbers agree with it; of alerts of these kinds, if given. */
export function buildMarkers(state: LiveState, scene: Scene, kinds: ReadonlySet<string> | null = null): Marker[] {
  const centers = new Map(state.territory.map((zone) => [zone.id, zone.center]));
  return state.urgent
    .filter((alert) => !isAside(alert) && concerns(alert, kinds))
    .flatMap((alert, index) => {
      const place = (alert.device ? state.devices.get(alert.device)?.location : null) ?? centers.get(alert.zone);
      return place
        ? [{ id: alert.id, severity: alert.severity, unacknowledged: isUnacknowledged(alert), number: index < numbered ? index + 1 : null, at: scene.place(place) }]
        : [];
    });
}

/** Devices that are drawn: what is well, and what somebody took out of service, is no news. */
export function isException(health: Health): boolean {
  return health !== 'ok' && health !== 'out-of-service';
}

/**
 * How far each cell goes: far where sites are sparse, so that neighbouring wards meet; near where they are dense, so that a built-up
 * peninsula keeps its outline. The farthest is nine tenths of the usual distance between two wards' centres. From one site to the next
 * the reach falls by no more than their distance: a cell that is cut by its neighbour's bisector finds the neighbour behind it.
 */
export function withReach(sites: readonly Omit<Site, 'reach'>[], centres: readonly Point[]): Site[] {
  const spacing = centres.map((centre) => distanceTo(centre, centres, 1)).filter(Number.isFinite).sort((a, b) => a - b);
  const most = Math.min(Math.max(0.9 * (spacing[Math.floor(spacing.length / 2)] ?? 2000), 500), 12_000);
  const own = sites.map((site) => Math.min(Math.max(1.6 * distanceTo(site, sites, 4), most / 4), most));
  return sites.map((site) => {
    let reach = 0;
    for (let j = 0; j < sites.length; j++) {
      const other = sites[j]!;
      reach = Math.max(reach, own[j]! - Math.sqrt(squaredDistance(other, site)));
    }

    return { ...site, reach };
  });
}

/** Distance to the n-th nearest other place; infinite where there are fewer. */
function distanceTo(from: Point, places: readonly Point[], n: number): number {
  // The nearest so far, squared, in ascending order; an insertion of four is less than a sort of two thousand, made two thousand times.
  const nearest = new Array<number>(n).fill(Infinity);
  for (const place of places) {
    let distance = squaredDistance(place, from);
    if (place !== from && distance < nearest[n - 1]!) {
      for (let i = 0; i < n; i++) {
        const kept = nearest[i]!;
        if (distance < kept) {
          nearest[i] = distance;
          distance = kept;
        }
      }
    }
  }

  return Math.sqrt(nearest[n - 1]!);
}

/** A device that hangs on a city and not on a ward stands in the nearest ward's cell: land is a ward's. */
function leafOf(zone: string, at: GeoPoint, leaves: readonly ZoneAnswer[]): string {
  if (leaves.some((leaf) => leaf.id === zone)) {
    return zone;
  }

  const distance = (leaf: ZoneAnswer): number => Math.hypot(leaf.center.lat - at.lat, leaf.center.lon - at.lon);
  return leaves.reduce<ZoneAnswer | null>((best, leaf) => (!best || distance(leaf) < distance(best) ? leaf : best), null)?.id ?? zone;
}

function below(focus: string, territory: readonly ZoneAnswer[]): Set<string> {
  const within = new Set([focus]);
  // Parents come before their children.
  for (const zone of territory) {
    if (zone.parent !== null && within.has(zone.parent)) {
      within.add(zone.id);
    }
  }

  return within;
}

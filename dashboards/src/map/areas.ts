import type { GeoPoint, TerritoryAnswer, ZoneAnswer } from '../live/wire';
import type { Point } from './projection';

/** A zone as the city's own map draws it. */
export interface Area {
  readonly zone: string;
  /** Outer rings and holes alike: what lies inside an odd number of them is the zone's. */
  readonly rings: readonly (readonly Point[])[];
}

/**
 * The areas that stand for the leaves of the territory: a leaf's own, or that of the nearest zone above it that has one. The topmost is not
 * taken for a part of itself. Leaves in none of them are drawn around their devices.
 */
export function areasOf(boundaries: TerritoryAnswer, territory: readonly ZoneAnswer[], place: (p: GeoPoint) => Point): { readonly areas: readonly Area[]; readonly covered: ReadonlySet<string> } {
  const drawn = new Map(boundaries.features.map((feature) => [feature.id, feature.geometry.coordinates]));
  const zones = new Map(territory.map((zone) => [zone.id, zone]));
  const parents = new Set(territory.map((zone) => zone.parent));
  const covered = new Set<string>();
  const standing = new Set<string>();
  for (const leaf of territory.filter((zone) => !parents.has(zone.id))) {
    for (let zone: ZoneAnswer | undefined = leaf; zone && (zone.parent !== null || zone === leaf); zone = zones.get(zone.parent ?? '')) {
      if (drawn.has(zone.id)) {
        standing.add(zone.id);
        covered.add(leaf.id);
        break;
      }
    }
  }

  // Parents come before their children, so that a part that has an area of its own lies on top.
  const areas = territory.filter((zone) => standing.has(zone.id)).map((zone) => ({
    zone: zone.id,
    rings: drawn.get(zone.id)!.flatMap((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => place({ lat, lon })))),
  }));
  return { areas, covered };
}

/** All corners of the map, in degrees. */
export function cornersOf(boundaries: TerritoryAnswer): GeoPoint[] {
  return boundaries.features.flatMap((feature) => feature.geometry.coordinates.flatMap((polygon) => polygon.flatMap((ring) => ring.map(([lon, lat]) => ({ lat, lon })))));
}

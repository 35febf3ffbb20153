import { squaredDistance, type Point } from './projection';

/** A place that belongs to a zone: a device, or the zone's centre. */
export interface Site extends Point {
  readonly zone: string;
  /** How far its cell goes where nothing else ends it, metres. */
  readonly reach: number;
}

/** The part of the plane that is nearer to one site than to any other and within reach of it. */
export interface Cell {
  readonly site: Site;
  readonly corners: readonly Point[];
  /** Zone behind the edge from corner i to corner i+1, or null where the cell ends at its reach. */
  readonly neighbours: readonly (string | null)[];
}

interface Corner extends Point {
  /** Zone behind the edge that leaves this corner. */
  readonly beyond: string | null;
}

/** Sides of the polygon that stands for the circle of reach. */
const sides = 24;

/**
 * Cells around the sites, for a city that has no boundaries on file. Each starts as a circle of its reach and is cut by the bisectors with
 * its neighbours, nearest first: one that is twice as far as the cell's farthest corner cannot touch it, nor can any after it. So a cell
 * costs its few neighbours, not all sites.
 */
export function cellsAround(sites: readonly Site[]): Cell[] {
  return sites.map((site) => {
    const near = sites
      .filter((other) => other !== site && (other.x !== site.x || other.y !== site.y) && squaredDistance(other, site) < 4 * site.reach * site.reach)
      .sort((a, b) => squaredDistance(a, site) - squaredDistance(b, site));
    let corners = circle(site);
    let farthest = site.reach * site.reach;
    for (const other of near) {
      if (squaredDistance(other, site) >= 4 * farthest) {
        break;
      }

      const rest = cut(corners, site, other);
      if (rest !== corners) {
        corners = rest;
        farthest = corners.reduce((most, corner) => Math.max(most, squaredDistance(corner, site)), 0);
      }
    }

    return { site, corners, neighbours: corners.map((c) => c.beyond) };
  });
}

/** At most `most` sites, evenly thinned within each zone: the outline needs no more, and 100,000 devices would cost seconds. */
export function thin<T extends { readonly zone: string }>(sites: readonly T[], most: number): T[] {
  if (sites.length <= most) {
    return [...sites];
  }

  const step = sites.length / most;
  const taken = new Map<string, number>();
  return sites.filter((site) => {
    const n = taken.get(site.zone) ?? 0;
    taken.set(site.zone, n + 1);
    return n % step < 1;
  });
}

function circle(site: Site): Corner[] {
  return Array.from({ length: sides }, (_, i) => {
    const angle = (i / sides) * 2 * Math.PI;
    return { x: site.x + site.reach * Math.cos(angle), y: site.y + site.reach * Math.sin(angle), beyond: null };
  });
}

/** Sutherland–Hodgman against the half-plane that is nearer to `site` than to `other`; the same corners where it cuts nothing off. */
function cut(corners: Corner[], site: Site, other: Site): Corner[] {
  const nx = other.x - site.x;
  const ny = other.y - site.y;
  const limit = (nx * (site.x + other.x) + ny * (site.y + other.y)) / 2;
  const depth = (p: Point): number => nx * p.x + ny * p.y - limit;
  if (corners.every((corner) => depth(corner) <= 0)) {
    return corners;
  }

  const result: Corner[] = [];
  for (let i = 0; i < corners.length; i++) {
    const a = corners[i]!;
    const b = corners[(i + 1) % corners.length]!;
    const da = depth(a);
    const db = depth(b);
    if (da <= 0) {
      result.push(a);
    }

    if (da <= 0 !== db <= 0) {
      const t = da / (da - db);
      const leaving = da <= 0;
      // Leaving: the next edge runs along the bisector. Entering: it is the rest of the old edge.
      result.push({ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y), beyond: leaving ? other.zone : a.beyond });
    }
  }

  return result;
}

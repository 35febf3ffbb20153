import { describe, expect, it } from 'vitest';
import { cellsAround, thin, type Cell, type Site } from '../../src/map/cells';
import type { Point } from '../../src/map/projection';

const site = (x: number, y: number, zone = 'a', reach = 1000): Site => ({ x, y, zone, reach });

function area(corners: readonly Point[]): number {
  return Math.abs(corners.reduce((sum, p, i) => sum + p.x * corners[(i + 1) % corners.length]!.y - corners[(i + 1) % corners.length]!.x * p.y, 0)) / 2;
}

function inside(p: Point, cell: Cell): boolean {
  let odd = false;
  cell.corners.forEach((a, i) => {
    const b = cell.corners[(i + 1) % cell.corners.length]!;
    if (a.y > p.y !== b.y > p.y && p.x < ((b.x - a.x) * (p.y - a.y)) / (b.y - a.y) + a.x) {
      odd = !odd;
    }
  });
  return odd;
}

describe('cellsAround', () => {
  it('oneSite_isACircleOfItsReach', () => {
    const [cell] = cellsAround([site(0, 0)]);
    // 24 corners: 12 · sin(15°) of the square of the reach.
    expect(area(cell!.corners)).toBeCloseTo(12 * Math.sin(Math.PI / 12) * 1e6, -1);
    expect(cell!.neighbours.every((n) => n === null)).toBe(true);
  });

  it('twoSites_meetHalfWay_andNameEachOther', () => {
    const [left, right] = cellsAround([site(-500, 0, 'a'), site(500, 0, 'b')]);
    expect(Math.max(...left!.corners.map((c) => c.x))).toBeCloseTo(0);
    expect(Math.min(...right!.corners.map((c) => c.x))).toBeCloseTo(0);
    expect(left!.neighbours).toContain('b');
    expect(right!.neighbours).toContain('a');
  });

  it('everyPointOfACell_isNearestToItsSite', () => {
    const sites = Array.from({ length: 60 }, (_, i) => site((i * 7919) % 5000, (i * 104_729) % 5000, `z${i % 5}`));
    const cells = cellsAround(sites);
    for (let k = 0; k < 400; k++) {
      const p = { x: (k * 2909.7) % 5000, y: (k * 1123.3) % 5000 };
      const nearest = sites.reduce((best, s) => (Math.hypot(s.x - p.x, s.y - p.y) < Math.hypot(best.x - p.x, best.y - p.y) ? s : best));
      const holder = cells.find((cell) => inside(p, cell));
      if (holder) {
        expect(Math.hypot(holder.site.x - p.x, holder.site.y - p.y)).toBeCloseTo(Math.hypot(nearest.x - p.x, nearest.y - p.y), 3);
      } else {
        expect(Math.hypot(nearest.x - p.x, nearest.y - p.y)).toBeGreaterThan(1000 * Math.cos(Math.PI / 24) - 1);
      }
    }
  });

  it('twoSitesAtOnePlace_bothHaveACell', () => {
    expect(cellsAround([site(0, 0), site(0, 0)]).every((cell) => cell.corners.length > 2)).toBe(true);
  });
});

describe('thin', () => {
  it('keepsEveryZone_andTheBound', () => {
    const sites = Array.from({ length: 10_000 }, (_, i) => site(i, i, `z${i % 7}`));
    const kept = thin(sites, 500);
    expect(kept.length).toBeLessThanOrEqual(507);
    expect(new Set(kept.map((s) => s.zone)).size).toBe(7);
  });
});

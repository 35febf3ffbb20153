import { describe, expect, it } from 'vitest';
import { insetsOf, placed } from '../../src/map/insets';
import { fit, LocalPlane, onScreen } from '../../src/map/projection';
import { buildMarkers, buildScene } from '../../src/map/scene';
import { spread } from '../../src/map/spread';
import { some } from '../some';

describe('LocalPlane', () => {
  it('aDegreeOfLatitude_is111Kilometres_northIsUp', () => {
    const plane = new LocalPlane([{ lat: 10, lon: 107 }, { lat: 11, lon: 108 }]);
    const south = plane.project({ lat: 10, lon: 107 });
    const north = plane.project({ lat: 11, lon: 107 });
    expect(south.y - north.y).toBeCloseTo(111_320, 0);
    const east = plane.project({ lat: 10, lon: 108 });
    expect((east.x - south.x) / 111_320).toBeCloseTo(Math.cos((10.5 * Math.PI) / 180), 6);
  });
});

describe('fit', () => {
  it('allPoints_lieWithinTheMargin', () => {
    const points = [{ x: -4000, y: 100 }, { x: 9000, y: 7000 }];
    const view = fit(points, 800, 400, 20);
    for (const p of points.map((q) => onScreen(q, view))) {
      expect(p.x).toBeGreaterThanOrEqual(20 - 1e-9);
      expect(p.x).toBeLessThanOrEqual(780 + 1e-9);
      expect(p.y).toBeGreaterThanOrEqual(20 - 1e-9);
      expect(p.y).toBeLessThanOrEqual(380 + 1e-9);
    }
  });

  it('noPoints_doesNotDivideByZero', () => {
    expect(fit([], 100, 100, 5)).toEqual({ scale: 1, dx: 50, dy: 50 });
  });
});

describe('insetsOf', () => {
  const land = Array.from({ length: 30 }, (_, i) => ({ x: (i % 6) * 8000, y: Math.floor(i / 6) * 8000 }));

  it('oneLand_hasNone', () => {
    expect(insetsOf(land)).toEqual([]);
  });

  it('anIslandFarOff_movesIntoTheLandsBox', () => {
    const island = [{ x: -60_000, y: 200_000 }, { x: -58_000, y: 203_000 }];
    const insets = insetsOf([...land, ...island]);
    expect(insets.length).toBe(1);
    for (const p of island.map((q) => placed(q, insets))) {
      expect(p.x).toBeGreaterThanOrEqual(0);
      expect(p.x).toBeLessThanOrEqual(40_000);
      expect(p.y).toBeLessThanOrEqual(32_000);
    }

    expect(placed(land[7]!, insets)).toEqual(land[7]);
  });
});

describe('spread', () => {
  it('pointsOnOneSpot_endApart_insideTheRectangle', () => {
    const moved = spread(Array.from({ length: 8 }, () => ({ x: 50, y: 50 })), 20, 300, 300, 10);
    moved.forEach((a, i) => moved.slice(i + 1).forEach((b) => expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(19)));
    moved.forEach((p) => expect(Math.min(p.x, p.y)).toBeGreaterThanOrEqual(10));
  });

  it('pointsApartAlready_stay', () => {
    const points = [{ x: 50, y: 50 }, { x: 150, y: 50 }];
    expect(spread(points, 20, 300, 300, 10)).toEqual(points);
  });
});

describe('buildScene', () => {
  it('everyWard_hasACell_evenWithoutDevices', () => {
    const state = some.state();
    const zones = new Set(buildScene(state, null).cells.map((cell) => cell.site.zone));
    expect([...zones].sort()).toEqual(['ward-1', 'ward-2']);
  });

  it('aCitysOwnDevice_standsInTheNearestWard', () => {
    const state = some.state();
    some.know(state, some.device('cam', { zone: 'city', location: { lat: 10.379, lon: 107.1 } }));
    expect(buildScene(state, null).cells.filter((cell) => cell.site.zone === 'ward-2').length).toBe(2);
  });

  it('markers_areNumberedLikeTheList_toEight', () => {
    const state = some.state();
    state.apply(some.frame({ alerts: [...Array.from({ length: 10 }, (_, i) => some.alert(`a${i}`, { raisedAt: i })), some.alert('first', { severity: 'critical' }), some.alert('aside', { state: 'shelved' })] }));
    const markers = buildMarkers(state, buildScene(state, null));
    expect(markers[0]).toMatchObject({ id: 'first', number: 1 });
    expect(markers.map((m) => m.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, null, null, null]);
  });
});

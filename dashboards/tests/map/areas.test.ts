import { describe, expect, it } from 'vitest';
import type { TerritoryAnswer } from '../../src/live/wire';
import { areasOf } from '../../src/map/areas';
import { insetsOf, placed } from '../../src/map/insets';
import { buildScene } from '../../src/map/scene';
import { some } from '../some';

const square = (id: string, lon: number, lat: number): TerritoryAnswer['features'][number] => ({
  id,
  geometry: { coordinates: [[[[lon, lat], [lon + 0.1, lat], [lon + 0.1, lat + 0.1], [lon, lat + 0.1], [lon, lat]]]] },
});
const plain = ({ lat, lon }: { lat: number; lon: number }) => ({ x: lon, y: lat });

describe('areasOf', () => {
  const zones = some.zones();
  const leaves = zones.filter((zone) => !zones.some((other) => other.parent === zone.id));

  it('aLeafWithAnArea_standsForItself', () => {
    const { areas, covered } = areasOf({ features: [square(leaves[0]!.id, 107, 10)] }, zones, plain);
    expect(areas.map((area) => area.zone)).toEqual([leaves[0]!.id]);
    expect([...covered]).toEqual([leaves[0]!.id]);
    expect(areas[0]!.rings[0]![1]).toEqual({ x: 107.1, y: 10 });
  });

  it('aLeafWithoutOne_liesInThatOfItsCity_butNotInThatOfTheWholeTerritory', () => {
    const leaf = leaves.find((zone) => zone.parent === 'city')!;
    expect([...areasOf({ features: [square('city', 107, 10)] }, zones, plain).covered]).toContain(leaf.id);
    expect(areasOf({ features: [square('province', 107, 10)] }, zones, plain)).toEqual({ areas: [], covered: new Set() });
  });

  it('whatHasNoAreaAtAll_isDrawnAroundItsDevices', () => {
    const state = some.state();
    state.boundaries = { features: [square(leaves[0]!.id, 107, 10)] };
    const scene = buildScene(state, null);
    expect(scene.areas).toHaveLength(1);
    expect(scene.cells.some((cell) => cell.site.zone === leaves[0]!.id)).toBe(false);
    // The map's corners must be in the picture like the cells'.
    expect(scene.extent.length).toBeGreaterThan(5);
  });
});

describe('insetsOf', () => {
  it('aRockBesideAnIsland_standsInTheIslandsInset', () => {
    const land = Array.from({ length: 50 }, (_, i) => ({ x: (i % 10) * 5000, y: Math.floor(i / 10) * 5000 }));
    const island = Array.from({ length: 9 }, (_, i) => ({ x: 20_000 + (i % 3) * 1000, y: 150_000 + i * 500 }));
    const rock = { x: 55_000, y: 160_000 };
    const insets = insetsOf([...land, ...island, rock]);
    expect(insets).toHaveLength(1);
    // Moved as one: the rock stays where it lies beside the island.
    const [a, b] = [placed(island[0]!, insets), placed(rock, insets)];
    expect({ x: b.x - a.x, y: b.y - a.y }).toEqual({ x: 35_000, y: 10_000 });
  });
});

import { describe, expect, it } from 'vitest';
import { Unpacker } from '../../src/live/packed';

/** As the server writes it, from docs/live-push.md. */
function bytesOf(updates: readonly { skip: number; health: number; age?: number; value?: number; place?: readonly [number, number] }[]): string {
  const bytes: number[] = [];
  const varint = (value: number): void => {
    for (; value >= 0x80; value = Math.floor(value / 0x80)) {
      bytes.push((value % 0x80) + 0x80);
    }

    bytes.push(value);
  };
  const signed = (value: number): void => varint(value >= 0 ? value * 2 : -value * 2 - 1);
  for (const { skip, health, age, value, place } of updates) {
    varint(skip);
    bytes.push(health + (age === undefined ? 0 : 8) + (value === undefined ? 0 : 16) + (place ? 32 : 0));
    [age, value, ...(place ?? [])].forEach((x) => x !== undefined && signed(x));
  }

  return btoa(String.fromCharCode(...bytes));
}

const roster = [[0, 'air-1', 'e1', 'air', 'pm25', 1], [2, 'cam-1', 'e1', 'camera', 'vehicles', 0], [3, 'bus-1', 'e2', 'bus']] as const;

describe('Unpacker', () => {
  it('readsHealthAgeValueAndPlace', () => {
    const updates = bytesOf([{ skip: 0, health: 0, age: 6, value: 382 }, { skip: 1, health: 3, age: -6, value: 14 }, { skip: 0, health: 2, place: [10_345_678, -107_000_001] }]);
    expect(new Unpacker().unpack({ roster, base: 10_000, count: 3, updates }, 'e')).toEqual([
      { id: 'air-1', zone: 'e1', kind: 'air', ts: 9400, health: 'ok', values: { pm25: 38.2 } },
      { id: 'cam-1', zone: 'e1', kind: 'camera', ts: 10_600, health: 'suspect', values: { vehicles: 14 } },
      { id: 'bus-1', zone: 'e2', kind: 'bus', ts: null, health: 'offline', values: {}, loc: { lat: 10.345678, lon: -107.000001 } },
    ]);
  });

  it('keepsItsNumbersFromFrameToFrame_andForgetsThemWithTheEpoch', () => {
    const unpacker = new Unpacker();
    const one = bytesOf([{ skip: 2, health: 0, value: 2 ** 52 }]);
    unpacker.unpack({ roster, base: 0, count: 0, updates: '' }, 'e');
    expect(unpacker.unpack({ roster: [], base: 0, count: 1, updates: one }, 'e')).toMatchObject([{ id: 'cam-1', values: { vehicles: 2 ** 52 } }]);
    expect(unpacker.unpack({ roster: [], base: 0, count: 1, updates: one }, 'f')).toEqual([]);
  });

  it('bytesThatEndTooEarly_endTheReading', () => {
    const whole = atob(bytesOf([{ skip: 0, health: 0, age: 600_000, value: 382 }]));
    for (let length = 0; length < whole.length; length++) {
      const updates = btoa(whole.slice(0, length));
      expect(() => new Unpacker().unpack({ roster, base: 0, count: 1, updates }, 'e')).not.toThrow();
    }
  });
});

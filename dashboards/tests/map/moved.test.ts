import { describe, expect, it } from 'vitest';
import { moved, onScreen, rehomed } from '../../src/map/projection';

const home = { scale: 0.1, dx: 400, dy: 300 };
const still = { x: 0, y: 0, zoom: 1, dx: 0, dy: 0 };

describe('moved', () => {
  it('zoomsAroundTheHand', () => {
    const place = { x: 500, y: -200 };
    const at = onScreen(place, home);
    const near = moved(home, home, { ...still, ...at, zoom: 4 }, 800, 600);
    expect(near.scale).toBeCloseTo(0.4);
    expect(onScreen(place, near).x).toBeCloseTo(at.x);
    expect(onScreen(place, near).y).toBeCloseTo(at.y);
  });

  it('neverFartherOutThanTheCity_andBackHomeFromAnywhere', () => {
    expect(moved(home, home, { ...still, x: 10, y: 10, zoom: 0.2 }, 800, 600)).toEqual(home);
    const near = moved(home, home, { ...still, x: 700, y: 100, zoom: 5 }, 800, 600);
    const back = moved(near, home, { ...still, x: 30, y: 500, zoom: 0.001 }, 800, 600);
    expect(back.dx).toBeCloseTo(home.dx);
    expect(back.dy).toBeCloseTo(home.dy);
  });

  it('theCityCanNotBePushedOutOfThePicture', () => {
    const near = moved(home, home, { ...still, x: 400, y: 300, zoom: 2 }, 800, 600);
    const pushed = moved(near, home, { ...still, dx: 99_999 }, 800, 600);
    // Its left edge comes to the picture's left edge and no farther.
    expect(pushed.dx - home.dx * 2).toBeCloseTo(0);
    expect(moved(home, home, { ...still, dx: 50, dy: -50 }, 800, 600)).toEqual(home);
  });

  it('keepsTheLook_whenTheWindowChanges', () => {
    const near = moved(home, home, { ...still, x: 400, y: 300, zoom: 3 }, 800, 600);
    expect(rehomed(near, home, { scale: 0.2, dx: 800, dy: 600 }).scale).toBeCloseTo(0.6);
    expect(rehomed(home, home, { scale: 0.2, dx: 800, dy: 600 })).toEqual({ scale: 0.2, dx: 800, dy: 600 });
  });
});

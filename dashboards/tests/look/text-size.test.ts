import { describe, expect, it } from 'vitest';
import { textPixels, wallTextPixels } from '../../src/look/text-size';

describe('textPixels', () => {
  it('threeMetres_55Inches_1080Lines_is39Pixels', () => {
    expect(textPixels(3, 685, 1080)).toBeCloseTo(39.3, 1);
  });

  it('twiceTheLines_areTwiceThePixels', () => {
    expect(textPixels(3, 685, 2160)).toBeCloseTo(2 * textPixels(3, 685, 1080), 6);
  });
});

describe('wallTextPixels', () => {
  it('readsTheAddress_andFallsBackToADesk', () => {
    expect(wallTextPixels('?d=3&h=685', 1080)).toBeCloseTo(39.3, 1);
    expect(wallTextPixels('', 1080)).toBeCloseTo(22.4, 1);
    expect(wallTextPixels('?d=abc&h=-1', 1080)).toBeCloseTo(22.4, 1);
  });

  it('isBounded', () => {
    expect(wallTextPixels('?d=30&h=60', 1080)).toBe(90);
    expect(wallTextPixels('?d=0.3&h=9000', 1080)).toBe(12);
  });
});

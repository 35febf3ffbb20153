import { describe, expect, it } from 'vitest';
import { stepsOf, valueRange } from '../../src/wall/series';

describe('valueRange', () => {
  it('leaves a lively series its own span, with a margin', () => {
    const [from, to] = valueRange(20, 60, 0);
    expect(from).toBeCloseTo(16);
    expect(to).toBeCloseTo(64);
  });

  it('does not let the noise of a quiet series fill the panel', () => {
    const [from, to] = valueRange(15.41, 15.44, 0);
    expect(to - from).toBeGreaterThan(0.6);
    expect((from + to) / 2).toBeCloseTo(15.425);
  });

  it('draws nothing below zero for what has never been there', () => {
    expect(valueRange(0, 0.01, 2)[0]).toBe(0);
    expect(valueRange(-1, 1, 0)[0]).toBeLessThan(-1);
  });

  it('stepsOf_labelsOfAsManyDecimals_neverReadTheSame', () => {
    expect(stepsOf(2).slice(0, 4)).toEqual([0.01, 0.02, 0.05, 0.1]);
    expect(stepsOf(0)[0]).toBe(1);
  });
});

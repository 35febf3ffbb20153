import { describe, expect, it } from 'vitest';
import { keyScores, oldFor, scoreGroups, scoreScale } from '../../src/wall/scores';
import { some } from '../some';

const ids = (scores: readonly { readonly id: string }[]): string => scores.map((one) => one.id).join();
const four = [
  some.indicator('a'), some.indicator('b', { status: 'bad' }), some.indicator('c', { domain: 'education' }), some.indicator('d', { status: 'warning' }),
];

describe('scorecards', () => {
  it('stand by domain in the order of the city; where they do not fit the worst stay, in their old order', () => {
    expect(scoreGroups(four, 3).map((group) => [group.domain, ids(group.scores), group.rest])).toEqual([['health', 'a,b,d', 0], ['education', 'c', 0]]);
    expect(scoreGroups(four, 2).map((group) => [ids(group.scores), group.rest])).toEqual([['b,d', 1], ['c', 0]]);
    expect(scoreGroups(four, 0)[0]?.rest).toBe(2);
  });

  it('of every domain the first stands for it, before the second of any', () => {
    expect(ids(keyScores(four, 2))).toBe('a,c');
    expect(ids(keyScores(four, 3))).toBe('a,b,c');
    expect(ids(keyScores(four, 9))).toBe('a,b,c,d');
    expect(keyScores([], 4)).toEqual([]);
  });

  it('a value is old from the moment that the server names, and none is not old', () => {
    const score = some.indicator('a', { ts: 1000, staleAt: 2500 });
    expect(oldFor(score, 2500)).toBeNull();
    expect(oldFor(score, 2501)).toBe(1501);
    expect(oldFor(some.indicator('a', { ts: null, staleAt: null }), 9e12)).toBeNull();
  });

  it('the scale holds value, target and warning, with room beyond', () => {
    const { value, target, warning } = scoreScale(some.indicator('a', { value: 100, target: 85, warning: 95 }));
    expect([0 < target, target < warning, warning < value!, value! < 100]).toEqual([true, true, true, true]);
    expect(scoreScale(some.indicator('a', { value: null })).value).toBeNull();
    expect(scoreScale(some.indicator('a', { value: 0, target: 0, warning: 0 })).value).toBe(50);
  });
});

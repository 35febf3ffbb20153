import { describe, expect, it } from 'vitest';
import { mayReload } from '../../src/wall/nightly';
import { beyond, usualAt } from '../../src/wall/usual';
import { numberOf } from '../../src/wall/wall-name';

const hour = 3_600_000;
const day = 24 * hour;

describe('mayReload', () => {
  it('atNight_whenCalm_inItsOwnMinute', () => {
    expect(mayReload('03:07', day, true, 7)).toBe(true);
    expect(mayReload('03:37', day, true, 7)).toBe(true);
    expect(mayReload('03:08', day, true, 7)).toBe(false);
    expect(mayReload('15:07', day, true, 7)).toBe(false);
    expect(mayReload('04:37', day, true, 7)).toBe(false);
  });

  it('notWhileSomethingIsOpen_andNotTwiceANight', () => {
    expect(mayReload('03:07', day, false, 7)).toBe(false);
    expect(mayReload('03:37', hour / 2, true, 7)).toBe(false);
  });

  it('wallsOfARoom_haveMinutesOfTheirOwn', () => {
    expect(new Set(['left', 'middle', 'right', 'top'].map((name) => numberOf(name) % 30)).size).toBeGreaterThan(2);
  });
});

describe('usualAt', () => {
  const hourOf = (millis: number): number => Math.floor(millis / hour) % 24;
  const now = 20 * day + 8 * hour;
  const days = (...means: (number | null)[]): [number, number | null][] => means.map((mean, i) => [now - (i + 1) * day, mean]);

  it('isTheBandOfThatHour_withoutTheStrangestDays', () => {
    expect(usualAt(days(5, 6, 7, 8, 9, 10, 99), now, hourOf)).toEqual({ low: 6, high: 10 });
    expect(usualAt(days(5, 7, 6), now, hourOf)).toEqual({ low: 5, high: 7 });
  });

  it('fewDays_otherHours_andThisHour_sayNothing', () => {
    expect(usualAt(days(5, 6), now, hourOf)).toBeNull();
    expect(usualAt(days(5, 6, null), now, hourOf)).toBeNull();
    expect(usualAt([[now - hour, 1], [now - 2 * hour, 2], [now - 3 * hour, 3], [now, 4]], now, hourOf)).toBeNull();
  });

  it('theEdgeOfTheBand_isNotBeyondIt', () => {
    expect(beyond(10.2, { low: 0, high: 10 })).toBeNull();
    expect(beyond(11.5, { low: 0, high: 10 })).toBe('above');
    expect(beyond(-2, { low: 0, high: 10 })).toBe('below');
  });
});

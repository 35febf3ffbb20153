import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/console/lines';
import { listWindow, scrollTo } from '../../src/console/list-window';
import { Marks } from '../../src/console/marks';
import { relatedTo } from '../../src/console/related';
import { verbsOf } from '../../src/console/verbs';
import { buildView } from '../../src/live/view';
import type { WireAlert } from '../../src/live/wire';
import { some } from '../some';

const link = { lost: false, lostSince: null, lastFrameAt: 1, sentAt: 1, clockOffset: 0, refusal: null, keyWanted: false, recovered: null };
const viewsOf = (...alerts: WireAlert[]) => {
  const state = some.state();
  state.apply(some.frame({ alerts }));
  return buildView(state, link, 0).alerts;
};

describe('linesOf', () => {
  const alerts = viewsOf(
    some.alert('lead', { incident: 'lead', raisedAt: 3 }), some.alert('two', { incident: 'lead', raisedAt: 2 }), some.alert('worst', { incident: 'lead', severity: 'critical' }),
    some.alert('alone', { raisedAt: 1 }), some.alert('three', { incident: 'lead', severity: 'minor' }),
  );
  const ids = (grouped: boolean, ...opened: string[]): string[] => linesOf(alerts, grouped, new Set(opened)).map((line) => line.entry.alert.id);

  it('anIncident_isOneLine_andItsCriticalsKeepTheirOwn', () => {
    expect(ids(true)).toEqual(['worst', 'lead', 'alone']);
    expect(linesOf(alerts, true, new Set()).map((line) => line.more)).toEqual([0, 2, 0]);
  });

  it('opened_showsItsMembersBelow', () => {
    expect(ids(true, 'lead')).toEqual(['worst', 'lead', 'two', 'three', 'alone']);
  });

  it('notGrouped_isTheList', () => {
    expect(ids(false)).toEqual(['worst', 'lead', 'two', 'alone', 'three']);
  });
});

describe('listWindow', () => {
  it('drawsWhatIsInSight_andAFewMore', () => {
    expect(listWindow(5000, 100, 100_000, 500, 6)).toEqual({ from: 994, to: 1012 });
    expect(listWindow(3, 100, 0, 500)).toEqual({ from: 0, to: 3 });
    expect(listWindow(0, 100, 0, 500)).toEqual({ from: 0, to: 0 });
  });

  it('aListThatGotShorter_showsItsEnd', () => {
    expect(listWindow(10, 100, 90_000, 500).to).toBe(10);
  });

  it('scrollsOnlyAsFarAsNeeded', () => {
    expect(scrollTo(2, 100, 0, 500)).toBe(0);
    expect(scrollTo(7, 100, 0, 500)).toBe(300);
    expect(scrollTo(1, 100, 300, 500)).toBe(100);
  });
});

describe('Marks', () => {
  it('withShift_takesEverythingBetween_eitherWay', () => {
    const marks = new Marks();
    const order = ['a', 'b', 'c', 'd'];
    marks.toggle('d');
    marks.toggle('b', order);
    expect([...marks.all].sort()).toEqual(['b', 'c', 'd']);
    marks.toggle('c');
    expect(marks.has('c')).toBe(false);
  });

  it('whatLeavesTheList_isNoLongerMarked', () => {
    const marks = new Marks();
    marks.set(['a', 'b']);
    marks.keep(new Set(['b', 'c']));
    expect(marks.all).toEqual(['b']);
  });
});

describe('relatedTo', () => {
  it('itsIncidentFirst_thenItsDevice_thenItsZoneAtThatTime', () => {
    const alerts = viewsOf(
      some.alert('one', { incident: 'i', device: 'd1' }), some.alert('zone', { device: 'd3', eventTime: 1_000_000 + 60_000 }), some.alert('later', { device: 'd4', eventTime: 9_000_000 }),
      some.alert('device', { device: 'd1', zone: 'ward-2' }), some.alert('incident', { incident: 'i', zone: 'ward-2', device: 'd9' }),
    );
    const one = alerts.find((entry) => entry.alert.id === 'one')!;
    expect(relatedTo(one, alerts).map((entry) => entry.alert.id)).toEqual(['incident', 'device', 'zone']);
  });
});

describe('verbsOf', () => {
  it('whatWasPutAway_isTakenBackBeforeItIsClosed', () => {
    expect(verbsOf('shelved')).not.toContain('close');
    expect(verbsOf('shelved')).toContain('unshelve');
    expect(verbsOf('out-of-service')).toContain('return-to-service');
    expect(verbsOf('acknowledged')).not.toContain('acknowledge');
    expect(verbsOf('closed')).toEqual([]);
  });
});

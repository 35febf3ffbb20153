import { describe, expect, it } from 'vitest';
import { buildView, type KindView, type LinkView } from '../../src/live/view';
import { chooseFigures, staleFor } from '../../src/wall/figures';
import { healthRows, illOf } from '../../src/wall/health-rows';
import { Rotation, rotationMillis } from '../../src/wall/rotation';
import { alertsOn, kindIdsOn, kindsOn, screenOf } from '../../src/wall/screens';
import { spanFrom, withLive } from '../../src/wall/series';
import { shiftAt } from '../../src/wall/shifts';
import { some } from '../some';

const minute = 60_000;
const link: LinkView = { lost: false, lostSince: null, lastFrameAt: 1, sentAt: 1, clockOffset: 0, refusal: null, keyWanted: false, recovered: null };

function kinds(): readonly KindView[] {
  const state = some.state();
  state.kinds = [some.kind('air'), some.kind('traffic', { domain: 'traffic' })];
  return buildView(state, link, 0).kinds;
}

describe('shiftAt', () => {
  const query = '?shifts=06:00,14:00,22:00';

  it('namesTheShift_overMidnightToo', () => {
    expect(shiftAt(query, [], '13:59')).toEqual({ name: '1', from: '06:00', to: '14:00' });
    expect(shiftAt(query, [], '14:00')).toEqual({ name: '2', from: '14:00', to: '22:00' });
    expect(shiftAt(query, [], '02:00')).toEqual({ name: '3', from: '22:00', to: '06:00' });
  });

  it('withoutOwn_areTheCitys', () => {
    expect(shiftAt('', ['06:00', '18:00'], '10:00')).toEqual({ name: '1', from: '06:00', to: '18:00' });
  });

  it('nothingOrNonsense_isNoShift', () => {
    expect(shiftAt('?shifts=', ['06:00', '18:00'], '10:00')).toBeNull();
    expect(shiftAt('', [], '10:00')).toBeNull();
    expect(shiftAt('?shifts=25:00', [], '10:00')).toBeNull();
    expect(shiftAt('?shifts=14:00,06:00', [], '10:00')).toBeNull();
  });
});

describe('chooseFigures', () => {
  it('firstMetricsOfAllKindsComeFirst', () => {
    const names = (room: number): string[] => chooseFigures(kinds(), room).map((f) => `${f.source.kind.id}.${f.metric.id}`);
    expect(names(2)).toEqual(['air.pm25', 'traffic.pm25']);
    expect(names(3)).toEqual(['air.pm25', 'air.temp', 'traffic.pm25']);
    expect(names(99)).toHaveLength(4);
    expect(names(0)).toEqual([]);
  });
});

describe('staleFor', () => {
  const metric = some.kind().metrics[0]!;

  it('isOldAfterThreePeriods', () => {
    const source = { ...kinds()[0]!, newest: 1_000_000 };
    expect(staleFor({ source, metric }, 1_090_000)).toBeNull();
    expect(staleFor({ source, metric }, 1_090_001)).toBe(90_001);
    expect(staleFor({ source: { ...source, newest: null }, metric }, 1_090_001)).toBeNull();
  });

  it('aMetricThatIsNoLongerSent_isOldThoughItsDeviceSpeaks', () => {
    const source = { ...kinds()[0]!, newest: 1_000_000, values: { pm25: { mean: 1, count: 1, start: 600_000 } } };
    expect(staleFor({ source, metric }, 1_000_000)).toBe(340_000);
    expect(staleFor({ source: { ...source, values: { pm25: { mean: 1, count: 1, start: 960_000 } } }, metric }, 1_000_000)).toBeNull();
  });
});

describe('screens', () => {
  it('unknownName_isTheOverview', () => {
    expect(screenOf('?screen=traffic')).toBe('traffic');
    expect(screenOf('?screen=toString')).toBe('overview');
  });

  it('traffic_showsItsKinds_andCriticalAlertsOfOthers', () => {
    expect(kindsOn('traffic', kinds()).map((k) => k.kind.id)).toEqual(['traffic']);
    const state = some.state();
    state.apply(some.frame({ alerts: [some.alert('a'), some.alert('b', { severity: 'critical' }), some.alert('c', { kind: 'traffic' })] }));
    const shown = alertsOn(kindIdsOn('traffic', kinds()), buildView(state, link, 0).alerts);
    expect(shown.map((a) => [a.alert.id, a.rank])).toEqual([['b', 1], ['c', 2]]);
    expect(kindIdsOn('overview', kinds())).toBeNull();
  });

  it('aScreenWithoutKinds_showsAll', () => {
    expect(kindsOn('citizens', kinds())).toHaveLength(2);
  });
});

describe('withLive', () => {
  it('gapsStayGaps_andTheLiveValueIsLast', () => {
    const points = withLive([[0, 1], [minute, 2], [10 * minute, 3]], 4, 11 * minute, 0);
    expect(points).toEqual([[0, 1], [minute, 2], [minute + 1, null], [10 * minute, 3], [11 * minute, 4]]);
  });

  it('nothingFromBeforeTheWindow_andNoStepBackInTime', () => {
    expect(withLive([[0, 1], [5 * minute, 2], [4 * minute, 9]], 3, 5 * minute, minute)).toEqual([[5 * minute, 2]]);
  });
});

describe('healthRows', () => {
  it('byKind_andOnTheSecurityScreenByZone', () => {
    const state = some.state();
    some.know(state, some.device('air-000002', { zone: 'ward-2', health: 'offline' }), some.device('air-000003', { zone: 'ward-2' }));
    const view = buildView(state, link, 0);
    expect(healthRows('overview', view.kinds, view)).toMatchObject([{ name: { en: 'Air quality' }, devices: 3, health: { ok: 2, offline: 1 } }]);
    const rows = healthRows('security', view.kinds, view);
    expect(rows).toMatchObject([{ name: { en: 'Ward 1' }, devices: 1 }, { name: { en: 'Ward 2' }, devices: 2, health: { offline: 1 } }]);
    expect(rows.map(illOf)).toEqual([0, 1]);
  });
});

describe('Rotation', () => {
  it('aScreenThatWasSent_stays_butForACriticalOnARotatingWall', () => {
    const fixed = new Rotation(['overview', 'traffic', 'system'], 'overview', 0, 0);
    fixed.send('system');
    expect([fixed.screenAt(9e6, 1), fixed.shown]).toEqual(['system', 'system']);
    fixed.send('no-such-screen');
    expect(fixed.screenAt(9e6, 0)).toBe('overview');

    const rotating = new Rotation(['overview', 'traffic', 'system'], 'traffic', 30_000, 0);
    rotating.send('system');
    expect([rotating.screenAt(40_000, 0), rotating.screenAt(50_000, 1), rotating.screenAt(60_000, 0)]).toEqual(['system', 'overview', 'system']);
    rotating.send(null);
    expect(rotating.screenAt(61_000, 0)).toBe('overview');
  });

  it('goesRound_andACriticalHoldsTheOverview', () => {
    const rotation = new Rotation(['overview', 'traffic', 'system'], 'traffic', 30_000, 0);
    expect(rotation.screenAt(29_999, 0)).toBe('traffic');
    expect(rotation.screenAt(30_000, 0)).toBe('system');
    expect(rotation.screenAt(31_000, 1)).toBe('overview');
    expect(rotation.screenAt(99_000, 1)).toBe('overview');
    expect(rotation.screenAt(100_000, 0)).toBe('overview');
    expect(rotation.screenAt(129_000, 0)).toBe('traffic');
  });

  it('withoutSeconds_stays', () => {
    expect(rotationMillis('?rotate=5')).toBe(0);
    expect(rotationMillis('?rotate=60')).toBe(60_000);
    expect(new Rotation(['overview', 'traffic'], 'traffic', 0, 0).screenAt(1e9, 3)).toBe('traffic');
  });
});

describe('spanFrom', () => {
  it('beginsWithTheFirstPoint_withinBounds', () => {
    const now = 1000 * minute;
    expect(spanFrom(970 * minute, now, 120 * minute)).toBe(970 * minute);
    expect(spanFrom(1, now, 120 * minute)).toBe(880 * minute);
    expect(spanFrom(999 * minute, now, 120 * minute)).toBe(990 * minute);
    expect(spanFrom(null, now, 120 * minute)).toBe(880 * minute);
  });
});

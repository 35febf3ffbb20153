import { describe, expect, it } from 'vitest';
import { scaleOf } from '../../src/console/against-threshold';
import { meanOf, wordingsOf } from '../../src/console/check-device';
import { columnsOf, pathOf, subjectOf, textOf, windowFor } from '../../src/console/history-query';
import { hrefOf, placeOf } from '../../src/console/places';
import { minutesOf, runsOf } from '../../src/console/strip';

describe('placeOf', () => {
  it('isWhatTheAddressSays_otherwiseTheQueue', () => {
    expect(placeOf('#check/cam-000017')).toEqual({ name: 'check', subject: 'cam-000017' });
    expect(placeOf(hrefOf('history', 'zone:a b:air.pm25'))).toEqual({ name: 'history', subject: 'zone:a b:air.pm25' });
    expect(placeOf('#toString')).toEqual({ name: 'alerts', subject: null });
    expect(placeOf('')).toEqual({ name: 'alerts', subject: null });
  });
});

describe('history of any device and zone', () => {
  it('itsSubject_isReadFromTheAddress_andWrittenBack', () => {
    const zone = subjectOf('zone:vung-tau:camera.vehicles')!;
    expect(zone).toEqual({ of: 'zone', id: 'vung-tau', kind: 'camera', metric: 'vehicles' });
    expect(textOf(zone)).toBe('zone:vung-tau:camera.vehicles');
    expect(subjectOf('device:cam-1:speed')).toEqual({ of: 'device', id: 'cam-1', kind: null, metric: 'speed' });
    expect(subjectOf('rule:x:y')).toBeNull();
    expect(subjectOf(null)).toBeNull();
  });

  it('asksForAThousandPointsOrSo', () => {
    expect([1, 24, 168, 720].map(windowFor)).toEqual(['1m', '1m', '15m', '1h']);
    expect(pathOf(subjectOf('device:a b:speed')!, 0, 3_600_000, '1m', 'csv')).toBe(
      '/api/v1/devices/a%20b/history?metric=speed&window=1m&stat=mean%2Cmin%2Cmax&format=csv&from=1970-01-01T00%3A00%3A00.000Z&to=1970-01-01T01%3A00%3A00.000Z',
    );
  });

  it('aGap_staysAHole', () => {
    const points = [{ t: '1970-01-01T00:00:01Z', mean: 1, min: 0, max: 2 }, { t: '1970-01-01T00:01:00Z', gap: true, mean: null, min: null, max: null }];
    expect(columnsOf(points)).toEqual([[1, 60], [1, null], [0, null], [2, null]]);
  });

  it('anHourMean_weighsEachMinuteByItsReadings', () => {
    expect(meanOf({ points: [{ mean: 10, count: 1 }, { mean: 20, count: 3 }, { mean: null, count: 0 }] })).toBe(17.5);
    expect(meanOf({ points: [] })).toBeNull();
  });
});

describe('runsOf', () => {
  it('joinsMinutesOfOneState', () => {
    const runs = runsOf([null, null, 12, 12, 11, 3, 0, 0], 12);
    expect(runs.map((run) => [run.state, run.from, run.count])).toEqual([['unknown', 0, 2], ['full', 2, 3], ['part', 5, 1], ['none', 6, 2]]);
    expect(minutesOf(runs, 'full')).toBe(3);
  });

  it('aDeviceThatSpeaksEveryFiveMinutes_owesNothingInBetween', () => {
    expect(runsOf([1, 0, 0, 0, 0, 1, 0, 0, 0, 0], 0.2).map((run) => run.state)).toEqual(['full']);
    expect(runsOf([1, 0, 0, 0, 0, 0, 0, 1], 0.2).map((run) => [run.state, run.count])).toEqual([['full', 5], ['none', 2], ['full', 1]]);
  });
});

describe('scaleOf', () => {
  it('holdsValueAndLimit_onEitherSideOfNought', () => {
    expect(scaleOf(6, 5)).toEqual({ value: 87, threshold: 72.5 });
    const below = scaleOf(-3, 0);
    expect(below.value).toBe(0);
    expect(below.threshold).toBeGreaterThan(50);
    expect(Number.isFinite(scaleOf(0, 0).value)).toBe(true);
  });
});

describe('wordingsOf', () => {
  it('standWithTheNamesOfTheirMetrics_andNothingElseDoes', () => {
    const metric = (id: string) => ({ id, name: { vi: id, en: id }, unit: '', min: 0, max: 3, decimals: 0 });
    const device = { attributes: { stage_text: 'trên BĐ2 là 0,71 m, đang lên 0,12 m/giờ', fw: '1.0' } };
    expect(wordingsOf(device, [metric('level'), metric('stage')])).toEqual([{ metric: metric('stage'), text: 'trên BĐ2 là 0,71 m, đang lên 0,12 m/giờ' }]);
    expect(wordingsOf({}, [metric('stage')])).toEqual([]);
  });
});

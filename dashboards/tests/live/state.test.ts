import { describe, expect, it } from 'vitest';
import { some } from '../some';

describe('LiveState', () => {
  it('device_partialValues_keepsTheOthers', () => {
    const state = some.state();
    state.apply(some.frame({ reset: true, devices: [{ id: 'air-000001', zone: 'ward-1', kind: 'air', ts: 1000, health: 'ok', values: { pm25: 10, temp: 30 } }] }));
    state.apply(some.frame({ devices: [{ id: 'air-000001', zone: 'ward-1', kind: 'air', ts: 2000, health: 'stale', values: { pm25: 12 } }] }));
    const device = state.devices.get('air-000001')!;
    expect(device.values).toEqual({ pm25: 12, temp: 30 });
    expect(device).toMatchObject({ ts: 2000, health: 'stale', name: { vi: 'Trạm Bãi Sau' } });
  });

  it('device_neverHeardOf_isReportedAsUnknown', () => {
    const change = some.state().apply(some.frame({ devices: [{ id: 'new', zone: 'ward-2', kind: 'air', ts: 1, health: 'ok' }] }));
    expect(change.unknownDevices).toBe(true);
  });

  it('alert_closed_leavesTheList', () => {
    const state = some.state();
    state.apply(some.frame({ alerts: [some.alert()] }));
    state.apply(some.frame({ alerts: [some.alert('01J0', { state: 'closed', revision: 3 })] }));
    expect(state.alerts.size).toBe(0);
    expect(state.seen.has('01J0')).toBe(true);
  });

  it('alert_olderRevision_doesNotStepBack', () => {
    const state = some.state();
    state.apply(some.frame({ alerts: [some.alert('01J0', { revision: 2, state: 'acknowledged' })] }));
    state.apply(some.frame({ alerts: [some.alert('01J0', { revision: 1 })] }));
    expect(state.alerts.get('01J0')!.state).toBe('acknowledged');
  });

  it('reset_dropsAlertsThatAreNotInIt', () => {
    const state = some.state();
    state.apply(some.frame({ alerts: [some.alert('a'), some.alert('b')] }));
    state.apply(some.frame({ reset: true, alerts: [some.alert('b')] }));
    expect([...state.alerts.keys()]).toEqual(['b']);
  });

  it('worstByZone_countsInTheZonesAbove_andNotTheShelved', () => {
    const state = some.state();
    state.apply(some.frame({ alerts: [some.alert('a', { severity: 'minor' }), some.alert('b', { zone: 'ward-2', severity: 'critical', state: 'shelved' })] }));
    expect(Object.fromEntries(state.worstByZone())).toEqual({ 'ward-1': 'minor', city: 'minor', province: 'minor' });
  });

  it('urgencyAndWorst_followEachChangeOfAnAlert_andOfTheTerritory', () => {
    const state = some.state();
    state.apply(some.frame({ alerts: [some.alert('a', { severity: 'minor' }), some.alert('b', { severity: 'major' })] }));
    expect(state.urgent.map((alert) => alert.id)).toEqual(['b', 'a']);
    expect(state.worstByZone().get('ward-1')).toBe('major');
    expect(state.worstByZone(new Set(['camera'])).get('ward-1')).toBeUndefined();
    state.apply(some.frame({ alerts: [some.alert('a', { severity: 'critical', revision: 2 })] }));
    expect(state.urgent.map((alert) => alert.id)).toEqual(['a', 'b']);
    expect(state.worstByZone().get('province')).toBe('critical');
    state.territory = [];
    expect(state.worstByZone().get('province')).toBeUndefined();
  });

  it('seen_isBounded', () => {
    const state = some.state();
    for (let i = 0; i < 8000; i++) {
      state.apply(some.frame({ alerts: [some.alert(`a${i}`, { state: 'closed' })] }));
    }

    expect(state.seen.size).toBeLessThanOrEqual(6000);
    expect(state.seen.has('a7999')).toBe(true);
  });

  it('indicators keep the order of the first frame, and a change takes its place', () => {
    const state = some.state();
    state.apply(some.frame({ indicators: [some.indicator('a'), some.indicator('b')] }));
    state.apply(some.frame({ indicators: [some.indicator('a', { value: 99 })] }));
    expect([...state.indicators.values()].map((one) => [one.id, one.value])).toEqual([['a', 99], ['b', 80]]);
    state.apply(some.frame({ reset: true }));
    expect(state.indicators.size).toBe(0);
  });
});

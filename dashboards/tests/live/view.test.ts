import { describe, expect, it } from 'vitest';
import { buildView, type LinkView } from '../../src/live/view';
import { some } from '../some';

const link: LinkView = { lost: false, lostSince: null, lastFrameAt: 1, sentAt: 1, clockOffset: 0, refusal: null, keyWanted: false, recovered: null };

describe('buildView', () => {
  it('alerts_areSortedByUrgency_shelvedLast', () => {
    const state = some.state();
    state.apply(some.frame({
      alerts: [
        some.alert('old-major', { raisedAt: 1 }),
        some.alert('new-major', { raisedAt: 2 }),
        some.alert('taken-critical', { severity: 'critical', state: 'acknowledged' }),
        some.alert('critical', { severity: 'critical' }),
        some.alert('shelved', { severity: 'critical', state: 'shelved' }),
      ],
    }));
    const view = buildView(state, link, 0);
    expect(view.alerts.map((a) => a.alert.id)).toEqual(['critical', 'taken-critical', 'new-major', 'old-major', 'shelved']);
    expect(view.counts.critical).toEqual({ open: 2, unacknowledged: 1 });
  });

  it('beforeTheFirstFrame_nobodyKnowsACount', () => {
    const view = buildView(some.state(), { ...link, lastFrameAt: null }, 0);
    expect(view.openCount).toBeNull();
    expect(view.counts.critical.open).toBeNull();
  });

  it('alert_carriesNamesAndUnit', () => {
    const state = some.state();
    state.apply(some.frame({ alerts: [some.alert()] }));
    expect(buildView(state, link, 0).alerts[0]).toMatchObject({ unit: 'µg/m³', decimals: 1, zoneName: { vi: 'Phường 1' }, deviceName: { vi: 'Trạm Bãi Sau' } });
  });

  it('kind_countsHealth_takesTheRootsFiguresAndTheNewestTime', () => {
    const state = some.state();
    some.know(state, some.device('air-000002', { health: 'offline' }));
    state.apply(some.frame({
      devices: [{ id: 'air-000001', zone: 'ward-1', kind: 'air', ts: 5000, health: 'ok' }],
      zones: [{ id: 'province', values: { 'air.pm25': { mean: 12.5, count: 40 }, 'water.level': { mean: 1, count: 1 } } }],
    }));
    const [kind] = buildView(state, link, 0).kinds;
    expect(kind).toMatchObject({ devices: 2, newest: 5000, health: { ok: 1, offline: 1 }, values: { pm25: { mean: 12.5, count: 40 } } });
    expect(kind!.values).not.toHaveProperty('level');
  });

  it('manyAlerts_areCutAndCounted', () => {
    const state = some.state();
    state.apply(some.frame({ alerts: Array.from({ length: 1000 }, (_, i) => some.alert(`a${i}`)) }));
    const view = buildView(state, link, 0);
    expect(view.alerts.length).toBe(300);
    expect(view.openCount).toBe(1000);
  });
});

import type { CityAnswer, DeviceAnswer, Frame, KindAnswer, WireAlert, WireIndicator, ZoneAnswer } from '../src/live/wire';
import { LiveState } from '../src/live/state';

/** Shared fixtures: a small city, its frames and its alerts. */
export const some = {
  city: (over: Partial<CityAnswer> = {}): CityAnswer => ({
    id: 'vung-tau', name: { vi: 'Vũng Tàu', en: 'Vung Tau' }, timeZone: 'Asia/Ho_Chi_Minh', clock: 'host', now: '2026-11-22T04:00:00Z', shifts: [], ...over,
  }),

  zones: (): ZoneAnswer[] => [
    { id: 'province', name: { vi: 'Tỉnh', en: 'Province' }, level: 'province', parent: null, center: { lat: 10.5, lon: 107.2 } },
    { id: 'city', name: { vi: 'Thành phố', en: 'City' }, level: 'city', parent: 'province', center: { lat: 10.36, lon: 107.08 } },
    { id: 'ward-1', name: { vi: 'Phường 1', en: 'Ward 1' }, level: 'ward', parent: 'city', center: { lat: 10.34, lon: 107.08 } },
    { id: 'ward-2', name: { vi: 'Phường 2', en: 'Ward 2' }, level: 'ward', parent: 'city', center: { lat: 10.38, lon: 107.1 } },
  ],

  kind: (id = 'air', over: Partial<KindAnswer> = {}): KindAnswer => ({
    id, name: { vi: 'Không khí', en: 'Air quality' }, domain: 'environment', expectedIntervalSeconds: 30,
    metrics: [
      { id: 'pm25', name: { vi: 'Bụi PM2.5', en: 'PM2.5' }, unit: 'µg/m³', min: 0, max: 1000, decimals: 1 },
      { id: 'temp', name: { vi: 'Nhiệt độ', en: 'Temperature' }, unit: '°C', min: -10, max: 60, decimals: 1 },
    ],
    ...over,
  }),

  device: (id = 'air-000001', over: Partial<DeviceAnswer> = {}): DeviceAnswer => ({
    id, zone: 'ward-1', kind: 'air', name: { vi: 'Trạm Bãi Sau', en: 'Back Beach station' }, location: { lat: 10.341, lon: 107.081 },
    owner: null, health: 'ok', lastSeen: null, ...over,
  }),

  alert: (id = '01J0', over: Partial<WireAlert> = {}): WireAlert => ({
    id, rule: 'pm25-high', severity: 'major', state: 'active', title: { vi: 'Bụi mịn cao', en: 'Fine dust high' }, zone: 'ward-1', device: 'air-000001',
    kind: 'air', metric: 'pm25', value: 158.2, threshold: 150, eventTime: 1_000_000, raisedAt: 1_000_060, clearedAt: null, acknowledgedBy: null,
    assignee: null, shelvedUntil: null, incident: null, revision: 1, ...over,
  }),

  indicator: (id = 'beds', over: Partial<WireIndicator> = {}): WireIndicator => ({
    id, name: { vi: 'Giường bệnh', en: 'Hospital beds' }, domain: 'health', zone: 'city', unit: '%', decimals: 1, direction: 'lower', target: 85,
    warning: 95, periodSeconds: 86_400, source: 'Sở Y tế', status: 'good', value: 80, numerator: 800, denominator: 1000, ts: 1_000_000,
    staleAt: 1_000_000 + 129_600_000, ...over,
  }),

  frame: (over: Partial<Frame> = {}): Frame => ({ cursor: 'e.1.1.1', epoch: 'e', reset: false, sentAt: 1_001_000, ...over }),

  /** Devices as the registry names them and the hub then tells their health. */
  know: (state: LiveState, ...devices: DeviceAnswer[]): void => {
    const zones = [...new Set(devices.map((d) => d.zone))];
    const kinds = [...new Set(devices.map((d) => d.kind))];
    state.setRegistry({ zones, kinds, devices: devices.map((d) => [d.id, zones.indexOf(d.zone), kinds.indexOf(d.kind), d.location?.lat ?? null, d.location?.lon ?? null, d.name.vi, d.name.en]) });
    state.apply(some.frame({ devices: devices.map((d) => ({ id: d.id, zone: d.zone, kind: d.kind, ts: null, health: d.health })) }));
  },

  state: (): LiveState => {
    const state = new LiveState();
    state.city = some.city();
    state.kinds = [some.kind()];
    state.territory = some.zones();
    some.know(state, some.device());
    return state;
  },
};

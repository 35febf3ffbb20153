// A small city that is the same on every day and every machine, and the states that it is shown in.

/** Sunday, 22 November 2026, 14:05:37.250 in the city. */
export const now = Date.UTC(2026, 10, 22, 7, 5, 37, 250);

const text = (vi, en) => ({ vi, en });
const zones = [
  ['tinh', null, 'province', 'Tỉnh Mẫu', 'Sample Province', 10.5, 107.2],
  ['thanh-pho-bien', 'tinh', 'city', 'Thành phố Biển', 'Seaside City', 10.36, 107.09],
  ['phuong-ben-da', 'thanh-pho-bien', 'ward', 'Phường Bến Đá', 'Ben Da Ward', 10.39, 107.07],
  ['phuong-bai-truoc', 'thanh-pho-bien', 'ward', 'Phường Bãi Trước', 'Bai Truoc Ward', 10.35, 107.07],
  ['phuong-thang-nhat', 'thanh-pho-bien', 'ward', 'Phường Thắng Nhất', 'Thang Nhat Ward', 10.37, 107.1],
  ['phuong-rach-dua', 'thanh-pho-bien', 'ward', 'Phường Rạch Dừa', 'Rach Dua Ward', 10.4, 107.13],
  ['thi-xa-nui', 'tinh', 'city', 'Thị xã Núi', 'Hill Town', 10.55, 107.2],
  ['phuong-nui-dinh', 'thi-xa-nui', 'ward', 'Phường Núi Dinh', 'Nui Dinh Ward', 10.52, 107.14],
  ['xa-hoa-long', 'thi-xa-nui', 'ward', 'Xã Hoà Long', 'Hoa Long Commune', 10.54, 107.22],
  ['xa-ngai-giao', 'thi-xa-nui', 'ward', 'Xã Ngãi Giao', 'Ngai Giao Commune', 10.62, 107.24],
].map(([id, parent, level, vi, en, lat, lon]) => ({ id, parent, level, name: text(vi, en), center: { lat, lon } }));

const metric = (id, vi, en, unit, decimals, usual) => ({ id, name: text(vi, en), unit, min: 0, max: 10_000, decimals, usual });
const kinds = [
  ['camera', 'Camera', 'Camera', 'security', 5, [metric('vehicles', 'Số xe trong khung hình', 'Vehicles in view', '', 0, 22), metric('speed', 'Tốc độ trung bình', 'Mean speed', 'km/h', 1, 43.9)]],
  ['traffic', 'Giao thông', 'Traffic', 'traffic', 10, [metric('speed', 'Tốc độ trung bình', 'Mean speed', 'km/h', 1, 41.2)]],
  ['air', 'Không khí', 'Air', 'environment', 15, [metric('pm25', 'Bụi PM2.5', 'PM2.5', 'µg/m³', 1, 17.2), metric('pm10', 'Bụi PM10', 'PM10', 'µg/m³', 1, 31.4)]],
  ['water', 'Mực nước', 'Water level', 'environment', 15, [metric('level', 'Mực nước', 'Water level', 'm', 2, 1.92)]],
  ['noise', 'Tiếng ồn', 'Noise', 'environment', 15, [metric('laeq', 'Mức ồn tương đương', 'Equivalent level', 'dBA', 1, 60.7)]],
  ['crowd', 'Đám đông', 'Crowd', 'tourism', 10, [metric('density', 'Mật độ người', 'Density', 'người/m²', 2, 1.08)]],
].map(([id, vi, en, domain, expectedIntervalSeconds, metrics]) => ({ id, name: text(vi, en), domain, expectedIntervalSeconds, metrics }));

/** Between 0 and 1, the same for the same number on every machine. */
function chance(n) {
  // The finalizer of MurmurHash3: neighbours have nothing in common.
  let h = Math.imul((n + 1) ^ ((n + 1) >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

const wards = zones.filter((zone) => zone.level === 'ward');
const devices = Array.from({ length: 168 }, (_, i) => {
  const kind = kinds[i % kinds.length];
  const ward = wards[Math.floor(i / kinds.length) % wards.length];
  return {
    id: `${kind.id}-${String(i).padStart(6, '0')}`, kind: kind.id, zone: ward.id, name: text(`${kind.name.vi} số ${i}`, `${kind.name.en} ${i}`),
    lat: ward.center.lat + (chance(i) - 0.5) * 0.05, lon: ward.center.lon + (chance(i + 500) - 0.5) * 0.05,
  };
});

const minute = 60_000;
const start = Math.floor(now / minute) * minute;
const wave = (usual, t) => usual * (1 + 0.05 * Math.sin(t / (23 * minute)) + 0.02 * Math.sin(t / (5 * minute)));

function history(query) {
  const kind = kinds.find((one) => one.id === query.get('kind'));
  const of = kind?.metrics.find((one) => one.id === query.get('metric'));
  if (!of) {
    return { points: [] };
  }

  const step = query.get('window') === '1h' ? 60 * minute : minute;
  const points = [];
  for (let t = Math.ceil(Date.parse(query.get('from')) / step) * step; t < Math.min(Date.parse(query.get('to')), start); t += step) {
    points.push({ t: new Date(t).toISOString(), mean: wave(of.usual, t), value: wave(of.usual, t) });
  }

  return { points };
}

const city = { id: 'mau', name: text('Thành phố Mẫu', 'Sample City'), timeZone: 'Asia/Ho_Chi_Minh', clock: 'host', now: new Date(now).toISOString(), shifts: ['06:00', '14:00', '22:00'] };
const minuteLine = { received: 2040, accepted: 2040, duplicate: 0, late: 0, quarantined: 0, retained: 0, stored: 2040, waiting: 0, difference: 0 };

function answer(path, query) {
  const lists = { '/api/v1/kinds': kinds, '/api/v1/zones': zones, '/api/v1/walls': [] };
  return path in lists ? { items: lists[path], nextCursor: null }
    : path === '/api/v1/city' ? city
    : path === '/api/v1/territory' ? { features: [] }
    : path === '/api/v1/snapshot/devices' ? { zones: zones.map((z) => z.id), kinds: kinds.map((k) => k.id), devices: devices.map((d) => [d.id, zones.findIndex((z) => z.id === d.zone), kinds.findIndex((k) => k.id === d.kind), d.lat, d.lon, d.name.vi, d.name.en]) }
    : path === '/api/v1/ledger' ? { balanced: true, total: minuteLine, perMinute: Array.from({ length: 5 }, (_, i) => ({ minute: new Date(start - (4 - i) * minute).toISOString(), messages: minuteLine })) }
    : path.endsWith('/history') ? history(query)
    : undefined;
}

/** @param ageMillis How long ago the kinds named were last heard; the others a second. */
function told(ageMillis = {}) {
  const heard = (kind) => now - (ageMillis[kind] ?? 1000);
  return {
    devices: devices.map((d) => ({ id: d.id, zone: d.zone, kind: d.kind, ts: heard(d.kind), health: ageMillis[d.kind] === undefined ? 'ok' : 'stale', values: {} })),
    zones: zones.map((zone) => ({
      id: zone.id, health: 'ok', coverage: 1,
      values: Object.fromEntries(kinds.flatMap((kind) => kind.metrics.map((m) => [`${kind.id}.${m.id}`, { mean: wave(m.usual, start), count: 720, start: Math.floor(heard(kind.id) / minute) * minute }]))),
    })),
    indicators: [
      { id: 'ho-so', name: text('Hồ sơ giải quyết đúng hạn', 'Cases settled in time'), domain: 'public-services', zone: 'tinh', unit: '%', decimals: 1, direction: 'higher', target: 98, warning: 95, periodSeconds: 604_800, source: 'VP', status: 'warning', value: 97, numerator: 1824, denominator: 1881, ts: now - 6 * 86_400_000, staleAt: now + 86_400_000 },
      { id: 'giuong', name: text('Công suất sử dụng giường bệnh', 'Bed occupancy'), domain: 'health', zone: 'tinh', unit: '%', decimals: 1, direction: 'lower', target: 85, warning: 95, periodSeconds: 86_400, source: 'SYT', status: 'good', value: 84.1, numerator: 2739, denominator: 3256, ts: now - 20 * 3_600_000, staleAt: now + 86_400_000 },
    ],
    ages: { mqtt: 0.2, store: 1.1 },
  };
}

const titles = {
  critical: text('Nước ngập vượt báo động 3', 'Flood above alarm level 3'), major: text('Bụi PM2.5 rất cao', 'PM2.5 very high'),
  minor: text('Camera mất kết nối', 'Camera offline'), info: text('Đông người bất thường', 'Unusual crowd'),
};

/** An alert of the stage's city. */
export function alertOf(i, severity, more = {}) {
  const device = devices[(i * 7) % devices.length];
  const kind = kinds.find((one) => one.id === device.kind);
  return {
    id: `01STAGE${String(i).padStart(6, '0')}`, rule: `rule-${severity}`, severity, state: 'active', title: titles[severity], zone: device.zone, device: device.id,
    kind: kind.id, metric: kind.metrics[0].id, value: 158.2 + i, threshold: 150, eventTime: now - (i + 1) * 17_000, raisedAt: now - (i + 1) * 17_000,
    clearedAt: null, acknowledgedBy: null, assignee: null, shelvedUntil: null, incident: null, revision: 1, ...more,
  };
}

const sceneOf = (alerts, frame = told()) => ({ answer, frame: { ...frame, alerts } });

const flood = Array.from({ length: 500 }, (_, i) => alertOf(i, i < 20 ? 'critical' : i < 120 ? 'major' : i < 420 ? 'minor' : 'info',
  { state: i % 5 === 4 ? 'acknowledged' : 'active', acknowledgedBy: i % 5 === 4 ? 'Nguyễn An' : null, incident: i >= 20 && i < 60 ? '01STAGEINCIDENT' : null }));

/** Wards as the city's own map would draw them: squares around their centres, and an island far off. */
const boundaries = {
  features: wards.map((ward, i) => {
    const [west, east] = [ward.center.lon - 0.015, ward.center.lon + 0.015];
    const [south, north] = [ward.center.lat - 0.02, ward.center.lat + 0.02];
    const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    const island = [[107.3, 9.7], [107.33, 9.69], [107.32, 9.73], [107.3, 9.7]];
    return { id: ward.id, geometry: { coordinates: i === 0 ? [[ring], [island]] : [[ring]] } };
  }),
};

/** The states that an operator meets. The disconnected one is the one with three criticals whose server goes away. */
export const scenes = {
  calm: () => sceneOf([]),
  criticals: () => sceneOf([alertOf(0, 'critical'), alertOf(1, 'critical'), alertOf(2, 'critical', { state: 'acknowledged', acknowledgedBy: 'Nguyễn An' }), alertOf(3, 'major'), alertOf(4, 'minor', { state: 'cleared', clearedAt: now - 9000 })]),
  stale: () => sceneOf([alertOf(3, 'major')], told({ air: 45_400, water: 45_400 })),
  flood: () => sceneOf(flood),
  territory: () => ({ ...sceneOf([alertOf(0, 'critical'), alertOf(3, 'major')]), answer: (path, query) => (path === '/api/v1/territory' ? boundaries : answer(path, query)) }),
};

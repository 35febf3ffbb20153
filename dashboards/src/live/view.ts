import { concerns, isAside, isUnacknowledged, severities } from './severity';
import type { LiveState } from './state';
import type { Health, KindAnswer, LocalizedText, Severity, WireAlert, WireIndicator, ZoneAnswer, ZoneValue, CityAnswer } from './wire';

export interface AlertView {
  readonly alert: WireAlert;
  /** Its rank by urgency, from 1: the same on the map and in every list. */
  readonly rank: number;
  readonly zoneName: LocalizedText | null;
  readonly deviceName: LocalizedText | null;
  readonly metricName: LocalizedText | null;
  readonly unit: string;
  readonly decimals: number;
}

export interface SeverityCount {
  /** Null before the first frame: nobody knows yet, which is not none. */
  readonly open: number | null;
  readonly unacknowledged: number;
}

/** Some devices together: how they are, and when the newest reading of any of them was taken; null while none has spoken. */
export interface HealthView {
  readonly devices: number;
  readonly health: Readonly<Record<Health, number>>;
  readonly newest: number | null;
}

export interface KindView extends HealthView {
  readonly kind: KindAnswer;
  /** The root zone's figures, by metric. */
  readonly values: Readonly<Record<string, ZoneValue>>;
}

export interface ZoneView {
  readonly zone: ZoneAnswer;
  readonly health: Health | null;
  readonly coverage: number | null;
  readonly values: Readonly<Record<string, ZoneValue>>;
  readonly worst: Severity | null;
  /** Its own devices by kind; those of the zones below are not in it. */
  readonly devices: Readonly<Record<string, HealthView>>;
}

/** The line to the server, as the worker knows it; times are this machine's epoch milliseconds unless they say otherwise. */
export interface LinkView {
  readonly lost: boolean;
  readonly lostSince: number | null;
  readonly lastFrameAt: number | null;
  /** Server's stamp of the newest frame. */
  readonly sentAt: number | null;
  /** Server's clock minus this machine's. */
  readonly clockOffset: number;
  readonly refusal: string | null;
  /** The server knows no key, or not this one. */
  readonly keyWanted: boolean;
  readonly recovered: { readonly at: number; readonly missed: number | null } | null;
}

/** Everything that a page shows, small enough to be copied to it several times a second. */
export interface LiveView {
  readonly link: LinkView;
  /** The city's time at the newest frame: the server's clock, or the data's in a replay. */
  readonly cityNow: number;
  readonly city: CityAnswer | null;
  readonly root: ZoneAnswer | null;
  readonly alerts: readonly AlertView[];
  /** Null before the first frame. */
  readonly openCount: number | null;
  /** Of these, how many concern every screen (critical, or of a whole zone: under `''`), and the others by kind. */
  readonly openByKind: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<Severity, SeverityCount>>;
  readonly kinds: readonly KindView[];
  readonly zones: readonly ZoneView[];
  readonly indicators: readonly WireIndicator[];
  readonly ages: Readonly<Record<string, number | null>>;
  readonly deviceCount: number;
}

const noKinds: ReadonlySet<string> = new Set();

/** @param mostAlerts The most that the page lists; what lies beyond is counted. */
export function buildView(state: LiveState, link: LinkView, cityNow: number, mostAlerts = 300): LiveView {
  const names = new Map(state.territory.map((zone) => [zone.id, zone.name]));
  const kinds = new Map(state.kinds.map((kind) => [kind.id, kind]));
  const sorted = state.urgent;
  const root = state.territory.find((zone) => zone.parent === null) ?? null;
  const worstOf = state.worstByZone();
  const own = healthByZone(state);
  return {
    link,
    cityNow,
    city: state.city,
    root,
    alerts: sorted.slice(0, mostAlerts).map((alert, index) => {
      const metric = kinds.get(alert.kind ?? '')?.metrics.find((m) => m.id === alert.metric);
      return {
        alert,
        rank: index + 1,
        zoneName: names.get(alert.zone) ?? null,
        deviceName: alert.device ? (state.devices.get(alert.device)?.name ?? null) : null,
        metricName: metric?.name ?? null,
        unit: metric?.unit ?? '',
        decimals: metric?.decimals ?? 1,
      };
    }),
    openCount: link.lastFrameAt === null ? null : sorted.length,
    openByKind: countByKind(sorted),
    counts: link.lastFrameAt === null ? unknownCounts : countBySeverity(sorted),
    kinds: kindViews(state, root, own),
    zones: state.territory.map((zone) => {
      const live = state.zones.get(zone.id);
      return { zone, health: live?.health ?? null, coverage: live?.coverage ?? null, values: live?.values ?? {}, worst: worstOf.get(zone.id) ?? null, devices: own.get(zone.id) ?? {} };
    }),
    indicators: [...state.indicators.values()],
    ages: state.ages,
    deviceCount: state.devices.size,
  };
}

const unknownCounts = Object.fromEntries(severities.map((s) => [s, { open: null, unacknowledged: 0 }])) as Record<Severity, SeverityCount>;

export function countBySeverity(alerts: readonly WireAlert[]): Record<Severity, { open: number; unacknowledged: number }> {
  const counts = Object.fromEntries(severities.map((s) => [s, { open: 0, unacknowledged: 0 }])) as Record<Severity, { open: number; unacknowledged: number }>;
  for (const alert of alerts) {
    if (!isAside(alert)) {
      counts[alert.severity].open++;
      counts[alert.severity].unacknowledged += Number(isUnacknowledged(alert));
    }
  }

  return counts;
}

function countByKind(alerts: readonly WireAlert[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const alert of alerts) {
    const kind = concerns(alert, noKinds) ? '' : alert.kind!;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }

  return counts;
}

interface Tally {
  devices: number;
  health: Record<Health, number>;
  newest: number | null;
}

function emptyTally(): Tally {
  return { devices: 0, health: { ok: 0, stale: 0, offline: 0, suspect: 0, 'out-of-service': 0 }, newest: null };
}

function addTo(tally: Tally, device: HealthView): void {
  tally.devices += device.devices;
  for (const health of Object.keys(device.health) as Health[]) {
    tally.health[health] += device.health[health];
  }

  tally.newest = device.newest !== null && (tally.newest === null || device.newest > tally.newest) ? device.newest : tally.newest;
}

export function sumOf(parts: readonly HealthView[]): HealthView {
  const tally = emptyTally();
  parts.forEach((part) => addTo(tally, part));
  return tally;
}

function healthByZone(state: LiveState): Map<string, Record<string, Tally>> {
  const zones = new Map<string, Record<string, Tally>>();
  for (const device of state.devices.values()) {
    let kinds = zones.get(device.zone);
    if (!kinds) {
      zones.set(device.zone, (kinds = {}));
    }

    const tally = (kinds[device.kind] ??= emptyTally());
    tally.devices++;
    tally.health[device.health]++;
    tally.newest = device.ts !== null && (tally.newest === null || device.ts > tally.newest) ? device.ts : tally.newest;
  }

  return zones;
}

function kindViews(state: LiveState, root: ZoneAnswer | null, zones: ReadonlyMap<string, Record<string, Tally>>): KindView[] {
  return state.kinds.map((kind) => ({
    kind,
    values: figuresOf(kind.id, state, root),
    ...sumOf([...zones.values()].flatMap((kinds) => kinds[kind.id] ?? [])),
  }));
}

/** A kind's figures for the whole territory, by metric (`camera.vehicles` becomes `vehicles`). */
function figuresOf(kind: string, state: LiveState, root: ZoneAnswer | null): Record<string, ZoneValue> {
  const prefix = `${kind}.`;
  const result: Record<string, ZoneValue> = {};
  for (const [key, value] of Object.entries((root && state.zones.get(root.id)?.values) ?? {})) {
    if (key.startsWith(prefix)) {
      result[key.slice(prefix.length)] = value;
    }
  }

  return result;
}

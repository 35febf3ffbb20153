import { byUrgency, isAside, isUnacknowledged, severities } from './severity';
import type { LiveState } from './state';
import type { Health, KindAnswer, LocalizedText, Severity, WireAlert, ZoneAnswer, ZoneValue, CityAnswer } from './wire';

export interface AlertView {
  readonly alert: WireAlert;
  readonly zoneName: LocalizedText | null;
  readonly deviceName: LocalizedText | null;
  readonly metricName: LocalizedText | null;
  readonly unit: string;
  readonly decimals: number;
}

export interface SeverityCount {
  readonly open: number;
  readonly unacknowledged: number;
}

export interface KindView {
  readonly kind: KindAnswer;
  readonly devices: number;
  readonly health: Readonly<Record<Health, number>>;
  /** Newest event time of any of its devices, or null while none has spoken. */
  readonly newest: number | null;
  /** The root zone's figures, by metric. */
  readonly values: Readonly<Record<string, ZoneValue>>;
}

export interface ZoneView {
  readonly zone: ZoneAnswer;
  readonly health: Health | null;
  readonly coverage: number | null;
  readonly values: Readonly<Record<string, ZoneValue>>;
  readonly worst: Severity | null;
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
  readonly openCount: number;
  readonly counts: Readonly<Record<Severity, SeverityCount>>;
  readonly kinds: readonly KindView[];
  readonly zones: readonly ZoneView[];
  readonly ages: Readonly<Record<string, number | null>>;
  readonly deviceCount: number;
}

/** No list on any page is longer; what lies beyond is counted. */
const mostAlerts = 300;

export function buildView(state: LiveState, link: LinkView, cityNow: number): LiveView {
  const names = new Map(state.territory.map((zone) => [zone.id, zone.name]));
  const kinds = new Map(state.kinds.map((kind) => [kind.id, kind]));
  const sorted = [...state.alerts.values()].sort(byUrgency);
  const root = state.territory.find((zone) => zone.parent === null) ?? null;
  const worstOf = state.worstByZone();
  return {
    link,
    cityNow,
    city: state.city,
    root,
    alerts: sorted.slice(0, mostAlerts).map((alert) => {
      const metric = kinds.get(alert.kind ?? '')?.metrics.find((m) => m.id === alert.metric);
      return {
        alert,
        zoneName: names.get(alert.zone) ?? null,
        deviceName: alert.device ? (state.devices.get(alert.device)?.name ?? null) : null,
        metricName: metric?.name ?? null,
        unit: metric?.unit ?? '',
        decimals: metric?.decimals ?? 1,
      };
    }),
    openCount: sorted.length,
    counts: countBySeverity(sorted),
    kinds: kindViews(state, root),
    zones: state.territory.map((zone) => {
      const live = state.zones.get(zone.id);
      return { zone, health: live?.health ?? null, coverage: live?.coverage ?? null, values: live?.values ?? {}, worst: worstOf.get(zone.id) ?? null };
    }),
    ages: state.ages,
    deviceCount: state.devices.size,
  };
}

export function countBySeverity(alerts: readonly WireAlert[]): Record<Severity, SeverityCount> {
  const counts = Object.fromEntries(severities.map((s) => [s, { open: 0, unacknowledged: 0 }])) as Record<Severity, { open: number; unacknowledged: number }>;
  for (const alert of alerts) {
    if (!isAside(alert)) {
      counts[alert.severity].open++;
      counts[alert.severity].unacknowledged += Number(isUnacknowledged(alert));
    }
  }

  return counts;
}

function kindViews(state: LiveState, root: ZoneAnswer | null): KindView[] {
  const views = new Map(
    state.kinds.map((kind) => [
      kind.id,
      { kind, devices: 0, health: { ok: 0, stale: 0, offline: 0, suspect: 0, 'out-of-service': 0 }, newest: null as number | null, values: figuresOf(kind.id, state, root) },
    ]),
  );
  for (const device of state.devices.values()) {
    const view = views.get(device.kind);
    if (view) {
      view.devices++;
      view.health[device.health]++;
      view.newest = device.ts !== null && (view.newest === null || device.ts > view.newest) ? device.ts : view.newest;
    }
  }

  return [...views.values()];
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

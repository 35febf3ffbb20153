import { byUrgency, concerns, isAside, worst } from './severity';
import type { CityAnswer, DeviceSnapshot, Frame, GeoPoint, Health, KindAnswer, LocalizedText, Severity, TerritoryAnswer, WireAlert, WireIndicator, ZoneAnswer, ZoneValue } from './wire';

export interface DeviceState {
  readonly id: string;
  zone: string;
  kind: string;
  name: LocalizedText | null;
  location: GeoPoint | null;
  /** It says itself where it is; the registry's place is only where it was put. */
  moves: boolean;
  ts: number | null;
  health: Health;
  values: Record<string, number | null>;
}

export interface ZoneState {
  readonly id: string;
  health: Health | null;
  coverage: number | null;
  values: Record<string, ZoneValue>;
}

/** What a frame touched, so that only that is painted again. */
export interface Change {
  readonly alerts: boolean;
  readonly devices: boolean;
  readonly unknownDevices: boolean;
}

/** The city as the server last told it. The registry comes over REST, everything that moves over the hub. */
export class LiveState {
  city: CityAnswer | null = null;
  kinds: readonly KindAnswer[] = [];
  territory: readonly ZoneAnswer[] = [];
  /** How zones lie on the map, where the city has geometry. */
  boundaries: TerritoryAnswer = { features: [] };
  readonly devices = new Map<string, DeviceState>();
  readonly zones = new Map<string, ZoneState>();
  readonly alerts = new Map<string, WireAlert>();
  /** In the order of the city's file: a stream's first frame has all of them. */
  readonly indicators = new Map<string, WireIndicator>();
  /** Every alert ever shown by this page; tells a missed one from a known one after a reset. Bounded by {@link rememberSeen}. */
  readonly seen = new Set<string>();
  /** Grows with every device or zone whose health, kind or place changed: what a map of them depends on. */
  healthVersion = 0;
  /** Grows with every change of an alert. */
  alertVersion = 0;
  /** What is the same until the next change of an alert: in a flood, to sort and to add up is most of a frame's work. */
  private derived: { version: number; territory: readonly ZoneAnswer[]; urgent: readonly WireAlert[] | null; worst: Map<ReadonlySet<string> | null, Map<string, Severity>> } = { version: -1, territory: [], urgent: null, worst: new Map() };
  ages: Readonly<Record<string, number | null>> = {};
  cursor: string | null = null;
  epoch: string | null = null;
  sentAt = 0;
  /** The city's clock as the newest frame told it, or null where it is the host's. */
  now: number | null = null;

  apply(frame: Frame): Change {
    if (frame.reset) {
      this.reset();
    }

    let unknownDevices = false;
    for (const device of frame.devices ?? []) {
      const known = this.devices.get(device.id);
      this.healthVersion += Number(known?.health !== device.health || known.kind !== device.kind || device.loc !== undefined);
      if (known) {
        known.zone = device.zone;
        known.kind = device.kind;
        known.health = device.health;
        known.ts = device.ts ?? known.ts;
        known.location = device.loc ?? known.location;
        known.moves ||= device.loc !== undefined;
        Object.assign(known.values, device.values);
      } else {
        unknownDevices = true;
        this.devices.set(device.id, {
          id: device.id, zone: device.zone, kind: device.kind, name: null, location: device.loc ?? null, moves: device.loc !== undefined,
          ts: device.ts, health: device.health, values: { ...device.values },
        });
      }
    }

    for (const zone of frame.zones ?? []) {
      const known = this.zones.get(zone.id) ?? { id: zone.id, health: null, coverage: null, values: {} };
      const health = zone.health === undefined ? known.health : zone.health;
      this.healthVersion += Number(health !== known.health);
      known.health = health;
      known.coverage = zone.coverage === undefined ? known.coverage : zone.coverage;
      Object.assign(known.values, zone.values);
      this.zones.set(zone.id, known);
    }

    for (const alert of frame.alerts ?? []) {
      this.takeAlert(alert);
    }

    for (const indicator of frame.indicators ?? []) {
      this.indicators.set(indicator.id, indicator);
    }

    this.ages = frame.ages ?? this.ages;
    this.cursor = frame.cursor;
    this.epoch = frame.epoch;
    this.sentAt = frame.sentAt;
    this.now = frame.now ?? null;
    return {
      alerts: frame.reset || (frame.alerts?.length ?? 0) > 0,
      devices: frame.reset || (frame.devices?.length ?? 0) > 0,
      unknownDevices,
    };
  }

  /** The registry's names and places. What the hub has said of a device stands; one that it has not told of yet was never heard. */
  setRegistry({ zones, kinds, devices }: DeviceSnapshot): void {
    for (const [id, zone, kind, lat, lon, vi, en] of devices) {
      const name = vi === undefined ? { vi: id, en: id } : { vi, en: en ?? vi };
      const location = lat === null || lon === null ? null : { lat, lon };
      const known = this.devices.get(id);
      if (known) {
        known.name = name;
        known.location = known.moves ? known.location : location;
      } else {
        this.devices.set(id, { id, zone: zones[zone] ?? '', kind: kinds[kind] ?? '', name, location, moves: false, ts: null, health: 'offline', values: {} });
      }
    }
  }

  /** The worst open severity per zone, each alert counted in its zone and in all zones above it; of alerts of these kinds only, if given. */
  worstByZone(kinds: ReadonlySet<string> | null = null): ReadonlyMap<string, Severity> {
    const { worst } = this.current();
    let found = worst.get(kinds);
    if (!found) {
      worst.set(kinds, (found = this.addUp(kinds)));
    }

    return found;
  }

  /** The open alerts in the order of urgency. */
  get urgent(): readonly WireAlert[] {
    const current = this.current();
    return (current.urgent ??= [...this.alerts.values()].sort(byUrgency));
  }

  private current(): LiveState['derived'] {
    if (this.derived.version !== this.alertVersion || this.derived.territory !== this.territory) {
      this.derived = { version: this.alertVersion, territory: this.territory, urgent: null, worst: new Map() };
    }

    return this.derived;
  }

  private addUp(kinds: ReadonlySet<string> | null): Map<string, Severity> {
    const parents = new Map(this.territory.map((zone) => [zone.id, zone.parent]));
    const result = new Map<string, Severity>();
    for (const alert of this.alerts.values()) {
      if (isAside(alert) || !concerns(alert, kinds)) {
        continue;
      }

      // The bound keeps a territory with a circle in it, which the server refuses, from hanging the page.
      let zone: string | null | undefined = alert.zone;
      for (let depth = 0; zone && depth < 8; depth++) {
        result.set(zone, worst(result.get(zone) ?? null, alert.severity)!);
        zone = parents.get(zone);
      }
    }

    return result;
  }

  private takeAlert(alert: WireAlert): void {
    const known = this.alerts.get(alert.id);
    // A replayed change is older than what is shown; taking it would step back in time.
    if (known && known.revision > alert.revision) {
      return;
    }

    this.alertVersion++;
    this.rememberSeen(alert.id);
    if (alert.state === 'closed') {
      this.alerts.delete(alert.id);
    } else {
      this.alerts.set(alert.id, alert);
    }
  }

  private rememberSeen(id: string): void {
    this.seen.add(id);
    // 5,000 ids are weeks of a calm city and some 300 KiB; a Set gives its oldest first. A thousand at a time: a Set that loses one for each
    // that comes looks for its first among the gone ones.
    if (this.seen.size > 6000) {
      let excess = 1000;
      for (const oldest of this.seen) {
        this.seen.delete(oldest);
        if (--excess === 0) {
          break;
        }
      }
    }
  }

  private reset(): void {
    this.alertVersion++;
    this.alerts.clear();
    this.zones.clear();
    this.indicators.clear();
    for (const device of this.devices.values()) {
      device.values = {};
    }
  }
}

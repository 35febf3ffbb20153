/** What crosses the wire: the hub's frames (CONTRACT section 4) and the REST answers (section 6). Hub times are epoch milliseconds. */

import type { Packed } from './packed';

export type Severity = 'critical' | 'major' | 'minor' | 'info';
export type Health = 'ok' | 'stale' | 'offline' | 'suspect' | 'out-of-service';
export type AlertState = 'active' | 'acknowledged' | 'cleared' | 'closed' | 'shelved' | 'suppressed' | 'out-of-service';

export interface LocalizedText {
  readonly vi: string;
  readonly en: string;
}

export interface WireAlert {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly title: LocalizedText;
  readonly zone: string;
  readonly device: string | null;
  readonly kind: string | null;
  readonly metric: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly eventTime: number;
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly assignee: string | null;
  readonly shelvedUntil: number | null;
  readonly incident: string | null;
  readonly revision: number;
}

export interface WireDevice {
  readonly id: string;
  readonly zone: string;
  readonly kind: string;
  readonly ts: number | null;
  readonly health: Health;
  readonly values?: Readonly<Record<string, number | null>>;
  /** Where it says that it is. */
  readonly loc?: GeoPoint;
}

export interface ZoneValue {
  readonly mean: number | null;
  readonly count: number;
  /** The window's start. */
  readonly start?: number;
}

export type IndicatorStatus = 'good' | 'warning' | 'bad' | 'unknown';

/** A figure of a scorecard, docs/live-push.md; times are null until an office has put one. */
export interface WireIndicator {
  readonly id: string;
  readonly name: LocalizedText;
  readonly domain: string;
  readonly zone: string;
  readonly unit: string;
  readonly decimals: number;
  readonly direction: 'higher' | 'lower';
  readonly target: number;
  readonly warning: number;
  readonly periodSeconds: number;
  readonly source: string;
  readonly status: IndicatorStatus;
  readonly value: number | null;
  /** With the denominator what the value comes from; null where the office gives the value alone. */
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** What the value is about: the end of its period. */
  readonly ts: number | null;
  readonly staleAt: number | null;
}

export interface WireZone {
  readonly id: string;
  readonly health?: Health | null;
  readonly coverage?: number | null;
  readonly values?: Readonly<Record<string, ZoneValue>>;
  readonly alerts?: Partial<Record<Severity, number>>;
}

export interface Frame {
  readonly cursor: string;
  readonly epoch: string;
  readonly reset: boolean;
  readonly sentAt: number;
  /** The city's clock, where it is not the host's (a replay). */
  readonly now?: number | null;
  readonly devices?: readonly WireDevice[];
  /** The devices, where the request asked for this form. */
  readonly packed?: Packed | null;
  readonly zones?: readonly WireZone[];
  readonly alerts?: readonly WireAlert[];
  readonly indicators?: readonly WireIndicator[];
  /** In a reset frame after a lost connection: so many of the alerts are changes that were missed, now all here. */
  readonly replayed?: number;
  readonly ages?: Readonly<Record<string, number | null>>;
}

export interface LiveRequest {
  readonly zones: readonly string[] | null;
  readonly kinds: readonly string[] | null;
  readonly devices: readonly string[] | null;
  readonly maxHz: number;
  readonly cursor: string | null;
  readonly acks: boolean;
  readonly include: readonly ('devices' | 'zones' | 'alerts' | 'indicators')[];
  readonly format: 'json' | 'packed';
}

export interface CityAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly timeZone: string;
  readonly clock: 'host' | 'data';
  readonly now: string;
  /** When its operators' shifts begin: `06:00`. */
  readonly shifts: readonly string[];
}

export interface ZoneAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly level: 'province' | 'city' | 'ward';
  readonly parent: string | null;
  readonly center: GeoPoint;
}

export interface MetricAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly decimals: number;
  /** Of an index: after what it is worked out, and since when that is in effect. */
  readonly source?: { readonly name: LocalizedText; readonly since: string };
}

export interface KindAnswer {
  readonly id: string;
  readonly name: LocalizedText;
  readonly domain: string;
  readonly expectedIntervalSeconds: number;
  readonly metrics: readonly MetricAnswer[];
}

export interface GeoPoint {
  readonly lat: number;
  readonly lon: number;
}

export interface DeviceAnswer {
  readonly id: string;
  readonly zone: string;
  readonly kind: string;
  readonly name: LocalizedText;
  readonly location: GeoPoint | null;
  readonly owner: string | null;
  readonly health: Health;
  readonly lastSeen: string | null;
  readonly values?: Readonly<Record<string, number | null>>;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The city's own map, GeoJSON: positions are [longitude, latitude]; empty for a city without geometry. */
export interface TerritoryAnswer {
  readonly features: readonly {
    readonly id: string;
    readonly geometry: { readonly coordinates: readonly (readonly (readonly (readonly [number, number])[])[])[] };
  }[];
}

/** The whole registry, docs/rest.md; zone and kind are places in the lists. */
export interface DeviceSnapshot {
  readonly zones: readonly string[];
  readonly kinds: readonly string[];
  readonly devices: readonly (readonly [id: string, zone: number, kind: number, lat: number | null, lon: number | null, vi?: string, en?: string])[];
}

/** A screen that somebody sent to a wall. */
export interface WallOrder {
  readonly screen: string;
  readonly by: string;
  readonly at: string;
}

/** A wall as it last reported itself. */
export interface WallAnswer {
  readonly id: string;
  readonly state: 'live' | 'silent';
  readonly screen: string | null;
  readonly reportedAt: string;
  readonly frames: number;
  readonly ageSeconds: number | null;
  readonly width: number;
  readonly height: number;
  readonly address: string | null;
  readonly silencedBy: string | null;
  readonly sentScreen: string | null;
  readonly sentBy: string | null;
  readonly sentAt: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | null;
}

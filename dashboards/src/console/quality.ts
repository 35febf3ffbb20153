import type { Messages } from '../i18n/vi';

/** Đúng, đủ, sạch, sống: 0 to 1, null where there is nothing to judge. */
export interface Ratios {
  readonly valid: number | null;
  readonly complete: number | null;
  readonly clean: number | null;
  readonly live: number | null;
  readonly loss: number | null;
  readonly duplicate: number | null;
}

export interface DeviceQuality {
  readonly device: string;
  readonly health: 'ok' | 'stale' | 'offline' | 'suspect' | 'out-of-service';
  readonly reason: string;
  readonly suspicions: readonly string[];
  readonly healthSince: string | null;
  readonly firstHeard: string | null;
  readonly lastHeard: string | null;
  readonly lagSeconds: number;
  readonly expectedIntervalSeconds: number;
  readonly received: number;
  readonly expected: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly late: number;
  readonly rejected: number;
  readonly rejects: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly ratios: Ratios;
  readonly strip: { readonly from: string; readonly stepSeconds: number; readonly expected: number; readonly received: readonly (number | null)[] } | null;
}

const suspicions: Readonly<Record<string, keyof Messages>> = {
  frozen: 'suspicionFrozen',
  skewed: 'suspicionSkewed',
  flat: 'suspicionFlat',
  jumping: 'suspicionJumping',
  jump: 'suspicionJumping',
  'out-of-range': 'suspicionOutOfRange',
};

export function suspicionNames(found: readonly string[], m: Messages): string {
  return found.map((one) => (suspicions[one] ? (m[suspicions[one]] as string) : one)).join(', ');
}

const reasons: Readonly<Record<string, keyof Messages>> = {
  ...suspicions,
  'never-heard': 'reasonNeverHeard',
  'last-will': 'reasonLastWill',
  silent: 'reasonSilent',
  heard: 'reasonHeard',
  recovered: 'reasonRecovered',
};

export function reasonName(reason: string, m: Messages): string {
  return reasons[reason] ? (m[reasons[reason]] as string) : reason;
}

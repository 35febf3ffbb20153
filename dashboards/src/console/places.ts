import type { Messages } from '../i18n/vi';

/** The console's places. Each has an address of its own (`#check/cam-000017`), so that a page can be kept, sent and gone back to. */
export type PlaceName = 'alerts' | 'history' | 'check' | 'load' | 'handover' | 'report' | 'walls';

export interface Place {
  readonly name: PlaceName;
  /** What it is about: an alert, a device or a zone. */
  readonly subject: string | null;
}

export const places: Readonly<Record<PlaceName, keyof Messages>> = {
  alerts: 'placeAlerts',
  history: 'placeHistory',
  check: 'placeCheck',
  load: 'placeLoad',
  handover: 'placeHandover',
  report: 'placeReport',
  walls: 'placeWalls',
};

export function placeOf(hash: string): Place {
  const [name = '', subject = ''] = hash.replace(/^#/, '').split('/', 2);
  return Object.hasOwn(places, name) ? { name: name as PlaceName, subject: subject ? decodeURIComponent(subject) : null } : { name: 'alerts', subject: null };
}

export function hrefOf(name: PlaceName, subject: string | null = null): string {
  return subject === null ? `#${name}` : `#${name}/${encodeURIComponent(subject)}`;
}

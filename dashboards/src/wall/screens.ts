import type { Messages } from '../i18n/vi';
import { concerns } from '../live/severity';
import type { AlertView, KindView, LiveView } from '../live/view';

export type ScreenName = 'overview' | 'traffic' | 'flood' | 'security' | 'citizens' | 'system';

interface Screen {
  readonly title: keyof Messages;
  /** Domains that it shows; null for all. */
  readonly domains: readonly string[] | null;
}

export const screens: Readonly<Record<ScreenName, Screen>> = {
  overview: { title: 'screenOverview', domains: null },
  traffic: { title: 'screenTraffic', domains: ['traffic'] },
  flood: { title: 'screenFlood', domains: ['environment'] },
  security: { title: 'screenSecurity', domains: ['security'] },
  citizens: { title: 'screenCitizens', domains: ['health', 'education', 'tourism', 'public-services'] },
  system: { title: 'screenSystem', domains: null },
};

export function screenOf(search: string): ScreenName {
  const name = new URLSearchParams(search).get('screen') ?? '';
  return Object.hasOwn(screens, name) ? (name as ScreenName) : 'overview';
}

/** A city that has no kind in a screen's domains sees all of them rather than an empty wall. */
export function kindsOn(screen: ScreenName, kinds: readonly KindView[]): readonly KindView[] {
  const wanted = screens[screen].domains;
  const chosen = wanted ? kinds.filter((k) => wanted.includes(k.kind.domain)) : kinds;
  return chosen.length > 0 ? chosen : kinds;
}

/** The ids of the kinds that a screen is about, or null where it is about all. */
export function kindIdsOn(screen: ScreenName, kinds: readonly KindView[]): ReadonlySet<string> | null {
  return screens[screen].domains ? new Set(kindsOn(screen, kinds).map((k) => k.kind.id)) : null;
}

/** How many alerts concern a screen of these kinds; more than the view lists in a flood, and null while nobody knows. */
export function openOn(kinds: ReadonlySet<string> | null, view: LiveView): number | null {
  return kinds === null || view.openCount === null ? view.openCount : ['', ...kinds].reduce((sum, kind) => sum + (view.openByKind[kind] ?? 0), 0);
}

/** The alerts of a screen, numbered among themselves as its map numbers them. A critical alert stands on every screen. */
export function alertsOn(kinds: ReadonlySet<string> | null, alerts: readonly AlertView[]): readonly AlertView[] {
  return kinds === null ? alerts : alerts.filter(({ alert }) => concerns(alert, kinds)).map((entry, index) => ({ ...entry, rank: index + 1 }));
}

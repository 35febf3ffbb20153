import { sumOf, type HealthView, type KindView, type LiveView } from '../live/view';
import type { LocalizedText } from '../live/wire';
import type { ScreenName } from './screens';

export interface HealthRow extends HealthView {
  readonly name: LocalizedText;
}

/** Devices by kind; on the security screen its cameras by zone, because there the question is where the wall is blind. */
export function healthRows(screen: ScreenName, kinds: readonly KindView[], view: LiveView): readonly HealthRow[] {
  if (screen !== 'security') {
    return kinds.map((k) => ({ name: k.kind.name, devices: k.devices, health: k.health, newest: k.newest }));
  }

  return view.zones
    .map((z) => ({ name: z.zone.name, ...sumOf(kinds.flatMap((k) => z.devices[k.kind.id] ?? [])) }))
    .filter((row) => row.devices > 0);
}

/** Devices that are not well. */
export function illOf(view: HealthView): number {
  return view.health.stale + view.health.offline + view.health.suspect;
}

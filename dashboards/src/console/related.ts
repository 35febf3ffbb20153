import type { AlertView } from '../live/view';

/** As far apart as alerts of one cause usually are; the server groups by five minutes, a reader looks a little further. */
const nearMillis = 15 * 60_000;
const most = 8;

/** Other open alerts that may have to do with one: of its incident first, then of its device, then of its zone at about the same time. */
export function relatedTo(entry: AlertView, alerts: readonly AlertView[]): readonly AlertView[] {
  const { alert } = entry;
  const nearness = ({ alert: other }: AlertView): number =>
    other.id === alert.id
      ? 0
      : alert.incident !== null && other.incident === alert.incident
        ? 3
        : alert.device !== null && other.device === alert.device
          ? 2
          : other.zone === alert.zone && Math.abs(other.eventTime - alert.eventTime) <= nearMillis
            ? 1
            : 0;
  return alerts
    .filter((other) => nearness(other) > 0)
    .sort((a, b) => nearness(b) - nearness(a) || a.rank - b.rank)
    .slice(0, most);
}

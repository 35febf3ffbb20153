import type { AlertView } from '../live/view';

/** A line of the queue: an alert, or the one that stands for its incident. */
export interface Line {
  readonly entry: AlertView;
  /** Of its incident, how many more are open; 0 for an alert on its own and for a member below its leader. */
  readonly more: number;
  readonly member: boolean;
}

/**
 * The queue's lines in the order of the alerts, which is the order of urgency. Alerts of one incident stand under the first of them, folded
 * unless their incident is opened. A critical alert keeps a line of its own, whatever incident it belongs to.
 */
export function linesOf(alerts: readonly AlertView[], grouped: boolean, opened: ReadonlySet<string>): readonly Line[] {
  if (!grouped) {
    return alerts.map((entry) => ({ entry, more: 0, member: false }));
  }

  const members = new Map<string, AlertView[]>();
  for (const entry of alerts) {
    const incident = foldedInto(entry);
    if (incident !== null) {
      members.set(incident, [...(members.get(incident) ?? []), entry]);
    }
  }

  const lines: Line[] = [];
  for (const entry of alerts) {
    const incident = foldedInto(entry);
    const group = incident === null ? [entry] : members.get(incident)!;
    if (group[0] !== entry) {
      continue;
    }

    lines.push({ entry, more: group.length - 1, member: false });
    if (incident !== null && opened.has(incident)) {
      lines.push(...group.slice(1).map((member) => ({ entry: member, more: 0, member: true })));
    }
  }

  return lines;
}

function foldedInto({ alert }: AlertView): string | null {
  return alert.severity === 'critical' ? null : alert.incident;
}

import type { Severity, WireAlert } from './wire';

/** Worst first. */
export const severities: readonly Severity[] = ['critical', 'major', 'minor', 'info'];

const rank: Record<Severity, number> = { critical: 3, major: 2, minor: 1, info: 0 };

export function worst(a: Severity | null, b: Severity | null): Severity | null {
  if (!a || !b) {
    return a ?? b;
  }

  return rank[a] >= rank[b] ? a : b;
}

/** Nobody has taken it: present or returned to normal, and unacknowledged. */
export function isUnacknowledged(alert: WireAlert): boolean {
  return alert.state === 'active' || alert.state === 'cleared';
}

/** What an operator put aside, or a cause explains: kept in lists, left out of counts and of the map. */
export function isAside(alert: WireAlert): boolean {
  return alert.state === 'shelved' || alert.state === 'suppressed' || alert.state === 'out-of-service';
}

/** Whether an alert belongs on a screen of these kinds; a critical one does on every screen, and one of a whole zone concerns all kinds. */
export function concerns(alert: WireAlert, kinds: ReadonlySet<string> | null): boolean {
  return kinds === null || alert.severity === 'critical' || alert.kind === null || kinds.has(alert.kind);
}

/** Worst first; within a severity what nobody has acknowledged; then the newest. The id breaks ties so that rows never swap places. */
export function byUrgency(a: WireAlert, b: WireAlert): number {
  return (
    Number(isAside(a)) - Number(isAside(b)) ||
    rank[b.severity] - rank[a.severity] ||
    Number(isUnacknowledged(b)) - Number(isUnacknowledged(a)) ||
    b.raisedAt - a.raisedAt ||
    (a.id < b.id ? 1 : -1)
  );
}

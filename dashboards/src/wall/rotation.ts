import type { ScreenName } from './screens';

/**
 * Which screen a wall shows. A screen that an operator sent stays until it is taken back. With `rotate=SECONDS` the wall goes through the
 * others by itself; an unacknowledged critical alert brings the overview back and holds it until somebody has taken the alert.
 */
export class Rotation {
  private current: ScreenName;
  private since: number;
  private sent: ScreenName | null = null;

  /** @param everyMillis 0: no rotation, the first screen stays. */
  constructor(
    private readonly order: readonly ScreenName[],
    first: ScreenName,
    private readonly everyMillis: number,
    now: number,
  ) {
    this.current = first;
    this.since = now;
  }

  /** The screen that was last asked for. */
  get shown(): ScreenName {
    return this.sent ?? this.current;
  }

  /** A screen that this page does not know leaves the wall as it is. */
  send(screen: string | null): void {
    this.sent = this.order.find((name) => name === screen) ?? null;
  }

  screenAt(now: number, unacknowledgedCritical: number): ScreenName {
    if (this.everyMillis > 0 && unacknowledgedCritical > 0) {
      this.current = 'overview';
      this.since = now;
      return this.current;
    }

    if (this.everyMillis > 0 && now - this.since >= this.everyMillis) {
      this.current = this.order[(this.order.indexOf(this.current) + 1) % this.order.length]!;
      this.since = now;
    }

    return this.sent ?? this.current;
  }
}

/** Seconds from the address, at least 10, so that a screen can be read; 0 where there are none. */
export function rotationMillis(search: string): number {
  const seconds = Number(new URLSearchParams(search).get('rotate'));
  return Number.isFinite(seconds) && seconds >= 10 ? seconds * 1000 : 0;
}

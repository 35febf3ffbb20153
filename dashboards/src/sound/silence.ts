/** Somebody has put this screen's sound off for a while, and says why. */
export interface Silence {
  readonly by: string;
  readonly reason: string;
  /** This machine's epoch milliseconds. */
  readonly until: number;
}

/** `calm`: nothing to say. `blocked`: the browser lets no sound out, whatever happens. */
export type SoundState = 'calm' | 'sounding' | 'silenced' | 'blocked';

export const silenceMillis = 2 * 60_000;

/**
 * Whether a screen sounds. Only critical alerts that nobody has acknowledged do. A silence is for those that stood when it was asked for:
 * a new one is heard at once, because nobody in the room has heard of it yet.
 */
export class Silencer {
  private current: Silence | null = null;
  private covered: ReadonlySet<string> = new Set();

  silence(by: string, reason: string, critical: readonly string[], now: number): void {
    this.current = { by, reason, until: now + silenceMillis };
    this.covered = new Set(critical);
  }

  /** The silence that holds now, or null. */
  holding(critical: readonly string[], now: number): Silence | null {
    if (this.current !== null && (critical.length === 0 || now >= this.current.until || critical.some((id) => !this.covered.has(id)))) {
      this.current = null;
    }

    return this.current;
  }

  state(critical: readonly string[], allowed: boolean, now: number): SoundState {
    const silence = this.holding(critical, now);
    return !allowed ? 'blocked' : critical.length === 0 ? 'calm' : silence ? 'silenced' : 'sounding';
  }
}

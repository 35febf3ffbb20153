import { Reading } from './reading';

/** A reading that is made when the place is opened or shows something else, and again from time to time while somebody looks. */
export abstract class Rereading<T> extends Reading<T> {
  /** Milliseconds between two readings. */
  protected abstract readonly every: number;
  private timer: ReturnType<typeof setInterval> | null = null;
  private readFor: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => !document.hidden && this.read(), this.every);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer ?? undefined);
    this.readFor = null;
  }

  override willUpdate(): void {
    const wanted = this.context ? this.wanted() : null;
    if (wanted !== null && wanted !== this.readFor) {
      this.readFor = wanted;
      void this.read();
    }
  }

  /** What is to be read, as a text that is another for another answer; null while that is not known. */
  protected wanted(): string | null {
    return '';
  }
}

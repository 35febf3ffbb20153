/**
 * How long to wait before the next attempt: 0.25 s doubling to 3 s, each between half and the whole of it by chance, so that a
 * thousand walls do not come back in the same instant and one wall is live within 5 s of the server's return.
 */
export class RetryDelay {
  private attempt = 0;

  constructor(private readonly chance: () => number = Math.random) {}

  next(): number {
    const ceiling = Math.min(250 * 2 ** this.attempt, 3000);
    this.attempt++;
    return ceiling * (0.5 + this.chance() / 2);
  }

  reset(): void {
    this.attempt = 0;
  }
}

/** Alerts marked for an act on all of them; a second mark with Shift takes everything between. */
export class Marks {
  private readonly ids = new Set<string>();
  private last: string | null = null;

  get count(): number {
    return this.ids.size;
  }

  get all(): readonly string[] {
    return [...this.ids];
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  toggle(id: string, through: readonly string[] | null = null): void {
    const on = !this.ids.has(id);
    const [a, b] = [through?.indexOf(this.last ?? '') ?? -1, through?.indexOf(id) ?? -1];
    const range = through && a >= 0 && b >= 0 ? through.slice(Math.min(a, b), Math.max(a, b) + 1) : [id];
    for (const one of range) {
      if (on) {
        this.ids.add(one);
      } else {
        this.ids.delete(one);
      }
    }

    this.last = id;
  }

  set(ids: readonly string[]): void {
    this.ids.clear();
    ids.forEach((id) => this.ids.add(id));
    this.last = null;
  }

  /** What is no longer in the list can not be meant. */
  keep(present: ReadonlySet<string>): void {
    for (const id of this.ids) {
      if (!present.has(id)) {
        this.ids.delete(id);
      }
    }
  }
}

import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How many cells of a given size (in rem) fit into the host's box: a wall cuts no line in half and never scrolls. */
export class Capacity implements ReactiveController {
  columns = 1;
  rows = 1;
  /** Of the box, in rem. */
  height = 0;
  private observer: ResizeObserver | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly cell: { readonly width: number; readonly height: number },
  ) {
    host.addController(this);
  }

  get total(): number {
    return this.columns * this.rows;
  }

  hostConnected(): void {
    this.observer = new ResizeObserver(([entry]) => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const box = entry!.contentRect;
      const columns = Math.max(1, Math.floor(box.width / (this.cell.width * rem)));
      const rows = Math.max(1, Math.floor(box.height / (this.cell.height * rem) + 0.001));
      const height = box.height / rem;
      if (columns !== this.columns || rows !== this.rows || Math.abs(height - this.height) > 0.1) {
        this.height = height;
        this.columns = columns;
        this.rows = rows;
        this.host.requestUpdate();
      }
    });
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
  }
}

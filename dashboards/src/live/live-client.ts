import { readKey } from '../api/key';
import { useKey } from '../api/rest';
import { linkState, type LinkState } from './link-state';
import type { FontSource, FromWorker, PageReport, ToWorker } from './messages';
import type { LiveView } from './view';
import type { LiveRequest, WallOrder } from './wire';
import type { MapMove, MapOptions } from '../map/painter';

export type Painted = Promise<unknown>;

/**
 * A page's side of the worker. The page is told of each new view and says when it has painted it; only then is the frame
 * acknowledged to the server, which so never has more than four frames on the way to a page that cannot keep up.
 */
export class LiveClient {
  view: LiveView | null = null;
  /** Told in answer to each report: the screen that somebody sent to this wall, or null. */
  onOrder: (order: WallOrder | null) => void = () => undefined;
  private readonly worker = new Worker(new URL('./live.worker.ts', import.meta.url), { type: 'module' });
  private picked: ((alert: string | null) => void) | null = null;
  private last: LinkState = 'connecting';

  /** @param onView Renders the view and resolves when the page has taken it. */
  constructor(
    include: LiveRequest['include'],
    maxHz: number,
    private readonly onView: (view: LiveView) => Painted,
    mostAlerts = 300,
  ) {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'view') {
        void this.show(data.view, data.cursor);
      } else if (data.type === 'order') {
        this.onOrder(data.order);
      } else if (data.type === 'picked') {
        this.picked?.(data.alert);
      } else {
        reportError(new Error(data.reason));
      }
    };
    this.worker.onerror = (event) => reportError(new Error(event.message));
    const key = readKey();
    useKey(key);
    this.post({ type: 'start', origin: location.origin, key, request: { zones: null, kinds: null, devices: null, maxHz, acks: true, include, format: 'packed' }, mostAlerts });
    // The line is judged here and not in the worker, so that a worker that died is seen as well.
    setInterval(() => this.tick(), 100);
  }

  get state(): LinkState {
    return linkState(this.view?.link ?? null, Date.now());
  }

  attachMap(canvas: OffscreenCanvas, fonts: readonly FontSource[], options: MapOptions): void {
    this.worker.postMessage({ type: 'canvas', canvas, fonts } satisfies ToWorker, [canvas]);
    this.configureMap(options);
  }

  configureMap(options: MapOptions): void {
    this.post({ type: 'map', options });
  }

  report(report: PageReport): void {
    this.post({ type: 'report', report });
  }

  moveMap(move: MapMove): void {
    this.post({ type: 'move', move });
  }

  pick(x: number, y: number): Promise<string | null> {
    return new Promise((resolve) => {
      this.picked = resolve;
      this.post({ type: 'pick', x, y });
    });
  }

  private async show(view: LiveView, cursor: string | null): Promise<void> {
    this.view = view;
    await this.onView(view);
    if (cursor !== null) {
      await nextPaint();
      this.post({ type: 'painted', cursor });
    }
  }

  private tick(): void {
    const state = this.state;
    if (state !== this.last && this.view) {
      this.last = state;
      void this.onView(this.view);
    }
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }
}

/** Resolves in the frame that shows what was rendered before; a hidden page has none and is slowed to one a second. */
function nextPaint(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) {
      setTimeout(resolve, 1000);
    } else {
      const late = setTimeout(resolve, 1000);
      requestAnimationFrame(() => {
        clearTimeout(late);
        resolve();
      });
    }
  });
}

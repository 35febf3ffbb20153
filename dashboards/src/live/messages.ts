import type { MapMove, MapOptions } from '../map/painter';
import type { LiveView } from './view';
import type { LiveRequest, WallOrder } from './wire';

/** What a wall's page knows of itself; the worker adds what it has painted. */
export interface PageReport {
  readonly id: string;
  readonly screen: string;
  readonly width: number;
  readonly height: number;
  readonly silencedBy: string | null;
  readonly silenceReason: string | null;
}

/** From a page to its worker. */
export type ToWorker =
  | { readonly type: 'start'; readonly origin: string; readonly key: string | null; readonly request: Omit<LiveRequest, 'cursor'>; readonly mostAlerts: number }
  | { readonly type: 'canvas'; readonly canvas: OffscreenCanvas; readonly fonts: readonly FontSource[] }
  | { readonly type: 'map'; readonly options: MapOptions }
  | { readonly type: 'move'; readonly move: MapMove }
  | { readonly type: 'report'; readonly report: PageReport }
  | { readonly type: 'painted'; readonly cursor: string }
  | { readonly type: 'pick'; readonly x: number; readonly y: number };

/** From the worker to its page. */
export type FromWorker =
  | { readonly type: 'view'; readonly view: LiveView; readonly cursor: string | null }
  | { readonly type: 'order'; readonly order: WallOrder | null }
  | { readonly type: 'picked'; readonly alert: string | null }
  | { readonly type: 'broken'; readonly reason: string };

/** A worker does not see the page's @font-face rules; it loads the files itself. */
export interface FontSource {
  readonly weight: string;
  readonly range: string;
  readonly url: string;
}

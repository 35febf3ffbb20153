import { html, type TemplateResult } from 'lit';
import vietnamese400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2?url';
import latin400 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2?url';
import vietnamese600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2?url';
import latin600 from '@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2?url';
import type { Language } from '../i18n/language';
import type { LiveClient } from '../live/live-client';
import type { FontSource } from '../live/messages';
import { LightElement } from '../look/light-element';
import type { ThemeName } from '../look/theme';

const vietnamese = 'U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+0300-0301, U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB';
const latin = 'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215';

const fonts: readonly FontSource[] = [
  { weight: '400', range: vietnamese, url: new URL(vietnamese400, location.href).href },
  { weight: '400', range: latin, url: new URL(latin400, location.href).href },
  { weight: '600', range: vietnamese, url: new URL(vietnamese600, location.href).href },
  { weight: '600', range: latin, url: new URL(latin600, location.href).href },
];

/** The map: an empty canvas handed to the worker, which draws it. A click asks the worker what lies there. */
export class MapElement extends LightElement {
  static override properties = { label: {}, selected: {}, language: {}, theme: {}, movable: { type: Boolean }, kinds: { attribute: false } };
  declare label: string;
  declare selected: string | null;
  declare language: Language;
  declare theme: ThemeName;
  /** Whether the reader may look closer; a wall shows the whole city. */
  declare movable: boolean;
  /** Kinds of devices whose alerts and exceptions are drawn, joined by commas; null for all. */
  declare kinds: string | null;
  client: LiveClient | null = null;
  private attached = false;
  private dragged: { x: number; y: number; far: boolean } | null = null;

  constructor() {
    super();
    this.label = '';
    this.selected = null;
    this.language = 'vi';
    this.theme = 'dark';
    this.movable = false;
    this.kinds = null;
  }

  override render(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.label} @click=${this.pick} @pointerdown=${this.take} @pointermove=${this.drag} @dblclick=${(e: MouseEvent) => this.zoom(e, 2)}></canvas>`;
  }

  override firstUpdated(): void {
    new ResizeObserver(() => this.configure()).observe(this);
    // Lit would listen passively, and the page would scroll along.
    this.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  override updated(changed: Map<string, unknown>): void {
    if ((changed.has('selected') || changed.has('kinds')) && this.attached) {
      this.configure();
    }
  }

  private configure(): void {
    const box = this.getBoundingClientRect();
    if (!this.client || box.width < 1 || box.height < 1) {
      return;
    }

    const options = {
      width: box.width, height: box.height, ratio: devicePixelRatio, text: parseFloat(getComputedStyle(document.documentElement).fontSize),
      theme: this.theme, language: this.language, selected: this.selected, kinds: this.kinds?.split(',') ?? null, focus: new URLSearchParams(location.search).get('zone'),
    };
    if (this.attached) {
      this.client.configureMap(options);
    } else {
      this.attached = true;
      this.client.attachMap(this.querySelector('canvas')!.transferControlToOffscreen(), fonts, options);
    }
  }

  /** Nearer (above 1) or farther around the middle, or aside by pixels: what buttons and keys ask for. */
  move(zoom: number, dx = 0, dy = 0): void {
    this.client?.moveMap({ x: this.clientWidth / 2, y: this.clientHeight / 2, zoom, dx, dy });
  }

  private wheel(event: WheelEvent): void {
    if (this.movable) {
      event.preventDefault();
      // Lines and pages of a wheel in about as many pixels as a browser scrolls for them.
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 33);
      this.zoom(event, Math.exp(-Math.max(-300, Math.min(300, pixels)) / 400));
    }
  }

  private zoom(event: MouseEvent, zoom: number): void {
    if (this.movable) {
      const box = this.getBoundingClientRect();
      this.client?.moveMap({ x: event.clientX - box.left, y: event.clientY - box.top, zoom, dx: 0, dy: 0 });
    }
  }

  private take(event: PointerEvent): void {
    this.dragged = { x: event.clientX, y: event.clientY, far: false };
    if (this.movable) {
      (event.target as HTMLElement).setPointerCapture(event.pointerId);
    }
  }

  private drag(event: PointerEvent): void {
    if (!this.movable || !this.dragged || event.buttons === 0) {
      return;
    }

    const [dx, dy] = [event.clientX - this.dragged.x, event.clientY - this.dragged.y];
    // A hand that clicks trembles by a few pixels.
    if (this.dragged.far || Math.hypot(dx, dy) > 4) {
      this.dragged = { x: event.clientX, y: event.clientY, far: true };
      this.client?.moveMap({ x: 0, y: 0, zoom: 1, dx, dy });
    }
  }

  private async pick(event: MouseEvent): Promise<void> {
    if (this.dragged?.far) {
      return;
    }

    const box = this.getBoundingClientRect();
    const alert = await this.client?.pick(event.clientX - box.left, event.clientY - box.top);
    if (alert) {
      this.dispatchEvent(new CustomEvent<string>('pick', { detail: alert }));
    }
  }
}

customElements.define('ioc-map', MapElement);

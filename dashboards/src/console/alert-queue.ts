import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { say } from '../i18n/language';
import { severityName, stateName } from '../i18n/names';
import { placeOf, valueOf } from '../live/alert-texts';
import type { Context } from '../live/context';
import { isUnacknowledged } from '../live/severity';
import { LightElement } from '../look/light-element';
import { shape } from '../look/shapes';
import type { Line } from './lines';
import { listWindow, scrollTo } from './list-window';
import type { Marks } from './marks';

/** Height of a row in rem; console.css gives it the same. */
const rowRem = 5;

export type QueueEvent =
  | { readonly type: 'choose'; readonly id: string }
  | { readonly type: 'mark'; readonly id: string; readonly range: boolean }
  | { readonly type: 'open'; readonly incident: string };

/** The queue of open alerts. Only the rows in sight are in the page, so that a flood of thousands costs what a calm day costs. */
export class AlertQueue extends LightElement {
  static override properties = { context: { attribute: false }, lines: { attribute: false }, selected: {}, opened: { attribute: false } };
  declare context: Context | null;
  declare lines: readonly Line[];
  declare selected: string | null;
  declare opened: ReadonlySet<string>;
  marks: Marks | null = null;
  private observer: ResizeObserver | null = null;

  constructor() {
    super();
    this.context = null;
    this.lines = [];
    this.selected = null;
    this.opened = new Set();
    this.addEventListener('scroll', () => this.requestUpdate(), { passive: true });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => this.requestUpdate());
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    const pixels = this.rowPixels;
    const { from, to } = listWindow(this.lines.length, pixels, this.scrollTop, this.clientHeight);
    // Heights by attribute: the content security policy allows no inline style.
    return html`
      <svg class="pad" width="1" height=${from * pixels} aria-hidden="true"></svg>
      <ol class="queue rows">
        ${repeat(this.lines.slice(from, to), (line) => line.entry.alert.id, (line, index) => this.row(line, from + index, c))}
      </ol>
      <svg class="pad" width="1" height=${(this.lines.length - to) * pixels} aria-hidden="true"></svg>
    `;
  }

  /** Brings a row into sight. */
  reveal(id: string): void {
    const index = this.lines.findIndex((line) => line.entry.alert.id === id);
    if (index >= 0) {
      this.scrollTop = scrollTo(index, this.rowPixels, this.scrollTop, this.clientHeight);
      this.requestUpdate();
    }
  }

  private get rowPixels(): number {
    return rowRem * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  private row({ entry, more, member }: Line, index: number, c: Context): TemplateResult {
    const { alert } = entry;
    const open = alert.incident !== null && this.opened.has(alert.incident);
    const title = say(alert.title, c.language);
    return html`
      <li class=${member ? 'member' : ''} aria-setsize=${this.lines.length} aria-posinset=${index + 1}>
        <label class="mark"><input type="checkbox" .checked=${this.marks?.has(alert.id) ?? false} @click=${(e: MouseEvent) => this.tell({ type: 'mark', id: alert.id, range: e.shiftKey })}><span class="visually-hidden">${c.m.mark} ${title}</span></label>
        <button type="button" data-alert=${alert.id} data-state=${alert.state} aria-pressed=${alert.id === this.selected} @click=${() => this.tell({ type: 'choose', id: alert.id })}>
          <span class="chip ${isUnacknowledged(alert) ? '' : 'quiet'}" data-severity=${alert.severity}>${shape(alert.severity)}<span class="visually-hidden">${severityName(alert.severity, c.m)}</span></span>
          <span class="what">
            <b>${title}</b>
            <span>${placeOf(entry, c)}</span>
            <span>${valueOf(entry, c) ? html`<span class="value">${valueOf(entry, c)}</span> · ` : nothing}${c.f.age(c.now - alert.eventTime)}${alert.state === 'active' ? nothing : html` · ${stateName(alert.state, c.m)}`}</span>
          </span>
        </button>
        ${more > 0 ? html`<button type="button" class="fold" aria-expanded=${open} @click=${() => this.tell({ type: 'open', incident: alert.incident! })}>${open ? c.m.foldIncident : html`<span aria-hidden="true">+${c.f.count(more)}</span><span class="visually-hidden">${c.m.moreOfIncident(c.f.count(more))}</span>`}</button>` : nothing}
      </li>
    `;
  }

  private tell(event: QueueEvent): void {
    this.dispatchEvent(new CustomEvent<QueueEvent>('queue', { detail: event }));
  }
}

customElements.define('ioc-queue', AlertQueue);

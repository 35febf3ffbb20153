import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../i18n/language';
import type { Messages } from '../i18n/vi';
import type { Context } from '../live/context';
import type { KindView } from '../live/view';
import type { Health } from '../live/wire';
import { Capacity } from '../look/capacity';
import { LightElement } from '../look/light-element';

const columns: readonly (readonly [Health, keyof Messages])[] = [
  ['ok', 'healthOk'],
  ['stale', 'columnStale'],
  ['offline', 'columnOffline'],
  ['suspect', 'columnSuspect'],
];

/** Devices that are not well, of all kinds' health states that say so. */
export function illOf(view: KindView): number {
  return view.health.stale + view.health.offline + view.health.suspect;
}

/** Devices by kind and health. Zeros are left blank, so that what is there stands out; where not all kinds fit, the ill ones come first. */
export class HealthTable extends LightElement {
  static override properties = { context: { attribute: false }, kinds: { attribute: false } };
  declare context: Context | null;
  declare kinds: readonly KindView[];
  private readonly capacity = new Capacity(this, { width: 1000, height: 1.3 });

  constructor() {
    super();
    this.context = null;
    this.kinds = [];
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    // One row is the head's; one more counts the rest.
    const room = Math.max(1, this.capacity.rows - 1);
    const all = this.kinds.length <= room;
    const shown = all ? this.kinds : [...this.kinds].sort((a, b) => illOf(b) - illOf(a)).slice(0, Math.max(1, room - 1));
    const rest = this.kinds.filter((kind) => !shown.includes(kind));
    return html`
      <table class="health">
        <thead>
          <tr><th scope="col">${c.m.kind}</th>${columns.map(([health, key]) => html`<th scope="col" data-health=${health}>${c.m[key] as string}</th>`)}<th scope="col">${c.m.columnAge}</th></tr>
        </thead>
        <tbody>${shown.map((kind) => this.row(kind, c))}</tbody>
      </table>
      ${rest.length === 0 ? nothing : html`<p class="rest">${(rest.some((k) => illOf(k) > 0) ? c.m.moreKindsWith : c.m.moreKinds)(c.f.count(rest.length))}</p>`}
    `;
  }

  private row(view: KindView, c: Context): TemplateResult {
    return html`
      <tr>
        <th scope="row">${say(view.kind.name, c.language)}</th>
        ${columns.map(([health]) => html`<td data-health=${health} class=${health !== 'ok' && view.health[health] > 0 ? 'some' : ''}>${view.health[health] > 0 ? c.f.count(view.health[health]) : nothing}</td>`)}
        <td>${view.newest === null ? c.m.notMeasured : c.f.stopwatch(c.now - view.newest)}</td>
      </tr>
    `;
  }
}

customElements.define('ioc-health-table', HealthTable);

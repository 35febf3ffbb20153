import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../i18n/language';
import type { Messages } from '../i18n/vi';
import type { Context } from '../live/context';
import type { Health } from '../live/wire';
import { Capacity } from '../look/capacity';
import { LightElement } from '../look/light-element';
import { illOf, type HealthRow } from './health-rows';

const columns: readonly (readonly [Health, keyof Messages])[] = [
  ['ok', 'healthOk'],
  ['stale', 'columnStale'],
  ['offline', 'columnOffline'],
  ['suspect', 'columnSuspect'],
];

/** Devices by health, a row for each kind or zone. Zeros are left blank, so that what is there stands out; where not all rows fit, the ill ones come first. */
export class HealthTable extends LightElement {
  static override properties = { context: { attribute: false }, rows: { attribute: false }, heading: {} };
  declare context: Context | null;
  declare rows: readonly HealthRow[];
  declare heading: string;
  private readonly capacity = new Capacity(this, { width: 1000, height: 1.3 });

  constructor() {
    super();
    this.context = null;
    this.rows = [];
    this.heading = '';
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    // One row is the head's; one more counts the rest.
    const room = Math.max(1, this.capacity.rows - 1);
    const all = this.rows.length <= room;
    const shown = all ? this.rows : [...this.rows].sort((a, b) => illOf(b) - illOf(a)).slice(0, Math.max(1, room - 1));
    const rest = this.rows.filter((row) => !shown.includes(row));
    return html`
      <table class="health">
        <thead>
          <tr><th scope="col">${this.heading}</th>${columns.map(([health, key]) => html`<th scope="col" data-health=${health}>${c.m[key] as string}</th>`)}<th scope="col">${c.m.columnAge}</th></tr>
        </thead>
        <tbody>${shown.map((row) => this.row(row, c))}</tbody>
      </table>
      ${rest.length === 0 ? nothing : html`<p class="rest">${(rest.some((row) => illOf(row) > 0) ? c.m.moreRowsIll : c.m.moreRows)(c.f.count(rest.length))}</p>`}
    `;
  }

  private row(view: HealthRow, c: Context): TemplateResult {
    return html`
      <tr>
        <th scope="row">${say(view.name, c.language)}</th>
        ${columns.map(([health]) => html`<td data-health=${health} class=${health !== 'ok' && view.health[health] > 0 ? 'some' : ''}>${view.health[health] > 0 ? c.f.count(view.health[health]) : nothing}</td>`)}
        <td>${view.newest === null ? c.m.notMeasured : c.f.stopwatch(c.now - view.newest)}</td>
      </tr>
    `;
  }
}

customElements.define('ioc-health-table', HealthTable);

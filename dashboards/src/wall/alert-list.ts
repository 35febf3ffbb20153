import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { linesOf, type Line } from '../console/lines';
import { severityName, stateName } from '../i18n/names';
import { say } from '../i18n/language';
import { deviceOf, limitOf, measuredOf, zoneOf } from '../live/alert-texts';
import type { Context } from '../live/context';
import { isAside, isUnacknowledged } from '../live/severity';
import type { AlertView } from '../live/view';
import { Capacity } from '../look/capacity';
import { LightElement } from '../look/light-element';
import { shape } from '../look/shapes';
import { numbered } from '../map/scene';

/** Heights of a row and of the line that counts the rest, in rem; wall.css gives them the same. */
const row = 4.7;
const restLine = 1.8;

/**
 * The open alerts, worst first, as many as fit; the rest are counted in one line. Those of one incident are one line with their number; a
 * critical one keeps a line of its own. The first eight alerts carry the map's numbers.
 */
export class AlertList extends LightElement {
  static override properties = { context: { attribute: false }, alerts: { attribute: false }, open: { attribute: false } };
  declare context: Context | null;
  /** The most urgent of the open ones. */
  declare alerts: readonly AlertView[];
  declare open: number;
  private readonly capacity = new Capacity(this, { width: 1000, height: row });

  constructor() {
    super();
    this.context = null;
    this.alerts = [];
    this.open = 0;
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    if (this.alerts.length === 0) {
      return html`<p class="calm">${c.view.link.lastFrameAt === null ? c.m.noDataYet : c.m.noAlerts}</p>`;
    }

    const lines = linesOf(this.alerts, true, new Set());
    const fits = lines.length <= this.capacity.rows && this.open <= this.alerts.length;
    const shown = fits ? lines : lines.slice(0, Math.max(1, Math.floor((this.capacity.height - restLine) / row)));
    const rest = this.open - shown.reduce((sum, line) => sum + 1 + line.more, 0);
    return html`
      <ol>
        ${repeat(shown, (line) => line.entry.alert.id, (line) => this.row(line, c))}
      </ol>
      ${rest > 0 ? html`<p class="rest">${c.m.moreAlerts(c.f.count(rest))}</p>` : nothing}
    `;
  }

  private row({ entry, more }: Line, c: Context): TemplateResult {
    const { alert } = entry;
    const open = isUnacknowledged(alert);
    return html`
      <li data-alert=${alert.id} data-severity=${alert.severity} data-state=${alert.state}>
        <span class="chip ${open ? 'flash' : 'quiet'}" data-severity=${alert.severity}>
          ${shape(alert.severity)}${entry.rank <= numbered && !isAside(alert) ? entry.rank : nothing}
          <span class="visually-hidden">${severityName(alert.severity, c.m)}</span>
        </span>
        <div class="what">
          <h3><span>${say(alert.title, c.language)}</span>${alert.state === 'active' ? nothing : html`<span class="state">${alert.state === 'cleared' ? c.m.stateClearedShort : stateName(alert.state, c.m)}</span>`}${more > 0 ? html`<span class="state more">${c.m.moreOfIncident(c.f.count(more))}</span>` : nothing}</h3>
          <p class="where"><span>${deviceOf(entry, c)}</span><span>${zoneOf(entry, c)}</span></p>
          <p class="when"><b><span>${measuredOf(entry, c)}</span><span>${limitOf(entry, c)}</span></b>
            <span>${c.f.moment(alert.eventTime, c.now)} · ${c.f.age(c.now - alert.eventTime)}</span></p>
        </div>
      </li>
    `;
  }
}

customElements.define('ioc-alert-list', AlertList);

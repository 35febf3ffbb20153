import { html, nothing, type TemplateResult } from 'lit';
import { get, getAll } from '../api/rest';
import { say } from '../i18n/language';
import { severityName, stateName } from '../i18n/names';
import type { Context } from '../live/context';
import type { AlertState, LocalizedText, Severity } from '../live/wire';
import { shape } from '../look/shapes';
import { severities } from '../live/severity';
import { operatorName } from './operator';
import { Reading } from './reading';

/** An alert as the REST interface tells it: times are RFC 3339. */
interface AlertAnswer {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly title: LocalizedText;
  readonly zone: string;
  readonly device: string | null;
  readonly raisedAt: string;
  readonly acknowledgedBy: string | null;
  readonly assignee: string | null;
}

interface TimelineEntry {
  readonly at: string;
  readonly action: string;
  readonly by: string;
  readonly note: string | null;
}

interface Shift {
  readonly from: number;
  readonly to: number;
}

interface Handover {
  readonly shift: Shift;
  readonly open: readonly AlertAnswer[];
  readonly raised: readonly AlertAnswer[];
  /** The operators' words on what is still open, by alert. */
  readonly notes: ReadonlyMap<string, readonly TimelineEntry[]>;
}

/** Words are read for so many open alerts; a shift with more is in flood, and its list is long enough. */
const mostNotes = 40;

/** Who comes on duty reads here what is open, what was done about it and what happened in the shift; made to be printed and signed. */
export class HandoverView extends Reading<Handover> {
  private asked = false;

  override willUpdate(): void {
    if (this.context?.view.root && !this.asked) {
      this.asked = true;
      void this.read();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asked = false;
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    const { m, f } = c;
    const answer = this.answer;
    return html`
      <section class="panel wide handover" aria-label=${m.placeHandover} tabindex="0">
        <h2>${m.placeHandover} · ${say(c.view.city?.name, c.language)}</h2>
        <div class="no-print">${this.state(c)} <button type="button" ?disabled=${!answer} @click=${() => print()}>${m.print}</button></div>
        ${answer ? html`
          <p>${m.handoverLead(`${f.date(answer.shift.from)} ${f.minute(answer.shift.from)}`, `${f.date(answer.shift.to)} ${f.minute(answer.shift.to)}`)}</p>
          <p>${m.handoverRaised}: <b>${f.count(answer.raised.length)}</b> (${severities.map((s) => `${severityName(s, m)} ${f.count(answer.raised.filter((a) => a.severity === s).length)}`).join(' · ')})
            · ${m.handoverClosed}: <b>${f.count(answer.raised.filter((a) => a.state === 'closed').length)}</b></p>
          <h3>${m.handoverOpen}: ${f.count(answer.open.length)}</h3>
          ${this.table(answer.open, answer.notes, c)}
          <h3>${m.handoverClosed}</h3>
          ${this.table(answer.raised.filter((a) => a.state === 'closed'), new Map(), c)}
          <label class="notes">${m.handoverNotes}<textarea rows="4"></textarea></label>
          <div class="signatures">
            <p>${m.handoverGiver}: ${operatorName()}<span>${m.handoverSigned}</span></p>
            <p>${m.handoverTaker}:<span>${m.handoverSigned}</span></p>
          </div>` : nothing}
      </section>
    `;
  }

  protected override async fetch(c: Context): Promise<Handover> {
    const shift = await currentShift(c.now);
    const [open, raised] = await Promise.all([
      getAll<AlertAnswer>('/api/v1/alerts?state=open&limit=1000'),
      getAll<AlertAnswer>(`/api/v1/alerts?from=${encodeURIComponent(new Date(shift.from).toISOString())}&limit=1000`),
    ]);
    const notes = new Map<string, readonly TimelineEntry[]>();
    await Promise.all(open.slice(0, mostNotes).map(async ({ id }) => {
      const { items } = await get<{ readonly items: readonly TimelineEntry[] }>(`/api/v1/alerts/${encodeURIComponent(id)}/timeline`);
      notes.set(id, items.filter((entry) => entry.note !== null && entry.by !== 'system'));
    }));
    const order = (a: AlertAnswer, b: AlertAnswer): number => severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.raisedAt < b.raisedAt ? 1 : -1);
    return { shift, open: open.sort(order), raised: raised.sort(order), notes };
  }

  private table(alerts: readonly AlertAnswer[], notes: Handover['notes'], c: Context): TemplateResult {
    const { m, f } = c;
    if (alerts.length === 0) {
      return html`<p class="hint">${m.noAlerts}</p>`;
    }

    return html`
      <table class="quality">
        <thead><tr><th scope="col">${m.alerts}</th><th scope="col">${m.place}</th><th scope="col">${m.raisedAt}</th><th scope="col">${m.state}</th><th scope="col">${m.assignee}</th><th scope="col">${m.note}</th></tr></thead>
        <tbody>${alerts.map((alert) => html`<tr>
          <th scope="row"><span class="chip quiet" data-severity=${alert.severity}>${shape(alert.severity)}${severityName(alert.severity, m)}</span> ${say(alert.title, c.language)}</th>
          <td>${[alert.device, say(c.view.zones.find((z) => z.zone.id === alert.zone)?.zone.name, c.language)].filter(Boolean).join(' · ')}</td>
          <td>${f.moment(Date.parse(alert.raisedAt), c.now)}</td>
          <td>${stateName(alert.state, m)}${alert.acknowledgedBy ? html` · ${alert.acknowledgedBy}` : nothing}</td>
          <td>${alert.assignee ?? ''}</td>
          <td>${notes.get(alert.id)?.map((entry) => html`<p>${f.moment(Date.parse(entry.at), c.now)} ${entry.by}: ${entry.note}</p>`)}</td>
        </tr>`)}</tbody>
      </table>
    `;
  }
}

interface ShiftAnswer {
  readonly areas: readonly { readonly shifts: readonly { readonly from: string; readonly to: string }[] }[];
}

/** The shift that runs, as the city's files set it; the last eight hours where there are none. */
async function currentShift(now: number): Promise<Shift> {
  const eightHours = 8 * 3_600_000;
  const answer = await get<ShiftAnswer>(`/api/v1/alerts/performance?from=${encodeURIComponent(new Date(now - 3 * eightHours).toISOString())}&to=${encodeURIComponent(new Date(now).toISOString())}`);
  const last = answer.areas[0]?.shifts.at(-1);
  return { from: last ? Date.parse(last.from) : now - eightHours, to: now };
}

customElements.define('ioc-handover', HandoverView);

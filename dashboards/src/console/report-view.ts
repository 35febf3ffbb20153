import { html, nothing, type TemplateResult } from 'lit';
import { get } from '../api/rest';
import { say } from '../i18n/language';
import type { Context } from '../live/context';
import { hrefOf } from './places';
import { meanOfAll, monthSpan, offsetOf, ratioNames, reportOf, type MonthRatios } from './report';
import { Reading } from './reading';

interface OwnedDevice {
  readonly id: string;
  readonly zone: string;
  readonly owner: string | null;
}

interface Report {
  readonly owner: string;
  readonly owners: readonly string[];
  readonly devices: readonly (OwnedDevice & { readonly ratios: MonthRatios })[];
  readonly cut: boolean;
}

interface Points {
  readonly points: readonly { readonly gap?: boolean; readonly value: number | null }[];
}

/** An owner with more has its worst in the report; each takes four readings of history. */
const mostDevices = 200;
/** Requests on their way at once: a report must not push the walls' own aside. */
const atOnce = 4;

/** What the owner of devices is told each month: the four ratios of each, made to be printed and signed. */
export class ReportView extends Reading<Report> {
  static override properties = { ...Reading.properties, done: { state: true }, of: { state: true } };
  declare done: number;
  declare of: number;
  private readFor: string | null = null;

  constructor() {
    super();
    this.done = 0;
    this.of = 0;
  }

  override willUpdate(): void {
    if (this.context?.view.root && this.readFor !== `${this.subject}`) {
      this.readFor = `${this.subject}`;
      this.answer = this.answer && { ...this.answer, devices: [], cut: false };
      void this.read();
    }
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    const { m, f } = c;
    const { owner, month } = reportOf(this.subject, monthOf(c));
    const answer = this.answer?.owner === owner ? this.answer : null;
    const go = (to: { owner: string; month: string }): void => {
      location.hash = hrefOf('report', `${to.owner}:${to.month}`);
    };
    const [year, number] = month.split('-') as [string, string];
    return html`
      <section class="panel wide report" aria-label=${m.placeReport} tabindex="0">
        <h2>${owner ? m.reportLead(owner, `${number}/${year}`) : m.placeReport}</h2>
        <p>${say(c.view.city?.name, c.language)}</p>
        <div class="no-print filters">
          <label>${m.checkOwner}<select name="owner" @change=${(e: Event) => go({ owner: (e.target as HTMLSelectElement).value, month })}>
            <option value=""></option>${(this.answer?.owners ?? []).map((o) => html`<option value=${o} ?selected=${o === owner}>${o}</option>`)}
          </select></label>
          <label>${m.reportMonth}<input type="month" name="month" .value=${month} max=${monthOf(c)} @change=${(e: Event) => go({ owner, month: (e.target as HTMLInputElement).value || month })}></label>
          <span class="buttons"><button type="button" ?disabled=${!answer || answer.devices.length === 0} @click=${() => print()}>${m.print}</button></span>
        </div>
        <div class="no-print">${this.state(c)}${this.of > 0 && this.done < this.of ? html`<p role="status">${m.reportRead(f.count(this.done), f.count(this.of))}</p>` : nothing}</div>
        ${!owner ? html`<p>${m.reportChoose}</p>` : answer === null ? nothing : answer.devices.length === 0 ? html`<p>${m.reportNone}</p>` : this.table(answer, c)}
      </section>
    `;
  }

  protected override async fetch(c: Context): Promise<Report> {
    const { owner, month } = reportOf(this.subject, monthOf(c));
    const path = `/api/v1/zones/${encodeURIComponent(c.view.root!.id)}/quality`;
    const all = await get<{ readonly worst: readonly OwnedDevice[] }>(`${path}?worst=1000`);
    const owners = [...new Set(all.worst.map((device) => device.owner ?? '').filter(Boolean))].sort();
    if (!owner) {
      return { owner, owners, devices: [], cut: false };
    }

    const { worst } = await get<{ readonly worst: readonly OwnedDevice[] }>(`${path}?worst=${mostDevices + 1}&owner=${encodeURIComponent(owner)}`);
    const devices = worst.slice(0, mostDevices);
    const span = monthSpan(month, offsetOf(c.view.city?.timeZone ?? 'UTC', c.now));
    const to = Math.min(span.to, c.now);
    const ratios: MonthRatios[] = [];
    [this.done, this.of] = [0, devices.length];
    for (let at = 0; at < devices.length; at += atOnce) {
      ratios.push(...(await Promise.all(devices.slice(at, at + atOnce).map((device) => monthRatios(device.id, span.from, to)))));
      this.done = ratios.length;
    }

    return { owner, owners: [...new Set([...owners, owner])].sort(), devices: devices.map((device, i) => ({ ...device, ratios: ratios[i]! })), cut: worst.length > devices.length };
  }

  private table({ devices, cut }: Report, c: Context): TemplateResult {
    const { m, f } = c;
    const cells = (ratio: (name: keyof MonthRatios) => number | null): TemplateResult[] =>
      ratioNames.map((name) => {
        const one = ratio(name);
        return html`<td class="number ${one !== null && one < 0.95 ? 'low' : ''}">${one === null ? m.notMeasured : f.share(one)}</td>`;
      });
    const known = devices.filter((device) => device.ratios.live !== null);
    return html`
      <p class="hint">${m.reportBasis} ${cut ? m.reportMore(f.count(devices.length)) : nothing}</p>
      <table class="quality">
        <thead><tr><th scope="col">${m.device}</th><th scope="col">${m.zone}</th>${[m.checkValid, m.checkComplete, m.checkClean, m.checkLive].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
        <tbody>
          <tr class="total"><th scope="row">${m.reportMean(f.count(known.length))}</th><td></td>${cells((name) => meanOfAll(known.map((d) => d.ratios), name))}</tr>
          ${devices.map((device) => html`<tr data-device=${device.id}><th scope="row">${device.id}</th><td>${say(c.view.zones.find((z) => z.zone.id === device.zone)?.zone.name, c.language)}</td>${cells((name) => device.ratios[name])}</tr>`)}
        </tbody>
      </table>
      <div class="signatures"><p>${m.reportCentre}<span>${m.handoverSigned}</span></p><p>${m.reportOwner}<span>${m.handoverSigned}</span></p></div>
    `;
  }
}

function monthOf(c: Context): string {
  const [year, month] = new Intl.DateTimeFormat('en-CA', { timeZone: c.f.timeZone, year: 'numeric', month: '2-digit' }).format(c.now).split('-');
  return `${year}-${month}`;
}

async function monthRatios(device: string, from: number, to: number): Promise<MonthRatios> {
  const [valid, complete, clean, live] = await Promise.all(ratioNames.map(async (name) => {
    const query = new URLSearchParams({ metric: `quality_${name}`, window: '1mo', stat: 'mean', from: new Date(from).toISOString(), to: new Date(to).toISOString() });
    const { points } = await get<Points>(`/api/v1/devices/${encodeURIComponent(device)}/history?${query.toString()}`);
    return points.find((point) => !point.gap)?.value ?? null;
  }));
  return { valid: valid ?? null, complete: complete ?? null, clean: clean ?? null, live: live ?? null };
}

customElements.define('ioc-report', ReportView);

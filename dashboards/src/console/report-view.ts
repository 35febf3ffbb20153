import { html, nothing, type TemplateResult } from 'lit';
import { download, get } from '../api/rest';
import { say } from '../i18n/language';
import type { Context } from '../live/context';
import { hrefOf } from './places';
import { meanOfAll, ratioNames, reportOf, type MonthRatios } from './report';
import { Reading } from './reading';

interface Line extends MonthRatios {
  readonly device: string;
  readonly zone: string;
  /** Of the month's hours those that the server knows something of. */
  readonly hours: number;
}

interface Report {
  readonly owner: string;
  readonly owners: readonly string[];
  /** Worst first. */
  readonly lines: readonly Line[];
}

/** An owner with more has its worst on paper, and all of them in the mean and in the file. */
const mostLines = 500;
/** The server goes through a month of every device. */
const patienceMillis = 60_000;

/** What the owner of devices is told each month: the four ratios of each, made to be printed and signed. */
export class ReportView extends Reading<Report> {
  private readFor: string | null = null;

  override willUpdate(): void {
    if (this.context?.view.root && this.readFor !== `${this.subject}`) {
      this.readFor = `${this.subject}`;
      this.answer = this.answer && { ...this.answer, lines: [] };
      void this.read();
    }
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    const { m } = c;
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
          <span class="buttons"><button type="button" ?disabled=${!answer || answer.lines.length === 0} @click=${() => print()}>${m.print}</button><button type="button" name="csv" ?disabled=${!answer || answer.lines.length === 0} @click=${() => this.save(owner, month)}>${m.downloadCsv}</button></span>
        </div>
        <div class="no-print">${this.state(c)}</div>
        ${!owner ? html`<p>${m.reportChoose}</p>` : answer === null ? nothing : answer.lines.length === 0 ? html`<p>${m.reportNone}</p>` : this.table(answer, c)}
      </section>
    `;
  }

  protected override async fetch(c: Context): Promise<Report> {
    const { owner, month } = reportOf(this.subject, monthOf(c));
    const all = await get<{ readonly worst: readonly { readonly owner: string | null }[] }>(`/api/v1/zones/${encodeURIComponent(c.view.root!.id)}/quality?worst=1000`);
    const owners = [...new Set([...all.worst.map((device) => device.owner ?? ''), owner].filter(Boolean))].sort();
    return { owner, owners, lines: owner ? (await get<{ readonly devices: readonly Line[] }>(pathOf(owner, month), patienceMillis)).devices : [] };
  }

  private save(owner: string, month: string): void {
    download(`${pathOf(owner, month)}&format=csv`, `${month}.csv`).catch(() => {
      this.failed = true;
    });
  }

  private table({ lines }: Report, c: Context): TemplateResult {
    const { m, f } = c;
    const cells = (ratio: (name: keyof MonthRatios) => number | null): TemplateResult[] =>
      ratioNames.map((name) => {
        const one = ratio(name);
        return html`<td class="number ${one !== null && one < 0.95 ? 'low' : ''}">${one === null ? m.notMeasured : f.share(one)}</td>`;
      });
    const shown = lines.slice(0, mostLines);
    const known = lines.filter((line) => line.live !== null);
    return html`
      <p class="hint">${m.reportBasis} ${shown.length < lines.length ? m.reportMore(f.count(shown.length)) : nothing}</p>
      <table class="quality">
        <thead><tr><th scope="col">${m.device}</th><th scope="col">${m.zone}</th><th scope="col" class="number">${m.reportHours}</th>${[m.checkValid, m.checkComplete, m.checkClean, m.checkLive].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
        <tbody>
          <tr class="total"><th scope="row">${m.reportMean(f.count(known.length))}</th><td></td><td></td>${cells((name) => meanOfAll(known, name))}</tr>
          ${shown.map((line) => html`<tr data-device=${line.device}><th scope="row">${line.device}</th><td>${say(c.view.zones.find((z) => z.zone.id === line.zone)?.zone.name, c.language)}</td><td class="number">${f.count(line.hours)}</td>${cells((name) => line[name])}</tr>`)}
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

function pathOf(owner: string, month: string): string {
  return `/api/v1/reports/quality?${new URLSearchParams({ month, owner }).toString()}`;
}

customElements.define('ioc-report', ReportView);

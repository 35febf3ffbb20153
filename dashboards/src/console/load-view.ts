import { html, nothing, type TemplateResult } from 'lit';
import { get } from '../api/rest';
import { say } from '../i18n/language';
import type { Messages } from '../i18n/vi';
import type { Context } from '../live/context';
import { Rereading } from './rereading';

interface Mix {
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

export interface Period {
  readonly from: string;
  readonly to: string;
  readonly ledger: { readonly raised: number; readonly shown: number; readonly grouped: number; readonly shelved: number; readonly suppressed: number };
  readonly announced: number;
  readonly perHour: number;
  readonly peakTenMinutes: number;
  readonly shareInFlood: number;
  readonly floods: number;
  readonly stale: number;
  readonly chattering: readonly { readonly rule: string; readonly source: string; readonly sort: string; readonly times: number }[];
  readonly topRules: readonly { readonly rule: string; readonly announced: number; readonly share: number }[];
  readonly mix: Mix;
  readonly mixTarget: Mix;
}

interface Performance {
  readonly from: string;
  readonly to: string;
  readonly areas: readonly { readonly area: string; readonly total: Period; readonly shifts: readonly Period[] }[];
}

/** EEMUA 191: six an hour are very likely acceptable to one operator, twelve can be managed. */
export function loadWord(perHour: number, m: Messages): string {
  return perHour <= 6 ? m.loadSound : perHour <= 12 ? m.loadMost : m.loadHigh;
}

const readEvery = 60_000;

/** How much the alerts ask of each operator, against what a person can do. */
export class LoadView extends Rereading<Performance> {
  protected override readonly every = readEvery;

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    return html`
      <section class="panel wide" aria-label=${c.m.placeLoad} tabindex="0">
        <h2>${c.m.placeLoad}</h2>
        <p class="hint">${c.m.loadLead}</p>
        ${this.state(c)}
        ${this.answer?.areas.map((area) => html`
          <h3>${say(c.view.zones.find((z) => z.zone.id === area.area)?.zone.name, c.language) || area.area}</h3>
          <table class="quality load">
            <thead><tr><th scope="col">${c.m.period}</th>${[c.m.loadRaised, c.m.loadAnnounced, c.m.loadPerHour, c.m.loadPeak, c.m.loadFlood, c.m.loadStale, c.m.loadMix].map((name) => html`<th scope="col" class="number">${name}</th>`)}<th scope="col">${c.m.state}</th></tr></thead>
            <tbody>${this.row(c.m.wholeDay, area.total, c)}${area.shifts.map((shift) => this.row(`${c.f.moment(Date.parse(shift.from), c.now).slice(0, -3)}–${c.f.minute(Date.parse(shift.to))}`, shift, c))}</tbody>
          </table>
          ${area.total.topRules.length > 0 ? html`<p>${c.m.loadTopRules}: ${area.total.topRules.map((r) => `${r.rule} ${c.f.count(r.announced)} (${c.f.percent(r.share)})`).join(' · ')}</p>` : nothing}
          ${area.total.chattering.length > 0 ? html`<p>${c.m.loadChattering}: ${area.total.chattering.map((x) => `${x.rule} ${x.source} (${c.f.count(x.times)})`).join(' · ')}</p>` : nothing}
        `)}
      </section>
    `;
  }

  protected override fetch(): Promise<Performance> {
    return get<Performance>('/api/v1/alerts/performance');
  }

  private row(name: string, period: Period, c: Context): TemplateResult {
    const { f } = c;
    const mix = (x: Mix): string => [x.high, x.medium, x.low].map((share) => f.percent(share)).join(' / ');
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="number">${f.count(period.ledger.raised)}</td><td class="number">${f.count(period.announced)}</td>
      <td class="number ${period.perHour > 12 ? 'low' : ''}">${f.number(period.perHour, 1)}</td><td class="number">${f.count(period.peakTenMinutes)}</td>
      <td class="number">${f.share(period.shareInFlood)}</td><td class="number">${f.count(period.stale)}</td>
      <td class="number">${period.announced === 0 ? c.m.notMeasured : mix(period.mix)}<span class="hint"> (${c.m.loadTarget} ${mix(period.mixTarget)})</span></td>
      <td>${loadWord(period.perHour, c.m)}</td>
    </tr>`;
  }
}

customElements.define('ioc-load', LoadView);

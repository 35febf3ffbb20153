import { html, nothing, type TemplateResult } from 'lit';
import { get } from '../api/rest';
import { fold } from '../i18n/fold';
import { say } from '../i18n/language';
import { healthName } from '../i18n/names';
import type { Context } from '../live/context';
import type { Health } from '../live/wire';
import './check-device';
import { hrefOf } from './places';
import type { Ratios } from './quality';
import { suspicionNames } from './quality';
import { Rereading } from './rereading';

interface WorstDevice {
  readonly id: string;
  readonly zone: string;
  readonly kind: string;
  readonly owner: string | null;
  readonly health: Health;
  readonly reason: string;
  readonly suspicions: readonly string[];
  readonly ratios: Ratios;
}

interface ZoneQuality {
  readonly devices: number;
  readonly total: { readonly ratios: Ratios };
  readonly worst: readonly WorstDevice[];
}

/** Rows of the list, as many as the server gives; whoever looks for one more narrows by zone, kind or owner. */
const mostRows = 1000;
/** The figures are of minutes; a list that moved under the reader's hand more often would help nobody. */
const readEvery = 30_000;

/** "Kiểm tra số liệu camera": what each device sent against what it should have, the worst first. */
export class CheckView extends Rereading<ZoneQuality> {
  static override properties = { ...Rereading.properties, zone: { state: true }, kind: { state: true }, owner: { state: true } };
  declare zone: string;
  declare kind: string;
  declare owner: string;
  private owners: ReadonlySet<string> = new Set();
  protected override readonly every = readEvery;

  constructor() {
    super();
    this.zone = '';
    this.kind = '';
    this.owner = '';
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    const { m } = c;
    const choice = (name: string, value: string, options: readonly (readonly [string, string])[], take: (v: string) => void): TemplateResult => html`
      <label>${name}<select .value=${value} @change=${(e: Event) => take((e.target as HTMLSelectElement).value)}>
        <option value="">${m.checkAll}</option>${options.map(([id, words]) => html`<option value=${id} ?selected=${id === value}>${words}</option>`)}
      </select></label>`;
    const total = this.answer?.total.ratios;
    return html`
      <section class="panel list" aria-label=${m.placeCheck}>
        <h2>${m.placeCheck}</h2>
        <p class="hint">${m.checkLead}</p>
        <div class="filters">
          ${choice(m.zone, this.zone, c.view.zones.map((z) => [z.zone.id, say(z.zone.name, c.language)]), (v) => (this.zone = v))}
          ${choice(m.kind, this.kind, c.view.kinds.map((k) => [k.kind.id, say(k.kind.name, c.language)]), (v) => (this.kind = v))}
          ${choice(m.checkOwner, this.owner, [...this.owners].sort().map((o) => [o, o]), (v) => (this.owner = v))}
        </div>
        ${this.state(c)}
        <div class="scroll" tabindex="0">
          <table class="quality">
            <thead><tr><th scope="col">${m.device}</th><th scope="col">${m.state}</th>${[m.checkValid, m.checkComplete, m.checkClean, m.checkLive].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
            <tbody>
              ${total ? html`<tr class="total"><th scope="row">${m.total} (${c.f.count(this.answer!.devices)})</th><td></td>${ratioCells(total, c)}</tr>` : nothing}
              ${this.answer?.worst.map((device) => this.row(device, c))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="panel detail" aria-label=${m.detail} tabindex="0"><ioc-check-device .context=${c} .subject=${this.subject}></ioc-check-device></section>
    `;
  }

  protected override wanted(): string | null {
    const root = this.context?.view.root;
    return root ? [root.id, this.zone, this.kind, this.owner].join('|') : null;
  }

  protected override async fetch(c: Context): Promise<ZoneQuality> {
    const query = new URLSearchParams({ worst: String(mostRows), ...(this.kind ? { kind: this.kind } : {}), ...(this.owner ? { owner: this.owner } : {}) });
    const answer = await get<ZoneQuality>(`/api/v1/zones/${encodeURIComponent(this.zone || c.view.root!.id)}/quality?${query.toString()}`);
    // The owners that were seen: the interface has no list of them.
    this.owners = new Set([...this.owners, ...answer.worst.map((device) => device.owner ?? '').filter(Boolean)].sort((a, b) => (fold(a) < fold(b) ? -1 : 1)));
    return answer;
  }

  private row(device: WorstDevice, c: Context): TemplateResult {
    const zone = c.view.zones.find((z) => z.zone.id === device.zone);
    return html`
      <tr class=${device.id === this.subject ? 'chosen' : ''} data-device=${device.id}>
        <th scope="row"><a href=${hrefOf('check', device.id)}>${device.id}</a><span class="hint"> ${say(zone?.zone.name, c.language)}</span></th>
        <td>${healthName(device.health, c.m)}${device.suspicions.length > 0 ? html`: ${suspicionNames(device.suspicions, c.m)}` : nothing}</td>
        ${ratioCells(device.ratios, c)}
      </tr>
    `;
  }
}

function ratioCells(ratios: Ratios, c: Context): TemplateResult[] {
  return [ratios.valid, ratios.complete, ratios.clean, ratios.live].map(
    (ratio) => html`<td class="number ${ratio !== null && ratio < 0.95 ? 'low' : ''}">${ratio === null ? c.m.notMeasured : c.f.share(ratio)}</td>`,
  );
}

customElements.define('ioc-check', CheckView);

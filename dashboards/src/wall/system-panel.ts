import { html, nothing, type TemplateResult } from 'lit';
import { get, getAll } from '../api/rest';
import { say } from '../i18n/language';
import { sourceName } from '../i18n/names';
import type { Messages } from '../i18n/vi';
import type { Context } from '../live/context';
import type { WallAnswer } from '../live/wire';
import { LightElement } from '../look/light-element';

type LedgerLine = Readonly<Record<string, number>>;

interface LedgerAnswer {
  readonly balanced: boolean;
  readonly total: LedgerLine;
  readonly perMinute: readonly { readonly minute: string; readonly messages: LedgerLine }[];
}

const lines: readonly (readonly [string, keyof Messages])[] = [
  ['received', 'ledgerReceived'], ['accepted', 'ledgerAccepted'], ['duplicate', 'ledgerDuplicate'], ['late', 'ledgerLate'],
  ['quarantined', 'ledgerQuarantined'], ['retained', 'ledgerRetained'], ['stored', 'ledgerStored'], ['waiting', 'ledgerWaiting'], ['difference', 'ledgerDifference'],
];

const readEvery = 5000;
const mostWalls = 8;

/** The system itself: the ledger of messages, ages of the sources, the zones' coverage. */
export class SystemPanel extends LightElement {
  static override properties = { context: { attribute: false }, ledger: { state: true }, walls: { state: true } };
  declare context: Context | null;
  declare ledger: LedgerAnswer | 'unreadable' | null;
  declare walls: readonly WallAnswer[];
  private readAt = -Infinity;
  private readTime = 0;

  constructor() {
    super();
    this.context = null;
    this.ledger = null;
    this.walls = [];
  }

  override willUpdate(): void {
    if (this.context && performance.now() - this.readAt > readEvery) {
      this.readAt = performance.now();
      void this.read();
    }
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    return html`
      <div>${this.ledgerTable(c)}</div>
      <div>
        <h2>${c.m.sources}</h2>
        <table class="health"><tbody>
          ${Object.entries(c.view.ages).map(([source, age]) => html`<tr><th scope="row">${sourceName(source, c.m)}</th><td>${age === null ? c.m.notMeasured : c.f.seconds(age * 1000)}</td></tr>`)}
        </tbody></table>
        <h2>${c.m.coverageTitle}</h2>
        <table class="health"><tbody>
          ${c.view.zones.filter((z) => z.zone.level !== 'ward').map((z) => html`<tr><th scope="row">${say(z.zone.name, c.language)}</th><td>${z.coverage === null ? c.m.notMeasured : c.f.percent(z.coverage)}</td></tr>`)}
        </tbody></table>
        ${this.wallTable(c)}
      </div>
    `;
  }

  /** The walls; a dark one tells nobody itself. The silent ones come first, and as many as a room has. */
  private wallTable(c: Context): TemplateResult | typeof nothing {
    const { walls } = this;
    if (walls.length === 0) {
      return nothing;
    }

    const silent = walls.filter((wall) => wall.state === 'silent');
    const shown = [...silent, ...walls.filter((wall) => wall.state === 'live')].slice(0, mostWalls);
    return html`
      <h2>${c.m.walls} · ${c.m.wallsLive(c.f.count(walls.length - silent.length), c.f.count(walls.length))}</h2>
      <table class="health walls"><tbody>
        ${shown.map((wall) => html`<tr><th scope="row">${wall.id}</th>
          <td class=${wall.state === 'silent' ? 'some' : ''}>${wall.state === 'silent' ? c.m.wallSilent(c.f.moment(Date.parse(wall.reportedAt), c.now)) : wall.screen ?? ''}</td>
          <td>${wall.width}×${wall.height}</td><td>${wall.ageSeconds === null ? c.m.notMeasured : c.f.seconds(wall.ageSeconds * 1000)}</td><td>${wall.silencedBy ?? nothing}</td></tr>`)}
      </tbody></table>
    `;
  }

  private ledgerTable(c: Context): TemplateResult | typeof nothing {
    const { ledger } = this;
    if (ledger === null) {
      return nothing;
    }

    if (ledger === 'unreadable') {
      return html`<h2>${c.m.ledger}</h2><p>${c.m.ledgerUnavailable}</p>`;
    }

    // The last full minutes; the one that runs is not yet what it will be.
    const minutes = ledger.perMinute.slice(-4, -1);
    return html`
      <h2>${c.m.ledger} · ${c.f.clock(this.readTime)} · ${ledger.balanced ? c.m.ledgerBalanced : c.m.ledgerUnbalanced}</h2>
      <table class="health">
        <thead><tr><th scope="col"><span class="visually-hidden">${c.m.ledger}</span></th>${minutes.map((x) => html`<th scope="col">${c.f.minute(Date.parse(x.minute))}</th>`)}<th scope="col">${c.m.total}</th></tr></thead>
        <tbody>
          ${lines.map(([key, name]) => html`<tr><th scope="row">${c.m[name] as string}</th>${minutes.map((x) => html`<td>${c.f.count(x.messages[key] ?? 0)}</td>`)}<td>${c.f.count(ledger.total[key] ?? 0)}</td></tr>`)}
        </tbody>
      </table>
    `;
  }

  private async read(): Promise<void> {
    // One that can not be read leaves the list as it was: the ledger's words below say that the server is away.
    this.walls = await getAll<WallAnswer>('/api/v1/walls').catch(() => this.walls);
    try {
      this.ledger = await get<LedgerAnswer>('/api/v1/ledger?minutes=5');
      this.readTime = this.context?.now ?? Date.now();
    } catch {
      this.ledger = 'unreadable';
    }
  }
}

customElements.define('ioc-system', SystemPanel);

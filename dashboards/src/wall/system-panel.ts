import { html, nothing, type TemplateResult } from 'lit';
import { until } from 'lit/directives/until.js';
import { get } from '../api/rest';
import { say } from '../i18n/language';
import { sourceName } from '../i18n/names';
import type { Context } from '../live/context';

/** Counts by name, nested at most one deep (`total`, `perMinute`), as `GET /api/v1/ledger` gives them. */
type LedgerAnswer = Readonly<Record<string, unknown>>;

let ledger: Promise<TemplateResult | typeof nothing> = Promise.resolve(nothing);
let readAt = -Infinity;

/** The system itself: ages of the sources, zones' coverage, the ledger of messages. */
export function systemPanel(c: Context): TemplateResult {
  if (performance.now() - readAt > 5000) {
    readAt = performance.now();
    ledger = readLedger(c);
  }

  return html`
    <h2>${c.m.sources}</h2>
    <table class="health"><tbody>
      ${Object.entries(c.view.ages).map(([source, age]) => html`<tr><th scope="row">${sourceName(source, c.m)}</th><td>${age === null ? c.m.notMeasured : c.f.seconds(age * 1000)}</td></tr>`)}
    </tbody></table>
    <h2>${c.m.zone}</h2>
    <table class="health"><tbody>
      ${c.view.zones.map((z) => html`<tr><th scope="row">${say(z.zone.name, c.language)}</th><td>${z.coverage === null ? c.m.notMeasured : c.m.coverage(c.f.percent(z.coverage))}</td></tr>`)}
    </tbody></table>
    ${until(ledger, nothing)}
  `;
}

async function readLedger(c: Context): Promise<TemplateResult | typeof nothing> {
  try {
    const counts = Object.entries(totals(await get<LedgerAnswer>('/api/v1/ledger')));
    return html`<h2>${c.m.ledger} · ${c.m.ledgerTotal} · ${c.f.clock(c.now)}</h2>
      <table class="health"><tbody>${counts.map(([name, count]) => html`<tr><th scope="row">${name}</th><td>${c.f.count(count)}</td></tr>`)}</tbody></table>`;
  } catch {
    return nothing;
  }
}

function totals(answer: LedgerAnswer): Record<string, number> {
  const source = typeof answer['total'] === 'object' && answer['total'] !== null ? (answer['total'] as LedgerAnswer) : answer;
  return Object.fromEntries(Object.entries(source).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

import { html, nothing, type TemplateResult } from 'lit';
import { healthName } from '../i18n/names';
import { say } from '../i18n/language';
import type { Context } from '../live/context';
import type { KindView } from '../live/view';
import type { Health } from '../live/wire';

const columns: readonly Health[] = ['ok', 'stale', 'offline', 'suspect'];

/** Devices by kind and health. Zeros are left blank, so that what is there stands out. */
export function healthTable(kinds: readonly KindView[], c: Context): TemplateResult {
  return html`
    <table class="health">
      <thead>
        <tr><th scope="col">${c.m.kind}</th>${columns.map((health) => html`<th scope="col" data-health=${health}>${healthName(health, c.m)}</th>`)}<th scope="col">${c.m.newest}</th></tr>
      </thead>
      <tbody>
        ${kinds.map(
          (k) => html`
            <tr>
              <th scope="row">${say(k.kind.name, c.language)}</th>
              ${columns.map((health) => html`<td data-health=${health} class=${health !== 'ok' && k.health[health] > 0 ? 'some' : ''}>${k.health[health] > 0 ? c.f.count(k.health[health]) : nothing}</td>`)}
              <td>${k.newest === null ? c.m.notMeasured : c.f.stopwatch(c.now - k.newest)}</td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { say } from '../i18n/language';
import { severityName, stateName } from '../i18n/names';
import { placeOf, valueOf } from '../live/alert-texts';
import type { Context } from '../live/context';
import { isUnacknowledged } from '../live/severity';
import type { AlertView } from '../live/view';
import { shape } from '../look/shapes';

/** Open alerts as a list of buttons: on the console beside the map, on the phone the whole page. */
export function queue(alerts: readonly AlertView[], selected: string | null, c: Context, choose: (id: string) => void): TemplateResult {
  return html`
    <ol class="queue">
      ${repeat(
        alerts,
        (entry) => entry.alert.id,
        (entry) => html`
          <li>
            <button type="button" data-alert=${entry.alert.id} data-state=${entry.alert.state} aria-pressed=${entry.alert.id === selected} @click=${() => choose(entry.alert.id)}>
              <span class="chip ${isUnacknowledged(entry.alert) ? '' : 'quiet'}" data-severity=${entry.alert.severity}>${shape(entry.alert.severity)}<span class="visually-hidden">${severityName(entry.alert.severity, c.m)}</span></span>
              <span class="what">
                <b>${say(entry.alert.title, c.language)}</b>
                <span>${placeOf(entry, c)}</span>
                <span>${valueOf(entry, c)}</span>
                <span>${c.f.moment(entry.alert.eventTime, c.now)} · ${c.f.age(c.now - entry.alert.eventTime)} · ${stateName(entry.alert.state, c.m)}</span>
              </span>
            </button>
          </li>
        `,
      )}
    </ol>
  `;
}

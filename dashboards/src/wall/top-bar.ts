import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../i18n/language';
import { severityName, sourceName } from '../i18n/names';
import type { Context } from '../live/context';
import { severities } from '../live/severity';
import { shape } from '../look/shapes';
import { signIn } from '../look/sign-in';
import type { Sound } from '../sound/sound';
import type { Shift } from './shifts';

/** Clocks that differ by less are as good as equal to a reader. */
const clockTolerance = 2000;

/** Place, shift, counts by severity, connection and age of the data, clock. */
export function topBar(c: Context, screen: string, shift: Shift | null, sound: Sound | null = null): TemplateResult {
  const { view, m, f } = c;
  const skew = view.link.lastFrameAt === null || view.city?.clock === 'data' ? 0 : Math.abs(view.link.clockOffset);
  return html`
    <header class="top">
      <div class="where"><h1>${say(view.city?.name, c.language)}</h1><span class="screen">${screen}${shift ? html` · ${m.shift(shift.name, shift.from, shift.to)}` : nothing}</span></div>
      <ul class="counts" aria-label=${m.alerts}>
        ${severities.map((severity) => {
          const { open, unacknowledged } = view.counts[severity];
          return html`<li><span class="chip ${open ? '' : 'quiet'} ${unacknowledged > 0 ? 'flash' : ''}" data-severity=${severity} data-count=${open ?? ''}>${shape(severity)}${f.count(open)}</span><span class="name">${severityName(severity, m)}</span></li>`;
        })}
      </ul>
      ${sound?.bar(c) ?? nothing}
      <div class="line" data-link=${c.state}>
        <span>${c.state === 'live' ? m.live : c.state === 'connecting' ? m.connecting : m.disconnectedNoData.split(' – ')[0]}</span>
        <span class="ages">${Object.entries(view.ages).map(([source, age]) => html`<span>${sourceName(source, m)} ${age === null ? m.notMeasured : f.seconds(age * 1000)}</span>`)}</span>
      </div>
      <div class="clock"><time>${f.clock(c.now)}</time><span>${f.date(c.now)}</span>${skew > clockTolerance ? html`<span class="skew">${m.clockDifference(f.seconds(skew))}</span>` : nothing}</div>
    </header>
  `;
}

/** Replay, loss and recovery: lines over the whole width, because they change what everything below them means. */
export function banners(c: Context): TemplateResult {
  const { view, m, f } = c;
  const { link } = view;
  const lost = c.state === 'lost';
  // Long enough to be read from across the room by someone who was not looking.
  const recovered = link.recovered && !lost && Date.now() - link.recovered.at < 30_000 ? link.recovered : null;
  return html`
    ${link.keyWanted ? signIn(m) : nothing}
    ${view.city?.clock === 'data' ? html`<p class="banner replay">${m.replay(`${f.date(c.now)} ${f.clock(c.now)}`)}</p>` : nothing}
    ${lost ? html`<p class="banner lost" role="status">${link.sentAt === null ? m.disconnectedNoData : m.disconnected(f.clock(link.sentAt))}${link.refusal ? html` <span class="refusal">${m.serverSays(link.refusal)}</span>` : nothing}</p>` : nothing}
    ${recovered ? html`<p class="banner recovered" role="status">${recovered.missed === null ? m.recoveredUnknown : m.recovered(f.count(recovered.missed))}</p>` : nothing}
  `;
}

import { html, nothing, render, type TemplateResult } from 'lit';
import '../console/alert-detail';
import { queue } from '../console/queue';
import { say } from '../i18n/language';
import { severityName } from '../i18n/names';
import { contextOf, type Context } from '../live/context';
import { LiveClient } from '../live/live-client';
import { severities } from '../live/severity';
import type { LiveView } from '../live/view';
import '../look/fonts.css';
import { openPage } from '../look/page';
import { shape } from '../look/shapes';
import '../look/tokens.css';
import { banners } from '../wall/top-bar';
import './phone.css';

const reader = openPage('phone');
const root = document.getElementById('page')!;

// Devices and zones stay away: on a mobile line the alerts are what counts.
const client = new LiveClient(['alerts'], 1, (view) => {
  show(view);
  return Promise.resolve();
});

setInterval(refresh, 1000);
// The chosen alert is in the address, so that the phone's own back button leads to the list.
addEventListener('hashchange', refresh);

function refresh(): void {
  if (client.view) {
    show(client.view);
  }
}

function show(view: LiveView): void {
  const c = contextOf(view, client.state, reader.m, reader.language, Date.now());
  document.documentElement.dataset['link'] = c.state;
  render(page(c), root);
}

function page(c: Context): TemplateResult {
  const { m, f, view } = c;
  const entry = view.alerts.find((e) => `#${e.alert.id}` === location.hash) ?? null;
  return html`
    <header>
      <h1>${say(view.city?.name, c.language)}</h1>
      <p>${c.state === 'live' ? m.live : c.state === 'connecting' ? m.connecting : nothing} <time>${f.clock(c.now)}</time></p>
      <ul class="counts">${severities.map((s) => html`<li><span class="chip ${view.counts[s].open ? '' : 'quiet'}" data-severity=${s}>${shape(s)}${f.count(view.counts[s].open)}</span><span class="visually-hidden">${severityName(s, m)}</span></li>`)}</ul>
    </header>
    ${banners(c)}
    <main>
      ${entry
        ? html`<p><a class="back" href="#">${m.back}</a></p><ioc-alert-detail .context=${c} .entry=${entry}></ioc-alert-detail>`
        : view.alerts.length > 0
          ? queue(view.alerts, null, c, (id) => {
              location.hash = id;
            })
          : html`<p class="hint">${view.link.lastFrameAt === null ? m.noDataYet : m.noAlerts}</p>`}
    </main>
  `;
}

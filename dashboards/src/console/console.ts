import { html, render, type TemplateResult } from 'lit';
import { say } from '../i18n/language';
import { contextOf, type Context } from '../live/context';
import { LiveClient } from '../live/live-client';
import type { AlertView, LiveView } from '../live/view';
import '../look/fonts.css';
import { startFlash } from '../look/flash';
import { openPage } from '../look/page';
import '../look/tokens.css';
import { Sound } from '../sound/sound';
import '../map/map-element';
import { banners, topBar } from '../wall/top-bar';
import './alert-detail';
import type { AlertDetail } from './alert-detail';
import './console.css';
import { commandOf, isField, type Command } from './keyboard';
import { queue } from './queue';
import { matching } from './search';

const reader = openPage('console');
const root = document.getElementById('page')!;
let selected: string | null = null;
let typed = '';
let keysOn = localStorage.getItem('keys') !== 'off';
let visible: readonly AlertView[] = [];

startFlash();

const client = new LiveClient(['devices', 'zones', 'alerts'], 2, (view) => {
  show(view);
  return Promise.resolve();
});

const sound = new Sound(location.search, refresh);

setInterval(refresh, 1000);
addEventListener('keydown', onKey);

function refresh(): void {
  if (client.view) {
    show(client.view);
  }
}

function show(view: LiveView): void {
  const c = contextOf(view, client.state, reader.m, reader.language, Date.now());
  document.documentElement.dataset['link'] = c.state;
  sound.update(c);
  visible = matching(view.alerts, typed, c);
  render(page(c), root);
}

function choose(id: string): void {
  selected = id;
  refresh();
  root.querySelector(`[data-alert="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
}

function onKey(event: KeyboardEvent): void {
  const command = keysOn ? commandOf(event, isField(event.target)) : null;
  if (command) {
    event.preventDefault();
    run(command);
  }
}

function run(command: Command): void {
  const detail = root.querySelector<AlertDetail>('ioc-alert-detail');
  const at = visible.findIndex((entry) => entry.alert.id === selected);
  switch (command) {
    case 'next':
    case 'previous': {
      const to = at < 0 ? 0 : Math.min(Math.max(at + (command === 'next' ? 1 : -1), 0), visible.length - 1);
      const target = visible[to];
      if (target) {
        choose(target.alert.id);
      }

      break;
    }

    case 'search':
      root.querySelector<HTMLInputElement>('input[type=search]')?.focus();
      break;
    case 'comment':
      // A comment needs words first.
      detail?.focusNote();
      break;
    case 'shelve':
      root.querySelector<HTMLButtonElement>('.shelf button')?.focus();
      break;
    default:
      void detail?.send(command);
  }
}

function page(c: Context): TemplateResult {
  const { m, f, view } = c;
  const entry = view.alerts.find((e) => e.alert.id === selected) ?? null;
  return html`
    ${topBar(c, m.console, null, sound)} ${banners(c)} ${sound.line(c)}
    <main class="console">
      <section class="panel" aria-label=${m.queue}>
        <div class="tools">
          <label>${m.search} <input type="search" placeholder=${m.searchHint} .value=${typed} @input=${(e: InputEvent) => {
            typed = (e.target as HTMLInputElement).value;
            refresh();
          }}></label>
          <span>${m.openAlerts(f.count(view.openCount))}</span>
        </div>
        <div class="scroll">
          ${visible.length > 0 ? queue(visible, selected, c, choose) : html`<p class="hint">${view.link.lastFrameAt === null ? m.noDataYet : typed ? m.nothingFound : m.noAlerts}</p>`}
        </div>
        <label class="keys"><input type="checkbox" .checked=${keysOn} @change=${(e: Event) => {
          keysOn = (e.target as HTMLInputElement).checked;
          localStorage.setItem('keys', keysOn ? 'on' : 'off');
        }}> ${m.keysOn} <span>${m.keysHelp}</span></label>
      </section>
      <section class="panel map" aria-label=${m.map}>
        <ioc-map .client=${client} .selected=${selected} .language=${c.language} .theme=${reader.theme} .label=${m.mapOf(say(view.city?.name, c.language))} @pick=${(e: CustomEvent<string>) => choose(e.detail)}></ioc-map>
      </section>
      <section class="panel detail" aria-label=${m.detail} tabindex="0"><ioc-alert-detail .context=${c} .entry=${entry}></ioc-alert-detail></section>
    </main>
  `;
}

import { html, nothing, render, type TemplateResult } from 'lit';
import { say } from '../i18n/language';
import { contextOf, type Context } from '../live/context';
import { LiveClient } from '../live/live-client';
import type { AlertView, LiveView } from '../live/view';
import '../look/fonts.css';
import { startFlash } from '../look/flash';
import { openPage } from '../look/page';
import '../look/tokens.css';
import '../map/map-element';
import type { MapElement } from '../map/map-element';
import { Sound } from '../sound/sound';
import { banners, topBar } from '../wall/top-bar';
import './alert-detail';
import type { AlertDetail } from './alert-detail';
import './alert-queue';
import type { AlertQueue, QueueEvent } from './alert-queue';
import './bulk-bar';
import './console.css';
import { commandOf, isField, type Command } from './keyboard';
import { linesOf, type Line } from './lines';
import { Marks } from './marks';
import { hrefOf, placeOf, places, type PlaceName } from './places';
import { matching } from './search';

/** More than anybody works through; a flood of these costs the worker some 10 ms a frame. */
const mostAlerts = 5000;

const reader = openPage('console');
const root = document.getElementById('page')!;
const marks = new Marks();
const opened = new Set<string>();
let selected: string | null = null;
let typed = '';
let keysOn = localStorage.getItem('keys') !== 'off';
let grouped = localStorage.getItem('grouped') !== 'off';
let helping = false;
let lines: readonly Line[] = [];

startFlash();

const client = new LiveClient(['devices', 'zones', 'alerts'], 2, (view) => {
  show(view);
  return Promise.resolve();
}, mostAlerts);

const sound = new Sound(location.search, refresh);

setInterval(refresh, 1000);
addEventListener('keydown', onKey);
addEventListener('hashchange', enter);
enter();

/** The places beside the queue are loaded when somebody goes there: the queue is what has to be fast. */
function enter(): void {
  const loading: Readonly<Record<PlaceName, (() => Promise<unknown>) | null>> = {
    alerts: null,
    history: () => import('./history-view'),
    check: () => import('./check-view'),
    load: () => import('./load-view'),
    handover: () => import('./handover-view'),
    report: () => import('./report-view'),
    walls: () => import('./walls-view'),
  };
  void loading[placeOf(location.hash).name]?.();
  refresh();
}

function refresh(): void {
  if (client.view) {
    show(client.view);
  }
}

function show(view: LiveView): void {
  const c = contextOf(view, client.state, reader.m, reader.language, Date.now());
  document.documentElement.dataset['link'] = c.state;
  sound.update(c);
  marks.keep(new Set(view.alerts.map((entry) => entry.alert.id)));
  lines = linesOf(matching(view.alerts, typed, c), grouped, opened);
  render(page(c), root);
}

function choose(id: string): void {
  selected = id;
  const entry = client.view?.alerts.find((one) => one.alert.id === id);
  // One that is folded into its incident is not in the list until that is opened.
  if (entry?.alert.incident && !lines.some((line) => line.entry.alert.id === id)) {
    opened.add(entry.alert.incident);
  }

  refresh();
  void root.querySelector<AlertQueue>('ioc-queue')?.updateComplete.then(() => root.querySelector<AlertQueue>('ioc-queue')?.reveal(id));
}

function onKey(event: KeyboardEvent): void {
  const command = keysOn && placeOf(location.hash).name === 'alerts' ? commandOf(event, isField(event.target)) : null;
  if (command) {
    event.preventDefault();
    run(command);
  }
}

function run(command: Command): void {
  const detail = root.querySelector<AlertDetail>('ioc-alert-detail');
  const at = lines.findIndex((line) => line.entry.alert.id === selected);
  switch (command) {
    case 'next':
    case 'previous': {
      const to = at < 0 ? 0 : Math.min(Math.max(at + (command === 'next' ? 1 : -1), 0), lines.length - 1);
      const target = lines[to];
      if (target) {
        choose(target.entry.alert.id);
      }

      break;
    }

    case 'search':
      root.querySelector<HTMLInputElement>('input[type=search]')?.focus();
      break;
    case 'help':
      helping = !helping;
      refresh();
      break;
    case 'mark':
      if (selected !== null) {
        marks.toggle(selected);
        refresh();
      }

      break;
    case 'comment':
      // Both need words first.
      detail?.focusField('note');
      break;
    case 'assign':
      detail?.focusField('assignee');
      break;
    case 'shelve':
      root.querySelector<HTMLButtonElement>('.shelf button')?.focus();
      break;
    default:
      void detail?.send(command);
  }
}

function onQueue({ detail }: CustomEvent<QueueEvent>): void {
  switch (detail.type) {
    case 'choose':
      choose(detail.id);
      break;
    case 'mark':
      marks.toggle(detail.id, detail.range ? lines.map((line) => line.entry.alert.id) : null);
      refresh();
      break;
    case 'open':
      if (!opened.delete(detail.incident)) {
        opened.add(detail.incident);
      }

      refresh();
  }
}

function page(c: Context): TemplateResult {
  const { m } = c;
  const place = placeOf(location.hash);
  return html`
    ${topBar(c, m.console, null, sound)} ${banners(c)} ${sound.line(c)}
    <nav class="places" aria-label=${m.console}>
      ${(Object.keys(places) as PlaceName[]).map((name) => html`<a href=${hrefOf(name)} aria-current=${name === place.name ? 'page' : nothing}>${m[places[name]] as string}</a>`)}
    </nav>
    <main class="console" data-place=${place.name}>
      ${alertsPlace(c)}
      ${place.name === 'history' ? html`<ioc-history class="place" .context=${c} .subject=${place.subject}></ioc-history>` : nothing}
      ${place.name === 'check' ? html`<ioc-check class="place" .context=${c} .subject=${place.subject}></ioc-check>` : nothing}
      ${place.name === 'load' ? html`<ioc-load class="place" .context=${c}></ioc-load>` : nothing}
      ${place.name === 'report' ? html`<ioc-report class="place" .context=${c} .subject=${place.subject}></ioc-report>` : nothing}
      ${place.name === 'walls' ? html`<ioc-walls class="place" .context=${c}></ioc-walls>` : nothing}
      ${place.name === 'handover' ? html`<ioc-handover class="place" .context=${c}></ioc-handover>` : nothing}
    </main>
  `;
}

/** Queue, map and detail. They stay in the page while another place is shown: the map's canvas belongs to the worker once and for all. */
function alertsPlace(c: Context): TemplateResult {
  const { m, f, view } = c;
  const entry: AlertView | null = view.alerts.find((e) => e.alert.id === selected) ?? null;
  const map = (): MapElement | null => root.querySelector<MapElement>('ioc-map');
  return html`
    <section class="panel list" aria-label=${m.queue}>
      <div class="tools">
        <label>${m.search} <input type="search" placeholder=${m.searchHint} .value=${typed} @input=${(e: InputEvent) => {
          typed = (e.target as HTMLInputElement).value;
          refresh();
        }}></label>
        <div class="between"><span>${m.openAlerts(f.count(view.openCount))}</span>
          <label><input type="checkbox" .checked=${grouped} @change=${(e: Event) => {
            grouped = (e.target as HTMLInputElement).checked;
            localStorage.setItem('grouped', grouped ? 'on' : 'off');
            refresh();
          }}> ${m.groupIncidents}</label>
          <button type="button" class="plain" @click=${() => {
            marks.set(lines.map((line) => line.entry.alert.id));
            refresh();
          }}>${m.markAll}</button></div>
      </div>
      <ioc-bulk .context=${c} .count=${marks.count} .marks=${marks} @marked=${refresh}></ioc-bulk>
      ${lines.length > 0
        ? html`<ioc-queue class="scroll" .context=${c} .lines=${lines} .selected=${selected} .opened=${opened} .marks=${marks} @queue=${onQueue}></ioc-queue>`
        : html`<div class="scroll"><p class="hint">${view.link.lastFrameAt === null ? m.noDataYet : typed ? m.nothingFound : m.noAlerts}</p></div>`}
      <label class="keys"><input type="checkbox" .checked=${keysOn} @change=${(e: Event) => {
        keysOn = (e.target as HTMLInputElement).checked;
        localStorage.setItem('keys', keysOn ? 'on' : 'off');
      }}> ${m.keysOn}</label>
      ${helping ? html`<p class="keys-help" role="status">${m.keysHelp}</p>` : nothing}
    </section>
    <section class="panel map" aria-label=${m.map}>
      <ioc-map movable .client=${client} .selected=${selected} .language=${c.language} .theme=${reader.theme} .label=${m.mapOf(say(view.city?.name, c.language))} @pick=${(e: CustomEvent<string>) => choose(e.detail)}></ioc-map>
      <div class="zoom"><button type="button" aria-label=${m.zoomIn} @click=${() => map()?.move(1.6)}>+</button><button type="button" aria-label=${m.zoomOut} @click=${() => map()?.move(1 / 1.6)}>−</button></div>
    </section>
    <section class="panel detail" aria-label=${m.detail} tabindex="0"><ioc-alert-detail places .context=${c} .entry=${entry} @choose=${(e: CustomEvent<string>) => choose(e.detail)}></ioc-alert-detail></section>
  `;
}

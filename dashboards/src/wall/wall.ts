import { html, render, type TemplateResult } from 'lit';
import { say } from '../i18n/language';
import { contextOf, type Context } from '../live/context';
import { LiveClient } from '../live/live-client';
import type { LiveView } from '../live/view';
import type { WallOrder } from '../live/wire';
import '../look/fonts.css';
import '../look/tokens.css';
import { Sound } from '../sound/sound';
import '../map/map-element';
import { mapLegend } from '../map/legend';
import { startFlash } from '../look/flash';
import { openPage } from '../look/page';
import { wallTextPixels } from '../look/text-size';
import './alert-list';
import './health-table';
import { healthRows } from './health-rows';
import './key-figures';
import { startKiosk } from './kiosk';
import { mayReload } from './nightly';
import { Rotation, rotationMillis } from './rotation';
import { alertsOn, kindIdsOn, kindsOn, openOn, screenOf, screens, type ScreenName } from './screens';
import { shiftAt } from './shifts';
import { banners, topBar } from './top-bar';
import './scorecards';
import './system-panel';
import './trends';
import { numberOf, wallName } from './wall-name';
import './wall.css';

const reader = openPage('wall');
const rotation = new Rotation(Object.keys(screens) as ScreenName[], screenOf(location.search), rotationMillis(location.search), performance.now());
const root = document.getElementById('page')!;

function sizeText(): void {
  const pixels = wallTextPixels(location.search, innerHeight);
  document.documentElement.style.fontSize = `${pixels}px`;
  // From afar fewer, larger things: below 36 lines of text the trends and tables give way.
  document.documentElement.dataset['room'] = innerHeight / pixels < 36 || innerWidth / pixels < 64 ? 'little' : 'much';
}

sizeText();
addEventListener('resize', sizeText);

startFlash();
startKiosk(location.search);

let isReported = false;
const client = new LiveClient(['devices', 'zones', 'alerts', 'indicators'], 4, (view) => {
  show(view);
  if (!isReported && client.state === 'live') {
    isReported = true;
    report();
  }

  return Promise.resolve();
});

let order: WallOrder | null = null;
client.onOrder = (sent) => {
  order = sent;
  rotation.send(sent?.screen ?? null);
  refresh();
};

const sound = new Sound(location.search, refresh);

// Clocks and ages run on between frames.
setInterval(refresh, 1000);

/** Three of these missing, and the server says that this wall is dark. */
const reportEvery = 5000;
const name = wallName(location.search);
const loadedAt = performance.now();
setInterval(report, reportEvery);
setInterval(reloadAtNight, 60_000);

function report(): void {
  const silence = client.view ? sound.holding(contextOfNow(client.view)) : null;
  client.report({ id: name, screen: rotation.shown, width: innerWidth, height: innerHeight, silencedBy: silence?.by ?? null, silenceReason: silence?.reason ?? null });
}

function reloadAtNight(): void {
  const { view } = client;
  if (!view || client.state !== 'live') {
    return;
  }

  const c = contextOfNow(view);
  const calm = view.counts.critical.open === 0 && view.counts.major.open === 0;
  if (mayReload(c.f.minute(c.now), performance.now() - loadedAt, calm, numberOf(name))) {
    location.reload();
  }
}

function contextOfNow(view: LiveView): Context {
  return contextOf(view, client.state, reader.m, reader.language, Date.now());
}

function refresh(): void {
  if (client.view) {
    show(client.view);
  }
}

function show(view: LiveView): void {
  const c = contextOfNow(view);
  document.documentElement.dataset['link'] = c.state;
  sound.update(c);
  render(page(c), root);
}

function page(c: Context): TemplateResult {
  const { m, f, view } = c;
  const screen = rotation.screenAt(performance.now(), view.counts.critical.unacknowledged);
  const kinds = kindsOn(screen, view.kinds);
  const kindIds = kindIdsOn(screen, view.kinds);
  const alerts = alertsOn(kindIds, view.alerts);
  const open = openOn(kindIds, view);
  const place = say(view.city?.name, c.language);
  const little = document.documentElement.dataset['room'] === 'little';
  return html`
    ${topBar(c, order?.screen === screen ? m.screenSentBy(m[screens[screen].title] as string, order.by) : (m[screens[screen].title] as string), shiftAt(location.search, view.city?.shifts ?? [], f.minute(c.now)), sound)}
    ${banners(c)} ${sound.line(c)}
    <main class="wall" data-screen=${screen} data-scores=${view.indicators.length > 0 ? 'some' : 'none'}>
      <section class="panel figures" aria-label=${m.keyFigures}><h2>${m.keyFigures}</h2><ioc-key-figures .little=${little} .context=${c} .kinds=${kinds}></ioc-key-figures></section>
      <section class="panel scores" aria-label=${m.scorecards}><h2>${m.scorecards}</h2><ioc-scorecards ?brief=${screen !== 'citizens' || little} .context=${c} .indicators=${view.indicators}></ioc-scorecards></section>
      <section class="panel system" aria-label=${m.screenSystem}><ioc-system .context=${screen === 'system' ? c : null}></ioc-system></section>
      <section class="panel map" aria-label=${m.map}>
        <ioc-map .client=${client} .kinds=${kindIds === null ? null : [...kindIds].join()} .language=${c.language} .theme=${reader.theme} .label="${m.mapOf(place)}: ${m.mapSummary(f.count(view.zones.length), f.count(view.deviceCount))}"></ioc-map>
        ${mapLegend(m, m.mapSummary(f.count(view.zones.length), f.count(view.deviceCount)))}
      </section>
      <section class="panel alerts" aria-label=${m.alerts}><h2>${(kindIds === null ? m.openAlerts : m.openAlertsHere)(f.count(open))}</h2><ioc-alert-list .context=${c} .alerts=${alerts} .open=${open ?? 0}></ioc-alert-list></section>
      <section class="panel trends" aria-label=${m.trends}><h2>${m.trends}</h2><ioc-trends .context=${c} .kinds=${kinds}></ioc-trends></section>
      <section class="panel devices" aria-label=${m.deviceHealth}><h2>${m.deviceHealth}</h2><ioc-health-table .context=${c} .rows=${healthRows(screen, kinds, view)} .heading=${screen === 'security' ? m.zone : m.kind}></ioc-health-table></section>
    </main>
  `;
}

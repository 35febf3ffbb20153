import { html, render, type TemplateResult } from 'lit';
import { get } from '../api/rest';
import { say } from '../i18n/language';
import type { CityAnswer } from '../live/wire';
import '../look/fonts.css';
import { hrefWith, openPage } from '../look/page';
import '../look/tokens.css';
import { screens } from '../wall/screens';
import './start.css';

const reader = openPage('product');
const { m } = reader;
const root = document.getElementById('page')!;
let city: CityAnswer | null = null;
let status: 'asking' | 'ready' | 'not-ready' | 'unreachable' = 'asking';

async function ask(): Promise<void> {
  try {
    const ready = await fetch('/health/ready', { signal: AbortSignal.timeout(5000) });
    status = ready.ok ? 'ready' : 'not-ready';
    city ??= await get<CityAnswer>('/api/v1/city');
  } catch {
    status = status === 'not-ready' ? status : 'unreachable';
  }

  render(page(), root);
}

function to(path: string): string {
  const query = new URLSearchParams(path.split('?')[1]);
  for (const key of ['lang', 'theme']) {
    const value = new URLSearchParams(location.search).get(key);
    if (value) {
      query.set(key, value);
    }
  }

  return query.size > 0 ? `${path.split('?')[0]}?${query.toString()}` : path;
}

function page(): TemplateResult {
  const words = { asking: m.connecting, ready: m.serverReady, 'not-ready': m.serverNotReady, unreachable: m.serverUnreachable };
  return html`
    <header>
      <p class="product">${m.product}</p>
      <h1>${city ? say(city.name, reader.language) : 'SmartCity.Ioc'}</h1>
      <p>${m.startLead}</p>
      <p class="status" data-status=${status} role="status">${words[status]}</p>
    </header>
    <main>
      <a class="card" href=${to('/wall')}><h2>${m.wall}</h2><p>${m.startWall}</p></a>
      <a class="card" href=${to('/console')}><h2>${m.console}</h2><p>${m.startConsole}</p></a>
      <a class="card" href=${to('/m')}><h2>${m.phone}</h2><p>${m.startPhone}</p></a>
    </main>
    <nav aria-label=${m.screens}>
      <h2>${m.screens}</h2>
      <ul>
        ${Object.entries(screens).map(([name, screen]) => html`<li><a href=${to(`/wall?screen=${name}`)}>${m[screen.title] as string}</a></li>`)}
        <li><a href=${to('/wall?d=3&h=685')}>${m.startControlRoom}</a></li>
        <li><a href="/openapi/v1.json">${m.startApi}</a></li>
      </ul>
    </nav>
    <footer>
      <span>${m.language}: <a href=${hrefWith({ lang: 'vi' })} lang="vi">${m.vietnamese}</a> · <a href=${hrefWith({ lang: 'en' })} lang="en">${m.english}</a></span>
      <span>${m.theme}: <a href=${hrefWith({ theme: 'dark' })}>${m.dark}</a> · <a href=${hrefWith({ theme: 'light' })}>${m.light}</a></span>
    </footer>
  `;
}

render(page(), root);
void ask();
setInterval(() => void ask(), 5000);

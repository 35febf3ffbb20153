import { html, nothing, type TemplateResult } from 'lit';
import { say } from '../i18n/language';
import type { Context } from '../live/context';
import type { KindView } from '../live/view';
import { Capacity } from '../look/capacity';
import { LightElement } from '../look/light-element';
import { UsualBands } from './usual-bands';
import { beyond } from './usual';
import { chooseFigures, staleFor, type Figure } from './figures';

/** The territory's means of the most important metrics, each with its unit, its number of samples and its time. */
export class KeyFigures extends LightElement {
  static override properties = { context: { attribute: false }, kinds: { attribute: false }, little: { type: Boolean } };
  /** Little room: the value and its time only. */
  declare little: boolean;
  declare context: Context | null;
  declare kinds: readonly KindView[];
  // The gap between two columns counts with each: columns that are told too many wrap into a row that is cut.
  private readonly usual = new UsualBands();
  private readonly capacity = new Capacity(this, { width: 16.2, height: 3.1 });

  constructor() {
    super();
    this.context = null;
    this.kinds = [];
    this.little = false;
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    // Kinds that measure come first; one that never spoke still keeps its place with a dash.
    const figures = chooseFigures(this.kinds, this.capacity.total);
    return html`<ul data-columns=${this.capacity.columns}>${figures.map((figure) => this.figure(figure, c))}</ul>`;
  }

  override updated(): void {
    const c = this.context;
    if (c?.view.root && c.state === 'live') {
      this.usual.read(chooseFigures(this.kinds, this.capacity.total), c.view.root.id, c.now, () => this.requestUpdate());
    }
  }

  private figure(figure: Figure, c: Context): TemplateResult {
    const { source, metric } = figure;
    const value = source.values[metric.id];
    const stale = staleFor(figure, c.now);
    const usual = stale === null ? this.usual.at(figure, c.now, (t) => Number(c.f.minute(t).slice(0, 2))) : null;
    const side = usual && value?.mean !== null && value?.mean !== undefined ? beyond(value.mean, usual) : null;
    return html`
      <li class="${stale === null ? '' : 'old'} ${side ? 'beyond' : ''}" data-figure="${source.kind.id}.${metric.id}">
        <div><span class="name">${say(metric.name, c.language)}</span><span class="of">${usual ? c.m.usually(c.f.number(usual.low, metric.decimals), c.f.number(usual.high, metric.decimals)) : say(source.kind.name, c.language)}</span></div>
        <div class="figure"><b>${c.f.number(value?.mean, metric.decimals)}</b> <span class="unit">${metric.unit}</span>${side ? html` <span class="side">${side === 'above' ? '↑' : '↓'}<span class="visually-hidden">${side === 'above' ? c.m.aboveUsual : c.m.belowUsual}</span></span>` : nothing}
          <span class="of">${stale !== null ? c.m.staleData(c.f.stopwatch(stale)) : source.newest === null ? c.m.noDataYet : html`${c.f.moment(value?.start ?? source.newest, c.now)}${value && !this.little ? ` · ${c.m.samples(c.f.count(value.count))}` : nothing}`}</span></div>
      </li>
    `;
  }
}

customElements.define('ioc-key-figures', KeyFigures);

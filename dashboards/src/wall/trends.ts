import { html, nothing, type TemplateResult } from 'lit';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { get } from '../api/rest';
import { say } from '../i18n/language';
import type { Context } from '../live/context';
import type { KindView } from '../live/view';
import { Capacity } from '../look/capacity';
import { LightElement } from '../look/light-element';
import { chooseFigures, staleFor, type Figure } from './figures';
import { spanFrom, stepsOf, withLive, type Series, valueRange } from './series';

interface HistoryAnswer {
  readonly points: readonly { readonly t: string | number; readonly mean: number | null }[];
}

const hours = 2;
/** Below so many points a line alone would hardly be seen. */
const fewPoints = 12;
/** History is kept in minutes; asking more often would bring nothing new. */
const readEvery = 60_000;
/** A curve of hours moves by less than a pixel in that time; drawing it with every frame cost a third of the main thread. */
const drawEvery = 5000;

/** Small charts of the first metrics: the last two hours from the store, and the live figure at their end. */
export class Trends extends LightElement {
  static override properties = { context: { attribute: false }, kinds: { attribute: false } };
  declare context: Context | null;
  declare kinds: readonly KindView[];
  private readonly capacity = new Capacity(this, { width: 13, height: 9 });
  private readonly history = new Map<string, Series>();
  private readonly unread = new Set<string>();
  private readonly plots = new Map<string, uPlot>();
  private readAt = -Infinity;
  private drawnAt = -Infinity;
  private readonly resized = new ResizeObserver(() => this.forget());
  private readFor = '';
  private drawnFor = '';

  constructor() {
    super();
    this.context = null;
    this.kinds = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    return html`${this.figures().map((figure) => {
      const key = keyOf(figure);
      const value = figure.source.values[figure.metric.id];
      return html`
        <figure class=${staleFor(figure, c.now) === null ? '' : 'old'}>
          <figcaption><span class="name">${say(figure.metric.name, c.language)}</span><span class="now"><span><b>${c.f.number(value?.mean, figure.metric.decimals)}</b> <span class="unit">${figure.metric.unit}</span></span><span class="of">${value?.start === undefined ? nothing : c.f.minute(value.start)}</span></span></figcaption>
          <div class="plot" data-plot=${key} role="img" aria-label="${say(figure.metric.name, c.language)}, ${c.m.trends}"></div>
          ${this.unread.has(key) ? html`<p class="of">${c.m.trendsUnavailable}</p>` : figure.source.newest === null ? html`<p class="of">${c.m.noDataYet}</p>` : nothing}
        </figure>
      `;
    })}`;
  }

  override updated(): void {
    const c = this.context;
    if (!c?.view.root) {
      return;
    }

    const figures = this.figures();
    const wanted = figures.map(keyOf).join();
    if (wanted !== this.readFor || performance.now() - this.readAt > readEvery) {
      this.readFor = wanted;
      this.readAt = performance.now();
      void this.read(figures, c.view.root.id, c.now);
    }

    const present = new Set(figures.map(keyOf));
    for (const [key, plot] of this.plots) {
      if (!present.has(key)) {
        plot.destroy();
        this.plots.delete(key);
      }
    }

    if (wanted !== this.drawnFor || performance.now() - this.drawnAt > drawEvery) {
      this.drawnFor = wanted;
      this.drawnAt = performance.now();
      for (const figure of figures) {
        this.draw(figure, c);
      }
    }
  }

  /** Another size has another size of text, which a plot has from its making. */
  private forget(): void {
    this.plots.forEach((plot) => plot.destroy());
    this.plots.clear();
    this.drawnAt = -Infinity;
    this.requestUpdate();
  }

  private figures(): Figure[] {
    return chooseFigures(this.kinds, this.capacity.total);
  }

  private async read(figures: readonly Figure[], zone: string, now: number): Promise<void> {
    const from = new Date(now - hours * 3_600_000).toISOString();
    const to = new Date(now).toISOString();
    await Promise.all(
      figures.map(async (figure) => {
        const key = keyOf(figure);
        try {
          const query = new URLSearchParams({ kind: figure.source.kind.id, metric: figure.metric.id, window: '1m', from, to, limit: '500' });
          const answer = await get<HistoryAnswer>(`/api/v1/zones/${encodeURIComponent(zone)}/history?${query.toString()}`);
          this.history.set(key, answer.points.map((p) => [typeof p.t === 'number' ? p.t : Date.parse(p.t), p.mean]));
          this.unread.delete(key);
        } catch {
          this.unread.add(key);
        }
      }),
    );
    this.drawnAt = -Infinity;
    this.requestUpdate();
  }

  private draw(figure: Figure, c: Context): void {
    const key = keyOf(figure);
    const box = this.querySelector<HTMLElement>(`[data-plot="${key}"]`);
    if (!box || box.clientWidth < 10 || box.clientHeight < 10) {
      return;
    }

    const mean = figure.source.values[figure.metric.id]?.mean ?? null;
    const data = withLive(this.history.get(key) ?? [], mean, figure.source.newest, c.now - hours * 3_600_000);
    let plot = this.plots.get(key);
    // A plot keeps the size that it was made for; one more figure beside it makes its box narrower.
    if (plot && (data.length === 0 || plot.root.parentElement !== box || plot.width !== box.clientWidth || plot.height !== box.clientHeight)) {
      plot.destroy();
      this.plots.delete(key);
      plot = undefined;
    }

    // Axes without a line would be a scale of nothing.
    if (data.length === 0) {
      return;
    }

    if (!plot) {
      plot = this.create(figure, box, c);
      this.plots.set(key, plot);
    }

    plot.setData([data.map(([t]) => t / 1000), data.map(([, v]) => v)]);
    plot.setScale('x', { min: spanFrom(data[0]?.[0] ?? null, c.now, hours * 3_600_000) / 1000, max: c.now / 1000 });
  }

  private create(figure: Figure, box: HTMLElement, c: Context): uPlot {
    const style = getComputedStyle(document.documentElement);
    const text = parseFloat(style.fontSize);
    const quiet = style.getPropertyValue('--quiet').trim();
    const axis: uPlot.Axis = { stroke: quiet, font: `${text}px 'Be Vietnam Pro', sans-serif`, grid: { stroke: style.getPropertyValue('--line').trim(), width: 1 }, ticks: { show: false } };
    return new uPlot(
      {
        width: box.clientWidth,
        height: box.clientHeight,
        legend: { show: false },
        cursor: { show: false },
        padding: [text * 0.7, text * 1.5, 0, 0],
        scales: { x: { time: false }, y: { range: (_, least, most) => valueRange(least ?? 0, most ?? 0, figure.metric.decimals) } },
        axes: [
          { ...axis, grid: { show: false }, size: text * 1.5, gap: 2, space: text * 4, incrs: [60, 120, 300, 600, 900, 1800, 3600], values: (_, ticks) => ticks.map((t) => c.f.minute(t * 1000)) },
          { ...axis, size: text * 3, gap: 4, space: text * 2.2, incrs: stepsOf(figure.metric.decimals), values: (_, ticks) => ticks.map((v) => c.f.number(v, Number.isInteger(v) ? 0 : figure.metric.decimals)) },
        ],
        series: [{}, { stroke: style.getPropertyValue('--text').trim(), width: Math.max(1.5, text / 12), spanGaps: false, points: { show: (_, __, from, to) => to - from < fewPoints, size: text / 4, fill: quiet, stroke: quiet } }],
      },
      [[], []],
      box,
    );
  }
}

function keyOf(figure: Figure): string {
  return `${figure.source.kind.id}.${figure.metric.id}`;
}

customElements.define('ioc-trends', Trends);

import { html, nothing, type TemplateResult } from 'lit';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { download, get } from '../api/rest';
import { say } from '../i18n/language';
import type { Context } from '../live/context';
import type { DeviceAnswer, MetricAnswer } from '../live/wire';
import { valueRange } from '../wall/series';
import { columnsOf, daySpans, hourSpans, pathOf, subjectOf, textOf, windowFor, type HistoryPoint, type HistorySubject } from './history-query';
import { hrefOf } from './places';
import { Reading } from './reading';

interface History {
  readonly points: readonly HistoryPoint[];
  readonly missing?: { readonly from: string; readonly to: string } | null;
  readonly from: number;
  readonly to: number;
}

/** The stored figures of any device or zone, as a line of means between the lowest and the highest. */
export class HistoryView extends Reading<History> {
  static override properties = { ...Reading.properties, hours: { state: true }, device: { state: true } };
  declare hours: number;
  declare device: DeviceAnswer | null;
  private readFor = '';
  private plot: uPlot | null = null;
  private drawn: History | null = null;
  private observer: ResizeObserver | null = null;

  constructor() {
    super();
    this.hours = 6;
    this.device = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    this.plot?.destroy();
    this.plot = null;
    this.drawn = null;
  }

  override willUpdate(): void {
    const subject = this.chosen();
    const wanted = subject ? `${textOf(subject)}|${this.hours}` : '';
    if (this.context && wanted !== this.readFor) {
      this.readFor = wanted;
      this.answer = null;
      if (subject) {
        void this.read();
      }
    }
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c?.view.root) {
      return nothing;
    }

    const { m, f } = c;
    const subject = this.chosen();
    const metric = this.metric(c, subject);
    const range = (hours: number, words: string): TemplateResult => html`<button type="button" aria-pressed=${hours === this.hours} @click=${() => (this.hours = hours)}>${words}</button>`;
    return html`
      <section class="panel history" aria-label=${m.placeHistory}>
        <h2>${m.placeHistory}</h2>
        <form class="filters" @submit=${(event: SubmitEvent) => event.preventDefault()}>
          <label>${m.zone}<select @change=${(e: Event) => this.go({ of: 'zone', id: (e.target as HTMLSelectElement).value, kind: subject?.kind ?? c.view.kinds[0]?.kind.id ?? null, metric: subject?.metric ?? null })}>
            ${subject?.of === 'device' ? html`<option value="" selected>–</option>` : nothing}
            ${c.view.zones.map((z) => html`<option value=${z.zone.id} ?selected=${subject?.of === 'zone' && subject.id === z.zone.id}>${say(z.zone.name, c.language)}</option>`)}
          </select></label>
          <label>${m.device}<input name="device" .value=${subject?.of === 'device' ? subject.id : ''} placeholder="cam-000001" @change=${(e: Event) => this.go({ of: 'device', id: (e.target as HTMLInputElement).value.trim(), kind: null, metric: null })}></label>
          <label>${m.metric}<select @change=${(e: Event) => this.choose((e.target as HTMLSelectElement).value, subject)}>
            ${this.metrics(c, subject).map(([kind, one]) => html`<option value="${kind}.${one.id}" ?selected=${subject?.metric === one.id && (subject.of === 'device' || subject.kind === kind)}>${subject?.of === 'zone' ? `${say(c.view.kinds.find((k) => k.kind.id === kind)?.kind.name, c.language)}: ` : ''}${say(one.name, c.language)}</option>`)}
          </select></label>
          <span class="ranges" role="group" aria-label=${m.period}>${hourSpans.map((h) => range(h, m.lastHours(f.count(h))))}${daySpans.map((d) => range(d * 24, m.lastDays(f.count(d))))}</span>
        </form>
        ${subject ? this.state(c) : nothing}
        ${this.answer && this.answer.points.length === 0 ? html`<p>${m.noPoints}</p>` : nothing}
        ${this.answer?.missing ? html`<p><b>${m.missingFrom(f.moment(Date.parse(this.answer.missing.from), c.now), f.moment(Date.parse(this.answer.missing.to), c.now))}</b></p>` : nothing}
        ${metric ? html`<p class="caption"><b>${say(metric.name, c.language)}</b> ${metric.unit} · ${m.meanOf}, ${m.leastOf.toLowerCase()}, ${m.mostOf.toLowerCase()} · ${m.windowOf(windowFor(this.hours))}${metric.source ? html` · ${say(metric.source.name, c.language)}` : nothing}
          ${this.answer && subject ? html`· <button type="button" class="plain" @click=${() => this.download(subject, this.answer!)}>${m.downloadCsv}</button>` : nothing}
          ${subject?.of === 'device' ? html`· <a href=${hrefOf('check', subject.id)}>${m.placeCheck}</a>` : nothing}</p>` : nothing}
        <div class="chart" role="img" aria-label="${say(metric?.name, c.language)}, ${m.placeHistory}"></div>
      </section>
    `;
  }

  override updated(): void {
    const c = this.context;
    const box = this.querySelector<HTMLElement>('.chart');
    if (!c || !box || this.answer === this.drawn) {
      return;
    }

    this.plot?.destroy();
    this.plot = null;
    this.drawn = this.answer;
    if (this.answer && this.answer.points.length > 0) {
      this.plot = this.draw(this.answer, box, c);
    }
  }

  protected override async fetch(c: Context): Promise<History> {
    const subject = this.chosen()!;
    const to = c.now;
    const from = to - this.hours * 3_600_000;
    if (subject.of === 'device') {
      this.device = await get<DeviceAnswer>(`/api/v1/devices/${encodeURIComponent(subject.id)}`);
    }

    const asked = { ...subject, metric: this.metric(c, subject)?.id ?? subject.metric };
    const answer = await get<Pick<History, 'points' | 'missing'>>(pathOf(asked, from, to, windowFor(this.hours), 'json'));
    return { ...answer, from, to };
  }

  /** What the address asks for; without it, the territory's first kind. */
  private chosen(): HistorySubject | null {
    const c = this.context;
    const asked = subjectOf(this.subject);
    if (asked || !c?.view.root) {
      return asked;
    }

    const kind = c.view.kinds[0]?.kind;
    return kind ? { of: 'zone', id: c.view.root.id, kind: kind.id, metric: kind.metrics[0]?.id ?? null } : null;
  }

  private metrics(c: Context, subject: HistorySubject | null): (readonly [string, MetricAnswer])[] {
    const only = subject?.of === 'device' ? (this.device?.id === subject.id ? this.device.kind : '') : null;
    return c.view.kinds.filter((k) => only === null || k.kind.id === only).flatMap((k) => k.kind.metrics.map((metric) => [k.kind.id, metric] as const));
  }

  private metric(c: Context, subject: HistorySubject | null): MetricAnswer | null {
    const fitting = this.metrics(c, subject).filter(([kind]) => subject?.of === 'device' || kind === subject?.kind);
    return (fitting.find(([, metric]) => metric.id === subject?.metric) ?? fitting[0])?.[1] ?? null;
  }

  private async download(subject: HistorySubject, { from, to }: History): Promise<void> {
    try {
      await download(pathOf(subject, from, to, windowFor(this.hours), 'csv'), `${subject.id}-${subject.metric ?? ''}.csv`);
    } catch {
      this.failed = true;
    }
  }

  private choose(value: string, subject: HistorySubject | null): void {
    const [kind = '', metric = ''] = value.split('.', 2);
    if (subject) {
      this.go({ ...subject, kind, metric });
    }
  }

  private go(subject: HistorySubject): void {
    if (subject.id) {
      location.hash = hrefOf('history', textOf(subject));
    }
  }

  private resize(): void {
    const box = this.querySelector<HTMLElement>('.chart');
    if (this.plot && box && box.clientWidth > 10) {
      this.plot.setSize({ width: box.clientWidth, height: Math.max(160, box.clientHeight) });
    }
  }

  private draw(history: History, box: HTMLElement, c: Context): uPlot {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const text = parseFloat(style.fontSize);
    const decimals = this.metric(c, this.chosen())?.decimals ?? 1;
    const axis: uPlot.Axis = { stroke: colour('--quiet'), font: `${text}px 'Be Vietnam Pro', sans-serif`, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const number = (value: number | null | undefined): string => c.f.number(value, decimals);
    const edge: uPlot.Series = { stroke: 'transparent', points: { show: false }, value: (_, v) => number(v) };
    return new uPlot(
      {
        width: Math.max(box.clientWidth, 100),
        height: Math.max(box.clientHeight, 160),
        scales: { x: { time: true, range: [history.from / 1000, history.to / 1000] }, y: { range: (_, least, most) => valueRange(least ?? 0, most ?? 0, decimals) } },
        axes: [
          { ...axis, values: (_, ticks) => ticks.map((t) => (this.hours > 24 ? c.f.moment(t * 1000, 0).slice(0, -3) : c.f.minute(t * 1000))), space: text * (this.hours > 24 ? 8 : 4) },
          { ...axis, size: text * 4, values: (_, ticks) => ticks.map((v) => c.f.number(v, Number.isInteger(v) ? 0 : decimals || 1)) },
        ],
        series: [
          { label: c.m.time, value: (_, t) => (t === null ? '–' : c.f.moment(t * 1000, c.now)) },
          { label: c.m.meanOf, stroke: colour('--text'), width: 1.5, spanGaps: false, value: (_, v) => number(v) },
          { label: c.m.leastOf, ...edge },
          { label: c.m.mostOf, ...edge },
        ],
        bands: [{ series: [3, 2], fill: colour('--hatch') }],
      },
      columnsOf(history.points),
      box,
    );
  }
}

customElements.define('ioc-history', HistoryView);

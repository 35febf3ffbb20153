import { html, nothing, svg, type TemplateResult } from 'lit';
import { say } from '../i18n/language';
import { domainName } from '../i18n/names';
import type { Messages } from '../i18n/vi';
import type { Context } from '../live/context';
import type { IndicatorStatus, WireIndicator } from '../live/wire';
import { Capacity } from '../look/capacity';
import { LightElement } from '../look/light-element';
import { keyScores, oldFor, scoreGroups, scoreScale } from './scores';

const words: Readonly<Record<IndicatorStatus, keyof Messages | null>> = { good: 'scoreGood', warning: 'scoreWarning', bad: 'scoreBad', unknown: null };

/** Height of a card, of a domain's name and of a short line, in rem; wall.css gives them the same. */
const card = 7.9;
const heading = 1.6;
const line = 3.1;

/**
 * What the city's offices are measured by: the value against its target, what it was counted from, its period and its age. A missed target
 * is no alert: it has a word, a line and its place on the scale, and no colour.
 */
export class Scorecards extends LightElement {
  static override properties = { context: { attribute: false }, indicators: { attribute: false }, brief: { type: Boolean } };
  declare context: Context | null;
  declare indicators: readonly WireIndicator[];
  /** Two lines for each of those that stand for their domain; otherwise a card for all, by domain. */
  declare brief: boolean;
  private readonly capacity = new Capacity(this, { width: 15, height: line });

  constructor() {
    super();
    this.context = null;
    this.indicators = [];
    this.brief = false;
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    if (this.brief) {
      return html`<ul class="lines">${keyScores(this.indicators, this.capacity.total).map((score) => this.line(score, c))}</ul>`;
    }

    const rows = Math.floor((this.capacity.height - heading) / card);
    return html`${scoreGroups(this.indicators, rows).map((group) => html`
      <section>
        <h3>${domainName(group.domain, c.m)}${group.rest > 0 ? html` <span class="of">${c.m.moreScores(c.f.count(group.rest))}</span>` : nothing}</h3>
        <ul>${group.scores.map((score) => this.card(score, c))}</ul>
      </section>`)}`;
  }

  private line(score: WireIndicator, c: Context): TemplateResult {
    const old = oldFor(score, c.now);
    return html`
      <li class=${classOf(score, c)} data-score=${score.id} data-status=${score.status}>
        <div><span class="name">${say(score.name, c.language)}</span>${status(score, c)}</div>
        <div>${value(score, c)}<span class="of">${score.ts === null ? nothing : old === null ? `${target(score, c)} · ${c.f.periodEnd(score.ts)}` : c.m.staleData(c.f.age(old))}</span></div>
      </li>`;
  }

  private card(score: WireIndicator, c: Context): TemplateResult {
    const { f, m } = c;
    const { numerator, denominator, ts } = score;
    const old = oldFor(score, c.now);
    return html`
      <li class=${classOf(score, c)} data-score=${score.id} data-status=${score.status}>
        <p class="name">${say(score.name, c.language)}</p>
        <div>${value(score, c)}<span class="of">${numerator === null || denominator === null ? nothing : `${f.limit(numerator)} / ${f.limit(denominator)}`}</span></div>
        ${scale(score, c)}
        <div><span class="of">${target(score, c)}</span>${status(score, c)}</div>
        <div class="of"><span>${m.scorePeriod(f.period(score.periodSeconds))}</span>
          <span>${ts === null ? nothing : old === null ? `${f.periodEnd(ts)} · ${f.age(c.now - ts)}` : m.staleData(f.age(old))}</span></div>
      </li>`;
  }
}

function classOf(score: WireIndicator, c: Context): string {
  return `${oldFor(score, c.now) === null ? '' : 'old'} ${score.status === 'bad' || score.status === 'warning' ? 'beyond' : ''}`;
}

function value(score: WireIndicator, c: Context): TemplateResult {
  return score.value === null ? html`<span class="of">${c.m.noDataYet}</span>` : html`<span><b>${c.f.number(score.value, score.decimals)}</b> <span class="unit">${score.unit}</span></span>`;
}

function target(score: WireIndicator, c: Context): string {
  return c.m.scoreTarget(`${score.direction === 'higher' ? '≥' : '≤'} ${c.f.limit(score.target)}`);
}

function status({ status: s }: WireIndicator, c: Context): TemplateResult | typeof nothing {
  const word = words[s];
  return word === null ? nothing : html`<span class="status">${c.m[word] as string}</span>`;
}

/** Beyond the warning the ground is darkest, from the target on it is open; the mark is the value. */
function scale(score: WireIndicator, c: Context): TemplateResult {
  const at = scoreScale(score);
  const higher = score.direction === 'higher';
  const label = `${c.f.number(score.value, score.decimals)} ${score.unit}, ${target(score, c)}`;
  return html`
    <svg class="scale" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=${label}>
      ${svg`<rect class="good" x="0" y="3" width="100" height="4"/>
        <rect class="near" x=${higher ? 0 : at.target} y="3" width=${higher ? at.target : 100 - at.target} height="4"/>
        <rect class="bad" x=${higher ? 0 : at.warning} y="3" width=${higher ? at.warning : 100 - at.warning} height="4"/>
        <rect class="target" x=${at.target - 0.3} y="1" width="0.6" height="8"/>
        ${at.value === null ? nothing : svg`<rect class="mark" x=${at.value - 1} y="0" width="2" height="10"/>`}`}
    </svg>`;
}

customElements.define('ioc-scorecards', Scorecards);

import { html, nothing, type TemplateResult } from 'lit';
import { get, post, RefusedError } from '../api/rest';
import { operatorName, rememberOperator } from './operator';
import { readRule, type Rule } from './rules';
import { say } from '../i18n/language';
import { actionName, severityName, stateName } from '../i18n/names';
import { placeOf, valueOf } from '../live/alert-texts';
import type { Context } from '../live/context';
import { isUnacknowledged } from '../live/severity';
import type { AlertView } from '../live/view';
import { LightElement } from '../look/light-element';
import { shape } from '../look/shapes';

export type Verb = 'acknowledge' | 'comment' | 'shelve' | 'unshelve' | 'close';

interface TimelineEntry {
  readonly action: string;
  readonly at: string | number;
  readonly by: string;
  readonly note: string | null;
}

type Outcome = { readonly kind: 'sending' } | { readonly kind: 'done' } | { readonly kind: 'failed'; readonly words: string };

/** Minutes that an alert can be put aside for. */
const shelfTimes = [15, 60, 240];

/** One alert with its value against the limit, what was done about it, and the operator's verbs. Nothing changes here before the server says so. */
export class AlertDetail extends LightElement {
  static override properties = { context: { attribute: false }, entry: { attribute: false }, outcome: { state: true }, timeline: { state: true }, rule: { state: true } };
  declare context: Context | null;
  declare entry: AlertView | null;
  declare outcome: Outcome | null;
  declare timeline: readonly TimelineEntry[] | 'unreadable' | null;
  declare rule: Rule | null;
  private shown = '';

  constructor() {
    super();
    this.context = null;
    this.entry = null;
    this.outcome = null;
    this.timeline = null;
    this.rule = null;
  }

  override willUpdate(): void {
    const alert = this.entry?.alert;
    const key = alert ? `${alert.id}/${alert.revision}` : '';
    if (key === this.shown) {
      return;
    }

    if (alert?.id !== this.shown.split('/')[0]) {
      this.outcome = null;
      this.timeline = null;
      this.rule = null;
    }

    this.shown = key;
    if (alert) {
      void this.readRule(alert.id, alert.rule);
      void this.readTimeline(alert.id, key);
    }
  }

  override render(): TemplateResult {
    const c = this.context;
    const entry = this.entry;
    if (!c || !entry) {
      return html`<p class="hint">${c?.m.chooseAlert ?? ''}</p>`;
    }

    const { alert } = entry;
    const fact = (name: string, value: string | null): TemplateResult | typeof nothing => (value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing);
    const at = (t: number | null): string | null => (t === null ? null : c.f.moment(t, c.now));
    return html`
      <p><span class="chip" data-severity=${alert.severity}>${shape(alert.severity)}${severityName(alert.severity, c.m)}</span> ${stateName(alert.state, c.m)}</p>
      <h2>${say(alert.title, c.language)}</h2>
      <p class="value">${valueOf(entry, c)}</p>
      <dl>
        ${fact(c.m.place, placeOf(entry, c))} ${fact(c.m.device, alert.device)} ${fact(c.m.rule, alert.rule)}
        ${fact(c.m.eventTime, at(alert.eventTime))} ${fact(c.m.raisedAt, at(alert.raisedAt))} ${fact(c.m.clearedAt, at(alert.clearedAt))}
        ${fact(c.m.shelvedUntil, at(alert.shelvedUntil))} ${fact(c.m.assignee, alert.assignee)}
        ${alert.acknowledgedBy ? fact(c.m.acknowledge, alert.acknowledgedBy) : nothing}
      </dl>
      ${this.rule ? html`<div class="action"><h3>${c.m.recommended}</h3><p>${say(this.rule.action, c.language)}</p><p class="hint">${this.rule.owner}</p></div>` : nothing}
      ${this.verbs(entry, c)}
      <h3>${c.m.timeline}</h3>
      ${this.timelineList(c)}
    `;
  }

  /** Sends a verb with the note that stands in the field. */
  async send(verb: Verb, extra: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const c = this.context;
    const alert = this.entry?.alert;
    if (!c || !alert || this.outcome?.kind === 'sending') {
      return;
    }

    const field = this.querySelector<HTMLTextAreaElement>('textarea');
    if (verb === 'comment' && !field?.value.trim()) {
      this.outcome = { kind: 'failed', words: c.m.noteMissing };
      field?.focus();
      return;
    }

    this.outcome = { kind: 'sending' };
    try {
      await post(`/api/v1/alerts/${encodeURIComponent(alert.id)}/${verb}`, { note: field?.value.trim() || null, revision: alert.revision, by: operatorName() || null, ...extra });
      this.outcome = { kind: 'done' };
      if (field) {
        field.value = '';
      }
    } catch (error) {
      const words = !(error instanceof RefusedError) ? c.m.unreachable : error.status === 409 ? c.m.conflict(error.message) : c.m.refused(error.message);
      this.outcome = { kind: 'failed', words };
    }
  }

  focusNote(): void {
    this.querySelector<HTMLTextAreaElement>('textarea')?.focus();
  }

  private verbs(entry: AlertView, c: Context): TemplateResult {
    const { alert } = entry;
    const busy = this.outcome?.kind === 'sending';
    const button = (verb: Verb, words: string, extra?: Readonly<Record<string, unknown>>): TemplateResult =>
      html`<button type="button" ?disabled=${busy} @click=${() => this.send(verb, extra)}>${words}</button>`;
    return html`
      <div class="verbs">
        <label>${c.m.operator}<input type="text" name="operator" autocomplete="name" maxlength="200" placeholder=${c.m.operatorHint} .value=${operatorName()} @change=${(e: Event) => rememberOperator((e.target as HTMLInputElement).value)}></label>
        <label>${c.m.note}<textarea rows="2" maxlength="2000" placeholder=${c.m.noteHint}></textarea></label>
        <div class="buttons">
          ${isUnacknowledged(alert) ? button('acknowledge', c.m.acknowledge) : nothing} ${button('comment', c.m.comment)}
          ${alert.state === 'shelved'
            ? button('unshelve', c.m.unshelve)
            : html`<span class="shelf">${c.m.shelveFor} ${shelfTimes.map((t) => button('shelve', c.m.minutes(c.f.count(t)), { until: new Date(c.now + t * 60_000).toISOString() }))}</span>`}
          ${button('close', c.m.close)}
        </div>
        <p class="outcome" role="status">${this.outcome === null ? nothing : this.outcome.kind === 'sending' ? c.m.sending : this.outcome.kind === 'done' ? c.m.done : this.outcome.words}</p>
      </div>
    `;
  }

  private timelineList(c: Context): TemplateResult {
    if (this.timeline === null) {
      return html``;
    }

    if (this.timeline === 'unreadable') {
      return html`<p class="hint">${c.m.timelineUnavailable}</p>`;
    }

    return html`<ol class="timeline">${this.timeline.map(
      (t) => html`<li><time>${c.f.moment(typeof t.at === 'number' ? t.at : Date.parse(t.at), c.now)}</time> <b>${actionName(t.action, c.m)}</b> ${t.by === 'system' ? nothing : t.by}${t.note ? html`<q>${t.note}</q>` : nothing}</li>`,
    )}</ol>`;
  }

  private async readRule(alert: string, id: string): Promise<void> {
    const rule = await readRule(id);
    if (this.entry?.alert.id === alert) {
      this.rule = rule;
    }
  }

  private async readTimeline(id: string, key: string): Promise<void> {
    let read: readonly TimelineEntry[] | 'unreadable';
    try {
      const answer = await get<{ readonly items: readonly TimelineEntry[] } | readonly TimelineEntry[]>(`/api/v1/alerts/${encodeURIComponent(id)}/timeline`);
      read = 'items' in answer ? answer.items : answer;
    } catch {
      read = 'unreadable';
    }

    if (this.shown === key) {
      this.timeline = read;
    }
  }
}

customElements.define('ioc-alert-detail', AlertDetail);

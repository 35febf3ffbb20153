import { html, nothing, type TemplateResult } from 'lit';
import { get } from '../api/rest';
import { say } from '../i18n/language';
import { actionName, severityName, stateName } from '../i18n/names';
import { placeOf, valueOf } from '../live/alert-texts';
import type { Context } from '../live/context';
import type { AlertView } from '../live/view';
import { LightElement } from '../look/light-element';
import { shape } from '../look/shapes';
import { act, type Outcome } from './acts';
import { againstThreshold } from './against-threshold';
import { operatorName, rememberOperator } from './operator';
import { hrefOf } from './places';
import { relatedTo } from './related';
import { readRule, type Rule } from './rules';
import { needsNote, shelfTimes, verbName, verbsOf, type Verb } from './verbs';

interface TimelineEntry {
  readonly action: string;
  readonly at: string | number;
  readonly by: string;
  readonly note: string | null;
}

/** One alert with its value against the limit, what was done about it, and the operator's verbs. Nothing changes here before the server says so. */
export class AlertDetail extends LightElement {
  static override properties = { context: { attribute: false }, entry: { attribute: false }, outcome: { state: true }, timeline: { state: true }, rule: { state: true }, places: { type: Boolean } };
  declare context: Context | null;
  declare entry: AlertView | null;
  declare outcome: Outcome | null;
  declare timeline: readonly TimelineEntry[] | 'unreadable' | null;
  declare rule: Rule | null;
  /** Whether the page has the places that an alert leads to. */
  declare places: boolean;
  private shown = '';

  constructor() {
    super();
    this.context = null;
    this.entry = null;
    this.outcome = null;
    this.timeline = null;
    this.rule = null;
    this.places = false;
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
      ${againstThreshold(entry, c)}
      <dl>
        ${fact(c.m.place, placeOf(entry, c))} ${fact(c.m.device, alert.device)} ${fact(c.m.rule, alert.rule)}
        ${fact(c.m.eventTime, at(alert.eventTime))} ${fact(c.m.raisedAt, at(alert.raisedAt))} ${fact(c.m.clearedAt, at(alert.clearedAt))}
        ${fact(c.m.shelvedUntil, at(alert.shelvedUntil))} ${fact(c.m.assignee, alert.assignee)}
        ${alert.acknowledgedBy ? fact(c.m.acknowledge, alert.acknowledgedBy) : nothing}
      </dl>
      ${this.rule ? html`<div class="action"><h3>${c.m.recommended}</h3><p>${say(this.rule.action, c.language)}</p><p class="hint">${this.rule.owner}</p></div>` : nothing}
      ${this.verbs(entry, c)}
      ${this.places ? this.links(entry, c) : nothing}
      <h3>${c.m.timeline}</h3>
      ${this.timelineList(c)}
      ${this.related(entry, c)}
    `;
  }

  /** Sends a verb with what stands in the fields; asks for what is missing. */
  async send(verb: Verb, minutes: number = shelfTimes[0]!): Promise<void> {
    const c = this.context;
    const alert = this.entry?.alert;
    if (!c || !alert || this.outcome?.kind === 'sending' || !verbsOf(alert.state).includes(verb)) {
      return;
    }

    const note = this.field('note');
    const assignee = this.field('assignee');
    const missing = needsNote(verb) && !note?.value.trim() ? note : verb === 'assign' && !assignee?.value.trim() ? assignee : null;
    if (missing) {
      this.outcome = { kind: 'failed', words: missing === note ? c.m.noteMissing : c.m.assigneeMissing };
      missing.focus();
      return;
    }

    this.outcome = { kind: 'sending' };
    const outcome = await act(alert.id, verb, alert.revision, {
      note: note?.value.trim() || null,
      ...(verb === 'assign' ? { assignee: assignee!.value.trim() } : {}),
      ...(verb === 'shelve' ? { until: new Date(c.now + minutes * 60_000).toISOString() } : {}),
    }, c);
    if (this.entry?.alert.id === alert.id) {
      this.outcome = outcome;
      if (outcome.kind === 'done' && note) {
        note.value = '';
      }
    }
  }

  /** Puts the caret where a verb wants words first. */
  focusField(name: 'note' | 'assignee'): void {
    this.field(name)?.focus();
  }

  private field(name: 'note' | 'assignee'): HTMLInputElement | HTMLTextAreaElement | null {
    return this.querySelector(`[name="${name}"]`);
  }

  private verbs({ alert }: AlertView, c: Context): TemplateResult {
    const busy = this.outcome?.kind === 'sending';
    const button = (verb: Verb, words: string, minutes?: number): TemplateResult =>
      html`<button type="button" data-verb=${verb} ?disabled=${busy} @click=${() => this.send(verb, minutes)}>${words}</button>`;
    const verbs = verbsOf(alert.state);
    return html`
      <div class="verbs">
        <label>${c.m.operator}<input type="text" name="operator" autocomplete="name" maxlength="200" placeholder=${c.m.operatorHint} .value=${operatorName()} @change=${(e: Event) => rememberOperator((e.target as HTMLInputElement).value)}></label>
        <label>${c.m.note}<textarea rows="2" name="note" maxlength="2000" placeholder=${c.m.noteHint}></textarea></label>
        <div class="buttons">
          ${verbs.filter((verb) => verb !== 'assign' && verb !== 'shelve').map((verb) => button(verb, verbName(verb, c.m)))}
        </div>
        ${verbs.includes('shelve') ? html`<div class="buttons shelf"><span>${c.m.shelveFor}</span> ${shelfTimes.map((t) => button('shelve', c.m.minutes(c.f.count(t)), t))}</div>` : nothing}
        ${verbs.includes('assign') ? html`<div class="buttons"><input name="assignee" aria-label=${c.m.assignee} placeholder=${c.m.assignee} maxlength="200" @keydown=${(e: KeyboardEvent) => e.key === 'Enter' && this.send('assign')}>${button('assign', c.m.assign)}</div>` : nothing}
        <p class="outcome" role="status">${this.outcome === null ? nothing : this.outcome.kind === 'sending' ? c.m.sending : this.outcome.words}</p>
      </div>
    `;
  }

  private links({ alert }: AlertView, c: Context): TemplateResult {
    return html`<p class="links">
      <a href=${hrefOf('history', alert.device ? `device:${alert.device}:${alert.metric ?? ''}` : `zone:${alert.zone}:${alert.kind ?? ''}.${alert.metric ?? ''}`)}>${c.m.placeHistory}</a>
      ${alert.device ? html`<a href=${hrefOf('check', alert.device)}>${c.m.placeCheck}</a>` : nothing}
    </p>`;
  }

  private related(entry: AlertView, c: Context): TemplateResult | typeof nothing {
    const others = relatedTo(entry, c.view.alerts);
    if (others.length === 0) {
      return nothing;
    }

    return html`
      <h3>${c.m.related}</h3>
      <ul class="related">${others.map((other) => html`
        <li><button type="button" @click=${() => this.dispatchEvent(new CustomEvent<string>('choose', { detail: other.alert.id }))}>
          <span class="chip quiet" data-severity=${other.alert.severity}>${shape(other.alert.severity)}<span class="visually-hidden">${severityName(other.alert.severity, c.m)}</span></span>
          <span>${say(other.alert.title, c.language)} · ${placeOf(other, c)}${other.alert.incident !== null && other.alert.incident === entry.alert.incident ? html` · ${c.m.sameIncident}` : nothing}</span>
        </button></li>`)}</ul>
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

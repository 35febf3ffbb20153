import { html, nothing, type TemplateResult } from 'lit';
import type { Context } from '../live/context';
import { LightElement } from '../look/light-element';
import { actOnAll, type Outcome } from './acts';
import type { Marks } from './marks';
import { operatorName } from './operator';
import { needsNote, shelfTimes, verbName, type Verb } from './verbs';

const verbs: readonly Verb[] = ['acknowledge', 'assign', 'comment', 'shelve', 'unshelve', 'out-of-service', 'return-to-service', 'close'];

/** One act on all marked alerts. What could not be done stays marked. */
export class BulkBar extends LightElement {
  static override properties = { context: { attribute: false }, count: { type: Number }, verb: { state: true }, outcome: { state: true } };
  declare context: Context | null;
  declare count: number;
  declare verb: Verb;
  declare outcome: Outcome | null;
  marks: Marks | null = null;

  constructor() {
    super();
    this.context = null;
    this.count = 0;
    this.verb = 'acknowledge';
    this.outcome = null;
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c || (this.count === 0 && this.outcome === null)) {
      return nothing;
    }

    const { m } = c;
    const busy = this.outcome?.kind === 'sending';
    return html`
      <form class="bulk" aria-label=${m.bulk} @submit=${(event: SubmitEvent) => this.submit(event, c)}>
        <b>${m.marked(c.f.count(this.count))}</b>
        <label>${m.bulkVerb}<select name="verb" .value=${this.verb} @change=${(e: Event) => (this.verb = (e.target as HTMLSelectElement).value as Verb)}>
          ${verbs.map((verb) => html`<option value=${verb}>${verbName(verb, m)}</option>`)}
        </select></label>
        ${this.verb === 'assign' ? html`<label>${m.assignee}<input name="assignee" required maxlength="200" .value=${operatorName()}></label>` : nothing}
        ${this.verb === 'shelve' ? html`<label>${m.shelveFor}<select name="minutes">${shelfTimes.map((t) => html`<option value=${t}>${m.minutes(c.f.count(t))}</option>`)}</select></label>` : nothing}
        <label class="wide">${m.note}<input name="note" maxlength="2000" ?required=${needsNote(this.verb)}></label>
        <span class="buttons"><button type="submit" ?disabled=${busy || this.count === 0}>${m.send}</button><button type="button" ?disabled=${busy} @click=${() => this.clear()}>${m.unmark}</button></span>
        <p class="outcome" role="status">${this.outcome === null ? nothing : this.outcome.kind === 'sending' ? m.sending : this.outcome.words}</p>
      </form>
    `;
  }

  private async submit(event: SubmitEvent, c: Context): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? '').trim();
    if (!this.marks || (needsNote(this.verb) && text('note') === '')) {
      return;
    }

    this.outcome = { kind: 'sending' };
    const outcome = await actOnAll(this.marks.all, this.verb, {
      note: text('note') || null,
      ...(this.verb === 'assign' ? { assignee: text('assignee') } : {}),
      ...(this.verb === 'shelve' ? { until: new Date(c.now + Number(text('minutes')) * 60_000).toISOString() } : {}),
    }, c);
    this.marks.set(outcome.left);
    this.outcome = outcome;
    this.dispatchEvent(new CustomEvent('marked'));
  }

  private clear(): void {
    this.marks?.set([]);
    this.outcome = null;
    this.dispatchEvent(new CustomEvent('marked'));
  }
}

customElements.define('ioc-bulk', BulkBar);

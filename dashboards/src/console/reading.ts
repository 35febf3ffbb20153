import { html, nothing, type TemplateResult } from 'lit';
import type { Context } from '../live/context';
import { LightElement } from '../look/light-element';

/** A place that shows an answer of the REST interface: what was read, when, and in words that it could not be read. Older answers stay in sight. */
export abstract class Reading<T> extends LightElement {
  static override properties = { context: { attribute: false }, subject: {}, answer: { state: true }, failed: { state: true } };
  declare context: Context | null;
  declare subject: string | null;
  declare answer: T | null;
  declare failed: boolean;
  /** The city's time of the answer. */
  protected readAt = 0;
  private turn = 0;

  constructor() {
    super();
    this.context = null;
    this.subject = null;
    this.answer = null;
    this.failed = false;
  }

  protected abstract fetch(c: Context): Promise<T>;

  /** Reads again; of several readings on their way the last one counts. */
  protected async read(): Promise<void> {
    const c = this.context;
    const turn = ++this.turn;
    if (!c) {
      return;
    }

    try {
      const answer = await this.fetch(c);
      if (turn === this.turn) {
        this.answer = answer;
        this.failed = false;
        this.readAt = c.now;
      }
    } catch {
      if (turn === this.turn) {
        this.failed = true;
      }
    }
  }

  protected state(c: Context): TemplateResult {
    return html`<p class="hint read" role="status">
      ${this.failed ? html`<b>${c.m.unreadable}</b>` : this.answer === null ? c.m.reading : nothing}
      ${this.answer !== null ? c.m.readAt(c.f.moment(this.readAt, c.now)) : nothing}
      <button type="button" @click=${() => this.read()}>${c.m.retry}</button>
    </p>`;
  }
}

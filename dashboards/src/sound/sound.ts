import { html, nothing, type TemplateResult } from 'lit';
import { operatorName, rememberOperator } from '../console/operator';
import type { Context } from '../live/context';
import { isUnacknowledged } from '../live/severity';
import { Silencer, type Silence } from './silence';
import './sound.css';
import { Tones } from './tones';

/** The sound of one page: what the siren does, its place in the top bar, and the line that says who put it off and why. */
export class Sound {
  private readonly silencer = new Silencer();
  private readonly tones: Tones | null;
  private asking = false;

  /** @param search The address; `sound=off` is for a screen beside another one that sounds. */
  constructor(
    search: string,
    private readonly refresh: () => void,
  ) {
    this.tones = new URLSearchParams(search).get('sound') === 'off' ? null : new Tones(refresh);
  }

  /** Follows the picture; to be called with every view. */
  update(c: Context): void {
    const state = this.silencer.state(criticalOf(c), this.tones?.allowed ?? true, Date.now());
    this.tones?.sound(state === 'sounding');
    this.asking &&= state === 'sounding';
  }

  holding(c: Context): Silence | null {
    return this.silencer.holding(criticalOf(c), Date.now());
  }

  bar(c: Context): TemplateResult | typeof nothing {
    const { m } = c;
    if (!this.tones) {
      return nothing;
    }

    switch (this.silencer.state(criticalOf(c), this.tones.allowed, Date.now())) {
      case 'blocked':
        // Any touch of the page lets the sound out; the button is there to be found.
        return html`<div class="sound" data-sound="blocked"><strong>${m.soundBlocked}</strong><button type="button" @click=${() => this.tones?.enable()}>${m.soundEnable}</button></div>`;
      case 'sounding':
        return html`<div class="sound" data-sound="sounding"><button type="button" aria-expanded=${this.asking} @click=${() => this.ask(true)}>${m.soundSilence}</button></div>`;
      default:
        return nothing;
    }
  }

  line(c: Context): TemplateResult | typeof nothing {
    const { m, f } = c;
    const silence = this.holding(c);
    if (silence) {
      // The host's clock, as the city's may be that of a recording.
      return html`<p class="banner silenced" role="status">${m.soundSilenced(f.stopwatch(silence.until - Date.now()), silence.by, silence.reason)}</p>`;
    }

    if (!this.asking) {
      return nothing;
    }

    return html`
      <form class="silence" @submit=${(event: SubmitEvent) => this.submit(event, c)}>
        <label>${m.operator}<input name="by" autocomplete="name" required maxlength="100" .value=${operatorName()}></label>
        <label>${m.soundReason}<input name="reason" required maxlength="200"></label>
        <button type="submit">${m.soundSilence}</button>
        <button type="button" @click=${() => this.ask(false)}>${m.cancel}</button>
      </form>
    `;
  }

  private ask(asking: boolean): void {
    this.asking = asking;
    this.refresh();
    document.querySelector<HTMLInputElement>('.silence input')?.focus();
  }

  private submit(event: SubmitEvent, c: Context): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? '').trim();
    if (text('by') === '' || text('reason') === '') {
      return;
    }

    rememberOperator(text('by'));
    this.silencer.silence(text('by'), text('reason'), criticalOf(c), Date.now());
    this.asking = false;
    this.update(c);
    this.refresh();
  }
}

function criticalOf(c: Context): string[] {
  return c.view.alerts.filter(({ alert }) => alert.severity === 'critical' && isUnacknowledged(alert)).map(({ alert }) => alert.id);
}

import { html, nothing, type TemplateResult } from 'lit';
import { getAll, post, put } from '../api/rest';
import type { Context } from '../live/context';
import type { WallAnswer } from '../live/wire';
import { screens, type ScreenName } from '../wall/screens';
import { refusal, type Outcome } from './acts';
import { operatorName } from './operator';
import { Rereading } from './rereading';

/** Walls report every five seconds. */
const readEvery = 5000;

/** The walls of the house: what each shows and how it is, and a screen sent to one of them. */
export class WallsView extends Rereading<readonly WallAnswer[]> {
  static override properties = { ...Rereading.properties, outcome: { state: true } };
  declare outcome: (Outcome & { readonly wall: string }) | null;
  protected override readonly every = readEvery;

  constructor() {
    super();
    this.outcome = null;
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    const { m } = c;
    return html`
      <section class="panel wide" aria-label=${m.placeWalls} tabindex="0">
        <h2>${m.placeWalls}</h2>
        <p class="hint">${m.wallsLead}</p>
        ${this.state(c)}
        ${this.answer?.length === 0 ? html`<p>${m.wallsNone}</p>` : nothing}
        ${this.answer && this.answer.length > 0 ? html`
          <table class="quality">
            <thead><tr><th scope="col">${m.wall}</th><th scope="col">${m.state}</th><th scope="col">${m.wallShows}</th><th scope="col" class="number">${m.columnAge}</th><th scope="col">${m.wallSend}</th></tr></thead>
            <tbody>${this.answer.map((wall) => this.row(wall, c))}</tbody>
          </table>` : nothing}
      </section>
    `;
  }

  protected override fetch(): Promise<readonly WallAnswer[]> {
    return getAll<WallAnswer>('/api/v1/walls');
  }

  private row(wall: WallAnswer, c: Context): TemplateResult {
    const { m, f } = c;
    const title = (name: string | null): string => (name !== null && Object.hasOwn(screens, name) ? (m[screens[name as ScreenName].title] as string) : (name ?? m.notMeasured));
    const outcome = this.outcome?.wall === wall.id ? this.outcome : null;
    return html`
      <tr data-wall=${wall.id}>
        <th scope="row">${wall.id}<span class="hint"> ${wall.width}×${wall.height} ${wall.address ?? ''}</span></th>
        <td class=${wall.state === 'silent' ? 'low' : ''}>${wall.state === 'silent' ? m.wallSilent(f.moment(Date.parse(wall.reportedAt), c.now)) : m.live}</td>
        <td>${title(wall.screen)}${wall.sentScreen === null ? nothing : html`<p class="hint">${m.wallSent(title(wall.sentScreen), wall.sentBy ?? '', f.moment(Date.parse(wall.sentAt ?? ''), c.now))}</p>`}</td>
        <td class="number">${wall.ageSeconds === null ? m.notMeasured : f.seconds(wall.ageSeconds * 1000)}</td>
        <td><form class="filters" @submit=${(event: SubmitEvent) => this.submit(event, wall, c)}>
          <select name="screen" aria-label="${m.wallShows} ${wall.id}">${Object.keys(screens).map((name) => html`<option value=${name} ?selected=${name === wall.screen}>${title(name)}</option>`)}</select>
          <span class="buttons"><button type="submit">${m.send}</button>${wall.sentScreen === null ? nothing : html`<button type="button" @click=${() => this.send(wall, null, c)}>${m.wallRelease}</button>`}</span>
          <span class="outcome" role="status">${outcome === null ? nothing : outcome.kind === 'sending' ? m.sending : outcome.words}</span>
        </form>${wall.state === 'silent' ? this.retirement(wall, c) : nothing}</td>
      </tr>
    `;
  }

  /** A wall that hangs no more is taken out of use with a reason; until then its darkness is an alert. */
  private retirement(wall: WallAnswer, c: Context): TemplateResult {
    const { m } = c;
    return html`<details class="retire"><summary>${m.wallRetire}</summary>
      <form class="filters" @submit=${(event: SubmitEvent) => this.retire(event, wall, c)}>
        <label>${m.soundReason}<input name="note" required maxlength="500"></label><span class="buttons"><button type="submit">${m.wallRetire}</button></span>
      </form></details>`;
  }

  private retire(event: SubmitEvent, wall: WallAnswer, c: Context): void {
    event.preventDefault();
    const note = String(new FormData(event.target as HTMLFormElement).get('note') ?? '').trim();
    if (note !== '') {
      void this.act(wall, () => post(`/api/v1/walls/${encodeURIComponent(wall.id)}/retire`, { note, by: operatorName() || null }), c);
    }
  }

  private submit(event: SubmitEvent, wall: WallAnswer, c: Context): void {
    event.preventDefault();
    void this.send(wall, String(new FormData(event.target as HTMLFormElement).get('screen')), c);
  }

  private send(wall: WallAnswer, screen: string | null, c: Context): Promise<void> {
    return this.act(wall, () => put(`/api/v1/walls/${encodeURIComponent(wall.id)}/screen`, { screen, by: operatorName() || null }), c);
  }

  private async act(wall: WallAnswer, ask: () => Promise<unknown>, c: Context): Promise<void> {
    this.outcome = { wall: wall.id, kind: 'sending' };
    try {
      await ask();
      this.outcome = { wall: wall.id, kind: 'done', words: c.m.done };
    } catch (error) {
      this.outcome = { wall: wall.id, kind: 'failed', words: refusal(error, c) };
    }

    await this.read();
  }
}

customElements.define('ioc-walls', WallsView);

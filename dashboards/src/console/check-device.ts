import { html, nothing, type TemplateResult } from 'lit';
import { get, getAll, put } from '../api/rest';
import { say } from '../i18n/language';
import { healthName } from '../i18n/names';
import type { Context } from '../live/context';
import type { DeviceAnswer, MetricAnswer } from '../live/wire';
import { refusal, type Outcome } from './acts';
import { operatorName } from './operator';
import { hrefOf } from './places';
import { reasonName, suspicionNames, type DeviceQuality } from './quality';
import { Reading } from './reading';
import { runsOf, strip, stripLabel } from './strip';

interface Sample {
  readonly receivedAt: string;
  readonly topic: string;
  readonly reason: string;
  readonly payload: string | null;
}

interface Comparison {
  readonly metric: MetricAnswer;
  readonly now: number | null;
  readonly before: number | null;
}

interface RegistryEntry {
  readonly device: string;
  readonly outOfService: string | null;
}

interface DeviceCheck {
  readonly device: DeviceAnswer;
  /** Why it is out of service, or null. */
  readonly outOfService: string | null;
  readonly quality: DeviceQuality;
  readonly samples: readonly Sample[];
  readonly comparisons: readonly Comparison[];
}

interface Points {
  readonly points: readonly { readonly mean: number | null; readonly count: number | null }[];
}

const hourMillis = 3_600_000;
const weekMillis = 7 * 24 * hourMillis;
const mostSamples = 5;
const mostMetrics = 4;

/** One device's data check: its day by minute, its counts, what was rejected and why, and its values against those of a week ago. */
export class CheckDevice extends Reading<DeviceCheck> {
  static override properties = { ...Reading.properties, outcome: { state: true } };
  declare outcome: Outcome | null;
  private readFor: string | null = null;

  constructor() {
    super();
    this.outcome = null;
  }

  override willUpdate(): void {
    if (this.context && this.subject !== this.readFor) {
      this.readFor = this.subject;
      this.answer = null;
      this.outcome = null;
      if (this.subject !== null) {
        void this.read();
      }
    }
  }

  override render(): TemplateResult | typeof nothing {
    const c = this.context;
    if (!c) {
      return nothing;
    }

    if (this.subject === null) {
      return html`<p class="hint">${c.m.checkChoose}</p>`;
    }

    return html`
      <h2>${say(this.answer?.device.name, c.language) || this.subject}</h2>
      ${this.state(c)} ${this.answer ? this.details(this.answer, c) : nothing}
    `;
  }

  protected override async fetch(c: Context): Promise<DeviceCheck> {
    const path = `/api/v1/devices/${encodeURIComponent(this.subject!)}`;
    const [device, quality, entries, quarantine] = await Promise.all([
      get<DeviceAnswer>(path),
      get<DeviceQuality>(`${path}/quality`),
      getAll<RegistryEntry>('/api/v1/registry/entries'),
      // Whoever may see the device may not see what was put aside; the rest is still worth showing.
      get<{ readonly items: readonly Sample[] }>('/api/v1/quarantine?limit=1000').catch(() => ({ items: [] })),
    ]);
    const metrics = c.view.kinds.find((k) => k.kind.id === device.kind)?.kind.metrics.slice(0, mostMetrics) ?? [];
    const mean = async (metric: string, to: number): Promise<number | null> => {
      const query = new URLSearchParams({ metric, window: '1m', stat: 'mean,count', from: new Date(to - hourMillis).toISOString(), to: new Date(to).toISOString() });
      return meanOf(await get<Points>(`${path}/history?${query.toString()}`));
    };
    return {
      device,
      quality,
      outOfService: entries.find((entry) => entry.device === device.id)?.outOfService ?? null,
      samples: quarantine.items.filter((sample) => sample.topic.endsWith(`/${device.id}`)).slice(0, mostSamples),
      comparisons: await Promise.all(metrics.map(async (metric) => ({ metric, now: await mean(metric.id, c.now), before: await mean(metric.id, c.now - weekMillis) }))),
    };
  }

  private details({ device, quality, samples, comparisons, outOfService }: DeviceCheck, c: Context): TemplateResult {
    const { m, f } = c;
    const { ratios } = quality;
    const fact = (name: string, value: string): TemplateResult => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    const share = (ratio: number | null): string => (ratio === null ? m.notMeasured : f.share(ratio));
    const at = (time: string | null): string => (time === null ? m.notMeasured : f.moment(Date.parse(time), c.now));
    return html`
      <p><b>${healthName(quality.health, m)}</b>: ${quality.suspicions.length > 0 ? suspicionNames(quality.suspicions, m) : reasonName(quality.reason, m)} · ${m.checkSince} ${at(quality.healthSince)}</p>
      ${wordingsOf(device, c.view.kinds.find((k) => k.kind.id === device.kind)?.kind.metrics ?? []).map(({ metric, text }) => html`<p><b>${say(metric.name, c.language)}</b>: ${text}</p>`)}
      <dl class="four">${fact(m.checkValid, share(ratios.valid))}${fact(m.checkComplete, share(ratios.complete))}${fact(m.checkClean, share(ratios.clean))}${fact(m.checkLive, share(ratios.live))}</dl>
      ${this.service(device.id, outOfService, c)}
      <h3>${m.checkStrip}</h3>
      ${this.strip(quality, c)}
      <h3>${m.checkCounts}</h3>
      <dl>
        ${fact(m.checkExpected, f.count(quality.expected))}${fact(m.ledgerReceived, f.count(quality.received))}${fact(m.ledgerAccepted, f.count(quality.accepted))}
        ${fact(m.ledgerDuplicate, f.count(quality.duplicates))}${fact(m.ledgerLate, f.count(quality.late))}${fact(m.ledgerLost, f.count(quality.lost))}
        ${fact(m.checkLag, f.seconds(quality.lagSeconds * 1000))}${fact(m.newest, at(quality.lastHeard))}${device.owner ? fact(m.checkOwner, device.owner) : nothing}
      </dl>
      <h3>${m.checkLastWeek}</h3>
      <table class="quality">
        <thead><tr><th scope="col">${m.metric}</th><th scope="col" class="number">${m.checkLastHour}</th><th scope="col" class="number">${m.checkLastWeek}</th></tr></thead>
        <tbody>${comparisons.map(({ metric, now, before }) => html`<tr>
          <th scope="row"><a href=${hrefOf('history', `device:${device.id}:${metric.id}`)}>${say(metric.name, c.language)}</a></th>
          <td class="number">${f.number(now, metric.decimals)} ${metric.unit}</td><td class="number">${f.number(before, metric.decimals)} ${metric.unit}</td></tr>`)}</tbody>
      </table>
      <h3>${m.checkRejects}: ${f.count(quality.rejected)}</h3>
      ${quality.rejected === 0 ? html`<p class="hint">${m.checkNoRejects}</p>` : html`<ul>${Object.entries(quality.rejects).map(([reason, count]) => html`<li>${reason}: ${f.count(count)}</li>`)}</ul>`}
      ${samples.length > 0 ? html`<h3>${m.checkSamples}</h3><ul class="samples">${samples.map((s) => html`<li><time>${at(s.receivedAt)}</time> <b>${s.reason}</b><pre tabindex="0">${s.payload?.slice(0, 500) ?? ''}</pre></li>`)}</ul>` : nothing}
    `;
  }

  /** What is known to be broken is taken out of service with a reason: no rule looks at what it says, and its silence is none. */
  private service(id: string, reason: string | null, c: Context): TemplateResult {
    const { m } = c;
    const busy = this.outcome?.kind === 'sending';
    return html`
      ${reason === null ? nothing : html`<p class="action"><b>${m.outOfService}</b>: ${reason}</p>`}
      <details class="service"><summary>${reason === null ? m.serviceTitle : m.returnToService}</summary>
        <form class="filters" @submit=${(event: SubmitEvent) => this.change(event, id, reason === null, c)}>
          <p class="hint">${reason === null ? m.serviceLead : m.serviceReturnLead}</p>
          <label>${m.soundReason}<input name="note" required maxlength="2000"></label>
          <span class="buttons"><button type="submit" ?disabled=${busy}>${reason === null ? m.outOfService : m.returnToService}</button></span>
        </form>
        <p class="outcome" role="status">${this.outcome === null ? nothing : this.outcome.kind === 'sending' ? m.sending : this.outcome.words}</p>
      </details>`;
  }

  /** @param out Out of service, or back into it. */
  private async change(event: SubmitEvent, id: string, out: boolean, c: Context): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const note = String(new FormData(form).get('note') ?? '').trim();
    if (note === '') {
      return;
    }

    this.outcome = { kind: 'sending' };
    let outcome: Outcome;
    try {
      // The audit knows who is signed in; where nobody is, the name goes with the reason.
      const by = operatorName();
      await put(`/api/v1/devices/${encodeURIComponent(id)}?note=${encodeURIComponent(by ? `${by}: ${note}` : note)}`, { outOfService: out ? note : '' });
      outcome = { kind: 'done', words: c.m.done };
      form.reset();
    } catch (error) {
      outcome = { kind: 'failed', words: refusal(error, c) };
    }

    // The answer to an act on another device is no word on this one.
    if (this.subject === id) {
      this.outcome = outcome;
      await this.read();
    }
  }

  private strip({ strip: day }: DeviceQuality, c: Context): TemplateResult {
    if (!day) {
      return html`<p class="hint">${c.m.trendsUnavailable}</p>`;
    }

    const runs = runsOf(day.received, day.expected);
    const label = stripLabel(runs, (n) => c.f.count(n), c.m);
    const from = Date.parse(day.from);
    return html`
      ${strip(runs, label)}
      <p class="hint between"><time>${c.f.moment(from, c.now)}</time><span>${label}</span><time>${c.f.minute(from + day.received.length * day.stepSeconds * 1000)}</time></p>
    `;
  }
}

/** What the server says of an index in words, as bulletins do: a flood stage "trên BĐ2 là 0,71 m, đang lên 0,12 m/giờ", a level of service "C". */
export const wordingsOf = (device: Pick<DeviceAnswer, 'attributes'>, metrics: readonly MetricAnswer[]): { readonly metric: MetricAnswer; readonly text: string }[] =>
  metrics.flatMap((metric) => {
    const text = device.attributes?.[`${metric.id}_text`];
    return text ? [{ metric, text }] : [];
  });

/** The mean of all readings in the windows, each window by its count. */
export function meanOf({ points }: Points): number | null {
  let [sum, count] = [0, 0];
  for (const point of points) {
    if (point.mean !== null && point.count) {
      sum += point.mean * point.count;
      count += point.count;
    }
  }

  return count === 0 ? null : sum / count;
}

customElements.define('ioc-check-device', CheckDevice);

import { html, svg, type TemplateResult } from 'lit';
import type { Messages } from '../i18n/vi';

/** How a stretch of minutes went: all that was expected came, less, nothing, or nobody can say (yet). */
export type MinuteState = 'full' | 'part' | 'none' | 'unknown';

export interface Run {
  readonly state: MinuteState;
  /** Of the first minute. */
  readonly from: number;
  readonly count: number;
}

/**
 * Runs of minutes of one state. A device that speaks every ten minutes owes a message in every tenth one only: each minute is judged
 * with as many minutes before it as a message takes.
 */
export function runsOf(received: readonly (number | null)[], expected: number): Run[] {
  const span = Math.max(1, Math.ceil(1 / Math.max(expected, 1e-9)));
  const runs: { state: MinuteState; from: number; count: number }[] = [];
  for (let i = 0; i < received.length; i++) {
    const state = received[i] === null ? 'unknown' : judge(received.slice(Math.max(0, i - span + 1), i + 1), expected);
    const last = runs.at(-1);
    if (last?.state === state) {
      last.count++;
    } else {
      runs.push({ state, from: i, count: 1 });
    }
  }

  return runs;
}

// One message may fall into the next minute, and no device keeps its period to the second.
function judge(span: readonly (number | null)[], expected: number): MinuteState {
  const known = span.filter((count) => count !== null);
  const came = known.reduce((sum, count) => sum + count, 0);
  return came === 0 ? 'none' : came >= Math.floor(known.length * expected * 0.9) ? 'full' : 'part';
}

export function minutesOf(runs: readonly Run[], state: MinuteState): number {
  return runs.filter((run) => run.state === state).reduce((sum, run) => sum + run.count, 0);
}

/** The strip as a drawing: full is quiet, short is half as high, nothing is hatched and low. Shapes tell them apart without colour. */
export function strip(runs: readonly Run[], label: string): TemplateResult {
  const width = runs.reduce((sum, run) => sum + run.count, 0);
  const top: Readonly<Record<MinuteState, number>> = { full: 0, part: 10, none: 16, unknown: 19 };
  return html`<svg class="strip" viewBox="0 0 ${Math.max(width, 1)} 20" preserveAspectRatio="none" role="img" aria-label=${label}>
    ${runs.map((run) => svg`<rect data-minutes=${run.state} x=${run.from} y=${top[run.state]} width=${run.count} height=${20 - top[run.state]}/>`)}
  </svg>`;
}

export function stripLabel(runs: readonly Run[], count: (n: number) => string, m: Messages): string {
  return m.checkStripLabel(count(minutesOf(runs, 'full')), count(minutesOf(runs, 'part')), count(minutesOf(runs, 'none')));
}

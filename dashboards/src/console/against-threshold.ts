import { html, svg, type TemplateResult } from 'lit';
import type { Context } from '../live/context';
import type { AlertView } from '../live/view';

/** Where the value and its limit lie on a scale from 0 to 100 that holds both with room to either side. */
export function scaleOf(value: number, threshold: number): { readonly value: number; readonly threshold: number } {
  const low = Math.min(0, value, threshold);
  const high = Math.max(0, value, threshold) + Math.max(Math.abs(value - threshold), Math.abs(value), Math.abs(threshold), 1e-9) * 0.15;
  const at = (x: number): number => Math.round(((x - low) / (high - low)) * 1000) / 10;
  return { value: at(value), threshold: at(threshold) };
}

/** The value as a bar, the limit as a line across it: how far over, without reading the numbers. */
export function againstThreshold(entry: AlertView, c: Context): TemplateResult {
  const { value, threshold } = entry.alert;
  if (value === null || threshold === null) {
    return html``;
  }

  const at = scaleOf(value, threshold);
  return html`
    <svg class="against" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${c.f.number(value, entry.decimals)} / ${c.m.threshold} ${c.f.limit(threshold)}">
      ${svg`<rect class="ground" x="0" y="2" width="100" height="6"/><rect class="bar" x="0" y="2" width=${at.value} height="6"/><rect class="limit" x=${Math.max(0, at.threshold - 0.4)} y="0" width="0.8" height="10"/>`}
    </svg>
  `;
}

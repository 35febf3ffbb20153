import { html, svg, type TemplateResult } from 'lit';
import type { Messages } from '../i18n/vi';

/** What the map's signs mean, drawn as painter.ts draws them, and what the map holds. */
export function mapLegend(m: Messages, summary: string): TemplateResult {
  const sign = (drawing: TemplateResult, words: string): TemplateResult =>
    html`<li><svg viewBox="0 0 16 16" aria-hidden="true">${drawing}</svg>${words}</li>`;
  return html`
    <ul class="signs">
      ${sign(svg`<path d="M8 2 14 8 8 14 2 8Z" fill="none" stroke="currentColor" stroke-width="1.6"/><text x="8" y="11" text-anchor="middle" font-size="8" fill="currentColor">1</text>`, m.legendNumber)}
      ${sign(svg`<path d="M4 4h8v8H4ZM4 12 12 4" fill="none" stroke="currentColor" stroke-width="1.6"/>`, m.legendDevice)}
      ${sign(svg`<path d="M1 1h14v14H1ZM1 8 8 1M1 15 15 1M8 15 15 8" fill="none" stroke="currentColor" stroke-width="1.2"/>`, m.legendZone)}
      <li>${summary}</li>
    </ul>
  `;
}

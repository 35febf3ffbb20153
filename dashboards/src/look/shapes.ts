import { svg, type TemplateResult } from 'lit';
import { html } from 'lit';
import type { Severity } from '../live/wire';

const paths: Record<Severity, TemplateResult> = {
  critical: svg`<path d="M8 1 15.5 15H.5Z" fill="currentColor"/>`,
  major: svg`<path d="M8 .5 15.5 8 8 15.5.5 8Z" fill="currentColor"/>`,
  minor: svg`<path d="M8 15 .5 1h15Z" fill="currentColor"/>`,
  info: svg`<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2.5"/>`,
};

/** ▲ ◆ ▼ ○ as drawings, because fonts disagree about their size and their place on the line. */
export function shape(severity: Severity): TemplateResult {
  return html`<svg class="shape" viewBox="0 0 16 16" aria-hidden="true">${paths[severity]}</svg>`;
}

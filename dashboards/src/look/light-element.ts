import { LitElement } from 'lit';

/** Renders into the page itself: one style sheet from this server styles everything, and the content security policy needs no exception. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

import { html, type TemplateResult } from 'lit';
import { storeKey } from '../api/key';
import type { Messages } from '../i18n/vi';

/** Shown where the server wants a key that this browser does not have. */
export function signIn(m: Messages): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const key = new FormData(event.target as HTMLFormElement).get('key');
    if (typeof key === 'string' && key.trim() !== '') {
      storeKey(key.trim());
      location.reload();
    }
  };
  return html`
    <form class="sign-in" @submit=${submit}>
      <label>${m.keyWanted}<input name="key" type="password" autocomplete="current-password" required></label>
      <button type="submit">${m.signIn}</button>
    </form>
  `;
}

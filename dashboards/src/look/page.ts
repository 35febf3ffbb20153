import { languageOf, messages, type Language } from '../i18n/language';
import type { Messages } from '../i18n/vi';
import { themeOf, type ThemeName } from './theme';

/** What the address says about the reader. */
export interface Reader {
  readonly language: Language;
  readonly theme: ThemeName;
  readonly m: Messages;
}

/** Sets the document's language, theme and title, and sees to it that a broken page says so instead of looking alive. */
export function openPage(title: keyof Messages): Reader {
  const language = languageOf(location.search);
  const theme = themeOf(location.search);
  const m = messages(language);
  document.documentElement.lang = language;
  document.documentElement.dataset['theme'] = theme;
  document.title = `${m[title] as string} – SmartCity.Ioc`;
  const broken = (): void => {
    if (!document.querySelector('.page-broken')) {
      const note = document.createElement('p');
      note.className = 'page-broken';
      note.setAttribute('role', 'alert');
      note.textContent = m.pageBroken;
      document.body.prepend(note);
    }
  };
  addEventListener('error', broken);
  addEventListener('unhandledrejection', broken);
  return { language, theme, m };
}

/** The same page for another reader. */
export function hrefWith(changes: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    query.set(key, value);
  }

  return `?${query.toString()}`;
}

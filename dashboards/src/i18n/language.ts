import type { LocalizedText } from '../live/wire';
import { en } from './en';
import { vi, type Messages } from './vi';

export type Language = 'vi' | 'en';

const catalogues: Record<Language, Messages> = { vi, en };

export function languageOf(search: string): Language {
  return new URLSearchParams(search).get('lang') === 'en' ? 'en' : 'vi';
}

export function messages(language: Language): Messages {
  return catalogues[language];
}

/** A text of the city in the reader's language; the other one where a translation is missing. */
export function say(text: LocalizedText | undefined, language: Language): string {
  if (!text) {
    return '';
  }

  return text[language] || text.vi || text.en;
}

import { fold } from '../i18n/fold';
import { say } from '../i18n/language';
import { placeOf } from '../live/alert-texts';
import type { Context } from '../live/context';
import type { AlertView } from '../live/view';

/** Alerts whose title, place or rule holds every word that was typed, whatever its diacritics. */
export function matching(alerts: readonly AlertView[], typed: string, c: Context): readonly AlertView[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return alerts;
  }

  return alerts.filter((entry) => {
    const text = fold([say(entry.alert.title, c.language), placeOf(entry, c), entry.alert.rule, entry.alert.device ?? ''].join(' '));
    return words.every((word) => text.includes(word));
  });
}

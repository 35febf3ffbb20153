import { Format } from '../i18n/format';
import type { Language } from '../i18n/language';
import type { Messages } from '../i18n/vi';
import type { LinkState } from './link-state';
import type { LiveView } from './view';

/** What every panel renders from: the newest view, the reader, and the time that ages are counted to. */
export interface Context {
  readonly view: LiveView;
  readonly state: LinkState;
  readonly m: Messages;
  readonly f: Format;
  readonly language: Language;
  /** The city's time now; frozen while the line is lost, so that no age grows that nobody measures. */
  readonly now: number;
}

let format: Format | null = null;

export function contextOf(view: LiveView, state: LinkState, m: Messages, language: Language, hostNow: number): Context {
  const timeZone = view.city?.timeZone ?? 'Asia/Ho_Chi_Minh';
  if (!format || format.language !== language || format.timeZone !== timeZone) {
    format = new Format(language, timeZone);
  }

  const since = view.link.lastFrameAt === null ? 0 : hostNow - view.link.lastFrameAt;
  const runs = state === 'live' && view.city?.clock !== 'data';
  const atFrame = view.link.sentAt !== null && view.city?.clock !== 'data' ? view.link.sentAt : view.cityNow;
  return { view, state, m, f: format, language, now: runs ? atFrame + since : atFrame };
}

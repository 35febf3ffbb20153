import type { Messages } from '../i18n/vi';
import type { AlertState } from '../live/wire';

/** The acts of docs/alerts.md, by the names that the server's addresses have. */
export type Verb = 'acknowledge' | 'assign' | 'comment' | 'shelve' | 'unshelve' | 'out-of-service' | 'return-to-service' | 'close';

const always: readonly Verb[] = ['assign', 'comment'];

const allowed: Readonly<Record<AlertState, readonly Verb[]>> = {
  active: ['acknowledge', ...always, 'shelve', 'out-of-service', 'close'],
  acknowledged: [...always, 'shelve', 'out-of-service', 'close'],
  cleared: ['acknowledge', ...always, 'shelve', 'out-of-service', 'close'],
  suppressed: [...always, 'shelve', 'out-of-service', 'close'],
  // What was put away is taken back before it is closed.
  shelved: ['unshelve', ...always, 'out-of-service'],
  'out-of-service': ['return-to-service', ...always],
  closed: [],
};

export function verbsOf(state: AlertState): readonly Verb[] {
  return allowed[state];
}

/** Acts that the server does not take without a word on why. */
export function needsNote(verb: Verb): boolean {
  return verb === 'comment' || verb === 'shelve' || verb === 'out-of-service';
}

const names: Readonly<Record<Verb, keyof Messages>> = {
  acknowledge: 'acknowledge',
  assign: 'assign',
  comment: 'comment',
  shelve: 'shelve',
  unshelve: 'unshelve',
  'out-of-service': 'outOfService',
  'return-to-service': 'returnToService',
  close: 'close',
};

export function verbName(verb: Verb, m: Messages): string {
  return m[names[verb]] as string;
}

/** Minutes that an alert can be put aside for. */
export const shelfTimes = [15, 60, 240];

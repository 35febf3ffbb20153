export type Command = 'next' | 'previous' | 'acknowledge' | 'assign' | 'comment' | 'shelve' | 'close' | 'mark' | 'search' | 'help';

const keys: Readonly<Record<string, Command>> = {
  j: 'next', k: 'previous', a: 'acknowledge', s: 'assign', c: 'comment', h: 'shelve', x: 'close', m: 'mark', '/': 'search', '?': 'help',
};

/** The command of a key press, or null where somebody is typing or holds a modifier. */
export function commandOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>, inField: boolean): Command | null {
  return inField || event.ctrlKey || event.altKey || event.metaKey ? null : (keys[event.key.toLowerCase()] ?? null);
}

/** Whether keys are words there; a check box takes none. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');
}

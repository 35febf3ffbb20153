export type Command = 'next' | 'previous' | 'acknowledge' | 'comment' | 'shelve' | 'close' | 'search';

const keys: Readonly<Record<string, Command>> = { j: 'next', k: 'previous', a: 'acknowledge', c: 'comment', h: 'shelve', x: 'close', '/': 'search' };

/** The command of a key press, or null where somebody is typing or holds a modifier. */
export function commandOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>, inField: boolean): Command | null {
  return inField || event.ctrlKey || event.altKey || event.metaKey ? null : (keys[event.key.toLowerCase()] ?? null);
}

export function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}

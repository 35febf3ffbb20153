import type { Page } from '../live/wire';

/** The server answered, and the answer was no. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** The whole answer (RFC 9457), with what it says about this case; empty where it was not JSON. */
    readonly problem: unknown = {},
  ) {
    super(message);
  }
}

let key: string | null = null;

/** The key that goes with every request from here on; null where the server wants none. */
export function useKey(value: string | null): void {
  key = value;
}

function headers(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { accept: 'application/json', ...more, ...(key === null ? {} : { 'x-api-key': key }) };
}

/** A page's worth of patience: a request without an answer is a lost connection, not something to wait for. */
const patienceMillis = 10_000;

export async function get<T>(path: string, patience = patienceMillis): Promise<T> {
  return read<T>(await fetch(path, { headers: headers(), signal: AbortSignal.timeout(patience) }));
}

export function post<T>(path: string, body: unknown): Promise<T> {
  return send('POST', path, body);
}

export function put<T>(path: string, body: unknown): Promise<T> {
  return send('PUT', path, body);
}

async function send<T>(method: 'POST' | 'PUT', path: string, body: unknown): Promise<T> {
  return read<T>(
    await fetch(path, {
      method,
      headers: headers({ 'content-type': 'application/json' }),
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMillis),
    }),
  );
}

/** Saves an answer as a file. A plain link could not carry the key. */
export async function download(path: string, name: string): Promise<void> {
  const response = await fetch(path, { headers: { ...headers(), accept: '*/*' }, signal: AbortSignal.timeout(6 * patienceMillis) });
  if (!response.ok) {
    await read(response);
  }

  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  // The browser has taken the blob over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), patienceMillis);
}

/** All items of a paged list. */
export async function getAll<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    const page: Page<T> = await get<Page<T>>(path + query);
    items.push(...page.items);
    // The same cursor again would be a circle.
    cursor = page.nextCursor && page.nextCursor !== cursor ? page.nextCursor : null;
  } while (cursor !== null);
  return items;
}

async function read<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) {
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  const problem = problemOf(text);
  throw new RefusedError(response.status, explanation(problem) ?? `${response.status} ${response.statusText}`, problem);
}

interface Problem {
  readonly detail?: string;
  readonly title?: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}

function problemOf(text: string): Problem {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

/** `errors` names what is wrong with the request, `detail` is for this case, `title` for the kind of error. */
function explanation({ errors, detail, title }: Problem): string | null {
  return Object.values(errors ?? {})[0]?.[0] ?? detail ?? title ?? null;
}

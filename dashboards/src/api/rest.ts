import type { Page } from '../live/wire';

/** The server answered, and the answer was no. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    message: string,
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

export async function get<T>(path: string): Promise<T> {
  return read<T>(await fetch(path, { headers: headers(), signal: AbortSignal.timeout(patienceMillis) }));
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return read<T>(
    await fetch(path, {
      method: 'POST',
      headers: headers({ 'content-type': 'application/json' }),
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMillis),
    }),
  );
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

  throw new RefusedError(response.status, explanation(text) ?? `${response.status} ${response.statusText}`);
}

/** RFC 9457: `errors` names what is wrong with the request, `detail` is for this case, `title` for the kind of error. */
function explanation(text: string): string | null {
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string; errors?: Readonly<Record<string, readonly string[]>> };
    return Object.values(problem.errors ?? {})[0]?.[0] ?? problem.detail ?? problem.title ?? null;
  } catch {
    return null;
  }
}

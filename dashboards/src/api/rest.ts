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

/** A page's worth of patience: a request without an answer is a lost connection, not something to wait for. */
const patienceMillis = 10_000;

export async function get<T>(path: string): Promise<T> {
  return read<T>(await fetch(path, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(patienceMillis) }));
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return read<T>(
    await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
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

/** RFC 9457: `detail` is for this case, `title` for the kind of error. */
function explanation(text: string): string | null {
  try {
    const problem = JSON.parse(text) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? null;
  } catch {
    return null;
  }
}

import { post, RefusedError } from '../api/rest';
import { actionName } from '../i18n/names';
import type { Context } from '../live/context';
import { operatorName } from './operator';
import type { Verb } from './verbs';

/** Where an act stands. Nothing is shown as done before the server has said so. */
export type Outcome = { readonly kind: 'sending' } | { readonly kind: 'done'; readonly words: string } | { readonly kind: 'failed'; readonly words: string };

export interface ActDetails {
  readonly note: string | null;
  readonly assignee?: string;
  /** RFC 3339. */
  readonly until?: string;
}

interface BulkAnswer {
  readonly matched: number;
  readonly done: number;
  readonly results: readonly { readonly id: string; readonly outcome: string; readonly message: string | null }[];
}

/** The most ids that the server takes at once. */
export const mostAtOnce = 500;

export async function act(id: string, verb: Verb, revision: number, details: ActDetails, c: Context): Promise<Outcome> {
  try {
    await post(`/api/v1/alerts/${encodeURIComponent(id)}/${verb}`, { ...details, revision, by: operatorName() || null });
    return { kind: 'done', words: c.m.done };
  } catch (error) {
    return { kind: 'failed', words: refusal(error, c) };
  }
}

/** One act on many, in parts of what the server takes at once; each alert has an outcome of its own. */
export async function actOnAll(ids: readonly string[], verb: Verb, details: ActDetails, c: Context): Promise<Outcome & { readonly left: readonly string[] }> {
  let done = 0;
  let reason: string | null = null;
  const left: string[] = [];
  try {
    for (let at = 0; at < ids.length; at += mostAtOnce) {
      const answer = await post<BulkAnswer>('/api/v1/alerts/bulk', { ...details, verb, ids: ids.slice(at, at + mostAtOnce), by: operatorName() || null });
      done += answer.done;
      const failed = answer.results.filter((result) => result.outcome !== 'done');
      left.push(...failed.map((result) => result.id));
      reason ??= failed[0]?.message ?? null;
    }
  } catch (error) {
    return { kind: 'failed', words: refusal(error, c), left: ids };
  }

  const counted = c.m.bulkDone(c.f.count(done), c.f.count(ids.length));
  return left.length === 0 ? { kind: 'done', words: counted, left } : { kind: 'failed', words: reason === null ? counted : `${counted} ${reason}`, left };
}

/** Why an act was not done; where somebody else was first: who, what and when. */
export function refusal(error: unknown, c: Context): string {
  if (!(error instanceof RefusedError)) {
    return c.m.unreachable;
  }

  const { first } = error.problem as { first?: { readonly action: string; readonly by: string; readonly at: string } | null };
  if (error.status !== 409) {
    return c.m.refused(error.message);
  }

  return first ? c.m.conflictFirst(first.by, actionName(first.action, c.m), c.f.moment(Date.parse(first.at), c.now)) : c.m.conflict(error.message);
}

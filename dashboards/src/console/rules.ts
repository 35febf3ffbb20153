import { getAll } from '../api/rest';
import type { LocalizedText } from '../live/wire';

export interface Rule {
  readonly id: string;
  readonly action: LocalizedText;
  readonly owner: string;
}

let rules: Promise<readonly Rule[]> | null = null;

/** A rule by its id, or null where it is gone or cannot be read; the list is read once and again after a failure. */
export async function readRule(id: string): Promise<Rule | null> {
  rules ??= getAll<Rule>('/api/v1/rules');
  try {
    return (await rules).find((rule) => rule.id === id) ?? null;
  } catch {
    rules = null;
    return null;
  }
}

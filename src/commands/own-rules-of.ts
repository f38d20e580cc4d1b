// The rules of a config as they are handed to a thread.
import type { Policy } from '../model/policy.ts';

/** What `extendEngine` takes; it can be handed to a thread. */
export type OwnRules = Pick<Policy, 'ownRules' | 'rulesText'>;

export function ownRulesOf({ ownRules, rulesText }: Policy): OwnRules | undefined {
  return rulesText === undefined ? undefined : { ownRules, rulesText };
}

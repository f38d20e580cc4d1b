// What a policy says of a find in a stream: rules that are switched off or narrowed away do not mask. Ignores, baselines and
// allow comments have no say: to mask what is known harms nobody.
import type { Policy } from '../../model/policy.ts';
import { narrow, narrowingsOf } from '../narrow.ts';
import type { IsWanted } from './find-spans.ts';

export function wantedBy(policy: Policy): IsWanted {
  const narrowings = narrowingsOf(policy);
  return (candidate, bytes) => {
    const { id } = candidate.rule;
    if (policy.onlyRules.size > 0 && !policy.onlyRules.has(id)) return false;
    if (policy.isRuleOff(id)) return false;
    return narrowings === undefined || narrow(candidate, { bytes, path: null }, narrowings).leftOut !== 'always';
  };
}

// The engine with the rules of a repository's own. Loaded only where a config has some or narrows any.
import { createHash } from 'node:crypto';
import { ownFamily } from '../config/own-rules/rule-terms.ts';
import { Detector } from '../detect/detector.ts';
import { extendRuleSet } from '../detect/extend-rule-set.ts';
import { PairedDetector, ruleSetOf } from '../detect/paired-detector.ts';
import { withDigest } from '../detect/rule-index.ts';
import type { Policy } from '../model/policy.ts';
import type { KnownRules } from './known-rules.ts';
import type { Engine } from './open-detector.ts';

/** The engine with the values of the user's own .env beside it. */
export function pairEngine({ ruleSet }: Engine, { rules, digest }: Pick<KnownRules, 'rules' | 'digest'>): Detector {
  const both = `${ruleSet.index.digest} ${digest}`;
  return new PairedDetector(ruleSet, ruleSetOf('known', rules, digest), both);
}

/** Its digest tells own rules and narrowings apart too: what was clean under others need not be under these. */
export function extendEngine(
  { ruleSet }: Engine,
  { ownRules = [], rulesText = '' }: Pick<Policy, 'ownRules' | 'rulesText'>,
): Detector {
  const digest = createHash('sha256').update(ruleSet.index.digest).update(rulesText).digest('hex');
  if (ownRules.length === 0) return new Detector({ ...ruleSet, index: withDigest(ruleSet.index, digest) });
  return new Detector(extendRuleSet(ruleSet, ownFamily, ownRules, digest));
}

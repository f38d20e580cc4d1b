// Each run first catches a synthetic secret of its own making: a rule set or policy that lets it through judges nothing.

import type { Detector } from '../detect/detector.ts';
import type { Policy } from '../model/policy.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const bodyLength = 16;
/** The rule that the canary is made for. */
const canaryRule = 'aws-access-key-id';

/** An access key id that was never issued, another one in each run. */
export function makeCanary(): string {
  let body = '';
  while (body.length < bodyLength) body += alphabet[Math.floor(Math.random() * alphabet.length)];
  return `AKIA${body}`;
}

/** Whether the loaded rules find a planted key. A draw that looks like a placeholder is drawn again. */
export function catchesCanary(detector: Detector): boolean {
  for (let draw = 0; draw < 4; draw++) {
    const bytes = Buffer.from(`id = ${makeCanary()}\n`, 'latin1');
    if (detector.detect({ bytes, kind: 'text', via: [] }).some((candidate) => candidate.rule.id === canaryRule))
      return true;
  }
  return false;
}

/** Whether the policy leaves at least one rule of `ruleIds` working. */
export function leavesWorkingRule(policy: Policy, ruleIds: readonly string[]): boolean {
  return ruleIds.some((id) => policy.rules.get(id) !== 'off');
}

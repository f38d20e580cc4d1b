// Each run first catches a synthetic secret of its own making: a rule set or policy that lets it through judges nothing.

import type { Detector } from '../detect/detector.ts';
import type { Policy } from '../model/policy.ts';

interface Canary {
  /** The rule that it is made for. */
  readonly rule: string;
  readonly prefix: string;
  /** Characters behind the prefix, all of the alphabet below. */
  readonly length: number;
}

/** Letters and digits that the body of each of these tokens may hold. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567';

/**
 * Tokens of four vendors, so that a config that switches one of their rules off still leaves a canary. Their rules need
 * entropy alone, no checksum and no facts, and no anchor of another rule stands in them: a clean commit loads no more.
 */
const canaries: readonly Canary[] = [
  { rule: 'google-api-key', prefix: 'AIza', length: 35 },
  { rule: 'gitlab-deploy-token', prefix: 'gldt-', length: 20 },
  { rule: 'replicate-api-token', prefix: 'r8_', length: 37 },
  { rule: 'huggingface-user-token', prefix: 'hf_', length: 34 },
];

/** A draw that looks like a placeholder is drawn again. */
const mostDraws = 4;

/** A token that was never issued, another one in each run. */
function makeToken({ prefix, length }: Canary): string {
  let body = '';
  while (body.length < length) body += alphabet[Math.floor(Math.random() * alphabet.length)];
  return prefix + body;
}

type Rules = Pick<Policy, 'rules'>;

/** The first canary whose rule the policy leaves on. */
function canaryUnder({ rules }: Rules): Canary {
  return canaries.find(({ rule }) => rules.get(rule) !== 'off') ?? canaries[0];
}

/** A token to plant, found under `policy` unless that switches all rules of the canaries off. */
export function makeCanary(policy: Rules = { rules: new Map() }): string {
  return makeToken(canaryUnder(policy));
}

/** Whether the loaded rules find a planted token of a rule that the policy leaves on. */
export function catchesCanary(detector: Detector, policy: Rules): boolean {
  const canary = canaryUnder(policy);
  for (let draw = 0; draw < mostDraws; draw++) {
    const bytes = Buffer.from(`id = ${makeToken(canary)}\n`, 'latin1');
    if (detector.detect({ bytes, kind: 'text', via: [] }).some((candidate) => candidate.rule.id === canary.rule))
      return true;
  }
  return false;
}

/** Whether the policy leaves at least one rule of `ruleIds` working. */
export function leavesWorkingRule(policy: Policy, ruleIds: readonly string[]): boolean {
  return ruleIds.some((id) => policy.rules.get(id) !== 'off');
}

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
 * entropy alone, no checksum and no facts; no other rule meets them; and the first two are too short to be weighed as
 * language. So a clean commit loads no more of the engine than it takes to catch one.
 */
const canaries: readonly Canary[] = [
  { rule: 'neon-role-password', prefix: 'npg_', length: 12 },
  { rule: 'aiven-service-password', prefix: 'AVNS_', length: 15 },
  { rule: 'google-api-key', prefix: 'AIza', length: 35 },
  { rule: 'gitlab-deploy-token', prefix: 'gldt-', length: 20 },
];

/** A draw that looks like a placeholder is drawn again. */
const mostDraws = 4;

/** A secret that was never issued, another one in each run. */
function draw({ prefix, length }: Canary): string {
  let body = '';
  while (body.length < length) body += alphabet[Math.floor(Math.random() * alphabet.length)];
  return prefix + body;
}

type Rules = Pick<Policy, 'rules'>;

/** The first canary whose rule the policy leaves on. */
function canaryUnder({ rules }: Rules): Canary {
  return canaries.find(({ rule }) => rules.get(rule) !== 'off') ?? canaries[0];
}

/** A secret to plant, found under `policy` unless that switches all rules of the canaries off. */
export function makeCanary(policy: Rules = { rules: new Map() }): string {
  return draw(canaryUnder(policy));
}

/** Whether the loaded rules find a planted secret of a rule that the policy leaves on. */
export function catchesCanary(detector: Detector, policy: Rules): boolean {
  const canary = canaryUnder(policy);
  for (let drawn = 0; drawn < mostDraws; drawn++) {
    const bytes = Buffer.from(`id = ${draw(canary)}\n`, 'latin1');
    if (detector.detect({ bytes, kind: 'text', via: [] }).some((candidate) => candidate.rule.id === canary.rule))
      return true;
  }
  return false;
}

/** Paths of all sorts that no repository has: who leaves all of them out leaves everything out. */
const canaryPaths = ['leakgate-canary', 'leakgate-canary.txt', 'a/leakgate-canary.ts', 'b/c/leakgate-canary.yaml'];

/** No text of ASCII characters has more entropy: bits a character, of all that can be printed. */
const mostEntropy = Math.log2(94);

/** Whether a rule that is on can find anything, as far as its narrowing shows. */
function canFind({ narrowed }: Policy, id: string): boolean {
  const { entropy = 0, isWantedPath } = narrowed?.get(id) ?? {};
  return entropy <= mostEntropy && (isWantedPath === undefined || canaryPaths.some(isWantedPath));
}

/**
 * Whether the policy leaves at least one rule of `ruleIds` working: of those that were asked for (`--rule`) one that is not
 * off; of all rules one that is not off and not narrowed to nothing either.
 */
export function leavesWorkingRule(policy: Policy, ruleIds: readonly string[]): boolean {
  const isOn = (id: string) => policy.rules.get(id) !== 'off';
  if (policy.onlyRules.size > 0) return [...policy.onlyRules].some(isOn);
  return ruleIds.some((id) => isOn(id) && canFind(policy, id));
}

/** Whether the policy leaves any file to look at. */
export function leavesAnyPath({ isIgnoredPath }: Pick<Policy, 'isIgnoredPath'>): boolean {
  return canaryPaths.some((path) => !isIgnoredPath(path));
}

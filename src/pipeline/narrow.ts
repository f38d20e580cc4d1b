// Whether what a config says about a rule leaves a finding out. Works on the whole layer, so that it depends on no window.
import { secretEntropy } from '../detect/secret-entropy.ts';
import type { Candidate } from '../model/candidate.ts';
import type { Finding } from '../model/finding.ts';
import type { Narrowing, Policy } from '../model/policy.ts';
import type { Confidence } from '../model/severity.ts';

/** How far from the secret a required word may stand, in bytes each way. */
const nearby = 256;

/** The narrowings of a policy: as they are, and as they were before the change under judgement. */
export interface Narrowings {
  readonly now?: ReadonlyMap<string, Narrowing>;
  readonly before?: ReadonlyMap<string, Narrowing>;
}

/** Undefined for the usual policy, which narrows nothing. */
export function narrowingsOf({ narrowed, configChange }: Policy): Narrowings | undefined {
  const before = configChange ? configChange.before.narrowed : narrowed;
  return narrowed || before ? { now: narrowed, before } : undefined;
}

function leavesOut(
  narrowing: Narrowing | undefined,
  candidate: Candidate,
  bytes: Buffer,
  path: string | null,
): boolean {
  if (!narrowing) return false;
  const { entropy, requires, isWantedPath } = narrowing;
  if (isWantedPath && (path === null || !isWantedPath(path))) return true;
  if (entropy !== undefined && secretEntropy(candidate.secret) < entropy) return true;
  if (!requires) return false;
  const from = Math.max(0, candidate.secretStart - nearby);
  const around = bytes.toString('latin1', from, candidate.secretEnd + nearby).toLowerCase();
  return !requires.some((word) => around.includes(word));
}

/** What the narrowings make of a finding: another confidence, or that it is left out. */
export function narrow(
  candidate: Candidate,
  { bytes, path }: { readonly bytes: Buffer; readonly path: string | null },
  { now, before }: Narrowings,
): Pick<Finding, 'confidence' | 'leftOut'> {
  const { id } = candidate.rule;
  const confidence: Confidence = now?.get(id)?.confidence ?? candidate.confidence;
  if (!leavesOut(now?.get(id), candidate, bytes, path)) return { confidence };
  return { confidence, leftOut: leavesOut(before?.get(id), candidate, bytes, path) ? 'always' : 'by-change' };
}

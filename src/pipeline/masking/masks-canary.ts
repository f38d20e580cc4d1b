// Before a stream is let through, a secret of our own making goes through a mask like it: one that comes out whole would not be
// the only one.
import type { Policy } from '../../model/policy.ts';
import { makeCanary } from '../canary.ts';
import { MaskStream, type MaskTerms } from './mask-stream.ts';

/** A draw that looks like a placeholder is no secret; so many draws never all do. */
const mostDraws = 4;

/** Whether a mask under `terms` hides a planted secret of a rule that the policy leaves on. */
export function masksCanary(terms: MaskTerms, policy: Pick<Policy, 'rules'>): boolean {
  for (let drawn = 0; drawn < mostDraws; drawn++) {
    const canary = makeCanary(policy);
    const stream = new MaskStream({ ...terms, isWanted: () => true, known: [], count: () => {} });
    const out = Buffer.concat([...stream.push(Buffer.from(`id = ${canary}\n`)), ...stream.end()]).toString();
    if (!out.includes(canary)) return true;
  }
  return false;
}

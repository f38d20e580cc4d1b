// The policy that a push to a server is judged by: what its target held before. A push never brings its own.

import { policyFileNames } from '../config/config.ts';
import type { PolicySource } from '../config/load-policy.ts';
import { checkObjects } from '../git/check-objects.ts';
import { isHeadUnborn } from '../git/head-state.ts';
import { isZeroId } from '../git/object-id.ts';
import type { RefUpdate } from '../git/push-lines.ts';
import { readPolicyTexts } from '../git/read-policy-text.ts';
import type { Repository } from '../git/repository.ts';
import { noPolicyFiles, policyFiles } from './policy-files.ts';

export interface PushPolicy {
  readonly files: Pick<PolicySource, 'read'>;
  /** The revision, for people. */
  readonly from: string;
  readonly notes: readonly string[];
}

const usual = Object.values(policyFileNames);

/**
 * The policy of `from`: a revision, or `target` for the tip that the pushed refs had. New refs take that of HEAD, and so
 * does a push to refs whose policies differ.
 * @throws GitError bad-revision, policy-absent
 */
export function receivePolicy(repo: Repository, updates: readonly RefUpdate[], from: string): PushPolicy {
  if (from !== 'target') return policyAt(repo, from, []);
  const tips = oldTips(repo, updates);
  if (tips.length === 0) return policyAt(repo, 'HEAD', []);
  if (new Set(tips.map((tip) => contentsAt(repo, tip))).size === 1) return policyAt(repo, tips[0], []);
  return policyAt(repo, 'HEAD', [
    'The branches of this push have different policies, so that of the default branch counts for all of it.',
  ]);
}

function policyAt(repo: Repository, rev: string, notes: readonly string[]): PushPolicy {
  if (rev === 'HEAD' && isHeadUnborn(repo)) return { files: noPolicyFiles, from: rev, notes };
  return { files: policyFiles(repo, { side: { rev } }, undefined), from: rev, notes };
}

function oldTips(repo: Repository, updates: readonly RefUpdate[]): readonly string[] {
  const sent = updates.filter(({ localId }) => !isZeroId(localId));
  const old = sent.filter(({ remoteId }) => !isZeroId(remoteId)).map(({ remoteId }) => `${remoteId}^{commit}`);
  const known = checkObjects(repo, [...new Set(old)]).flatMap((facts) => (facts === null ? [] : [facts.id]));
  return sent.length > old.length && !isHeadUnborn(repo) ? [...known, 'HEAD'] : known;
}

/** One text that is the same for the same policy. */
function contentsAt(repo: Repository, rev: string): string {
  const texts = readPolicyTexts(repo, { rev }, usual);
  return usual.map((name) => `${name} ${texts.get(name)?.toString('base64') ?? ''}`).join('\n');
}

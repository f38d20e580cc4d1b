// Policy files as the judged side holds them: in the index that git names, in HEAD, or in a commit. On the commit path
// this starts no process of its own unless a policy file is packed and was changed on the disk.
import { GitError } from '../model/errors.ts';
import { diffIndexSync } from './diff-index.ts';
import { headOrEmptyTree } from './head-state.ts';
import { lookUpIndex } from './index-lookup.ts';
import { isZeroId } from './object-id.ts';
import { isPartialClone } from './partial-clone.ts';
import { readSmallBlobs } from './read-small-blobs.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

/** `head`: what the staged change stands on; nothing before the first commit. */
export type PolicySide = 'index' | 'head' | { readonly rev: string };

/** The content of the file `name` of the top level; null when that side has none. @throws GitError */
export function readPolicyText(repo: Repository, from: PolicySide, name: string): Buffer | null {
  return readPolicyTexts(repo, from, [name]).get(name) ?? null;
}

/**
 * The contents of those of `names` that exist on that side.
 * @throws GitError bad-revision; git-failed when a content is not there: a policy that cannot be read is none to judge by
 */
export function readPolicyTexts(
  repo: Repository,
  from: PolicySide,
  names: readonly string[],
): ReadonlyMap<string, Buffer> {
  if (typeof from === 'object') return textsOfCommit(repo, from.rev, names);
  const ids = from === 'index' ? lookUpIndex(repo, names) : lookUpHead(repo, names);
  return ids.size === 0 ? new Map() : readSmallBlobs(repo, ids);
}

/** HEAD holds what the index holds, except where the staged change says otherwise; so its trees need not be read. */
function lookUpHead(repo: Repository, names: readonly string[]): ReadonlyMap<string, string> {
  const ids = new Map(lookUpIndex(repo, names));
  const changes = diffIndexSync(repo, headOrEmptyTree(repo));
  for (const name of names) {
    const bytes = Buffer.from(name);
    const change = changes.find(({ path }) => path.equals(bytes));
    if (change === undefined) continue;
    if (isZeroId(change.oldIds[0])) ids.delete(name);
    else ids.set(name, change.oldIds[0]);
  }
  return ids;
}

function textsOfCommit(repo: Repository, rev: string, names: readonly string[]): ReadonlyMap<string, Buffer> {
  // One line is one question, and a dash would begin an option elsewhere.
  if (rev === '' || /^-|[\0\n\r]/.test(rev)) {
    throw new GitError('bad-revision', { value: rev.replace(/[\0-\x1f]/g, '?') });
  }
  const [commit, ...answers] = readBatch(repo, [`${rev}^{commit}`, ...names.map((name) => `${rev}^{commit}:${name}`)]);
  if (commit === null) throw new GitError('bad-revision', { value: rev });
  return new Map(names.flatMap((name, at) => (answers[at] === null ? [] : [[name, answers[at]] as const])));
}

// 1739f4746c15ff836d4b4233e57f816b20ce938e blob 12
// <12 bytes>
// main:leakgate.json missing
/** In a partial clone git ends at the first content that is not here; what it says of it leads nowhere. */
function askForContents(repo: Repository, input: string): Buffer {
  try {
    return runGitSync(['cat-file', '--batch'], { ...repo, input });
  } catch (error) {
    if (error instanceof GitError && isPartialClone(repo)) throw new GitError('policy-absent', {}, error);
    throw error;
  }
}

function readBatch(repo: Repository, questions: readonly string[]): (Buffer | null)[] {
  const input = questions.map((question) => `${question}\n`).join('');
  const output = askForContents(repo, input);
  let at = 0;
  return questions.map((question) => {
    const end = output.indexOf(0x0a, at);
    const line = output.toString('utf8', at, Math.max(end, at));
    const header = /^[0-9a-f]+ [a-z]+ (\d+)$/.exec(line);
    const start = end + 1;
    at = header === null ? start : start + Number(header[1]) + 1;
    if (header !== null) return output.subarray(start, at - 1);
    if (line === `${question} missing`) return null;
    throw new GitError('git-failed', { args: 'cat-file --batch', reason: 'an answer of an unknown form' });
  });
}

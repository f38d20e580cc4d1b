// Policy files as the judged side holds them: in the index that git names, or in a commit; never from the working tree.
import { GitError } from '../model/errors.ts';
import { lookUpIndex } from './index-lookup.ts';
import { readLooseObject } from './loose-object.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

/** Largest policy file that is read; a real one is a thousand times smaller. */
const maxPolicyBytes = 8 * 1024 * 1024;

export type PolicySide = 'index' | { readonly rev: string };

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
  return from === 'index' ? textsOfIndex(repo, names) : textsOfCommit(repo, from.rev, names);
}

function textsOfIndex(repo: Repository, names: readonly string[]): ReadonlyMap<string, Buffer> {
  const texts = new Map<string, Buffer>();
  const packed = new Map<string, string>();
  for (const [name, id] of lookUpIndex(repo, names)) {
    const loose = readLooseObject(repo.objectsDir, id, maxPolicyBytes);
    if (loose !== null) texts.set(name, loose.bytes);
    else packed.set(name, id);
  }
  if (packed.size === 0) return texts;
  const answers = readBatch(repo, [...packed.values()]);
  for (const [at, name] of [...packed.keys()].entries()) {
    const bytes = answers[at];
    if (bytes === null) throw unreadable(name);
    texts.set(name, bytes);
  }
  return texts;
}

function textsOfCommit(repo: Repository, rev: string, names: readonly string[]): ReadonlyMap<string, Buffer> {
  // One line is one question, and a dash would begin an option elsewhere.
  if (rev === '' || /^-|[\0\n\r]/.test(rev))
    throw new GitError('bad-revision', { value: rev.replace(/[\0-\x1f]/g, '?') });
  const [commit, ...answers] = readBatch(repo, [`${rev}^{commit}`, ...names.map((name) => `${rev}^{commit}:${name}`)]);
  if (commit === null) throw new GitError('bad-revision', { value: rev });
  return new Map(names.flatMap((name, at) => (answers[at] === null ? [] : [[name, answers[at]] as const])));
}

function unreadable(name: string): GitError {
  return new GitError('git-failed', { args: 'cat-file --batch', reason: `the content of ${name} is not there` });
}

// 1739f4746c15ff836d4b4233e57f816b20ce938e blob 12
// <12 bytes>
// main:leakgate.json missing
function readBatch(repo: Repository, questions: readonly string[]): (Buffer | null)[] {
  const input = questions.map((question) => `${question}\n`).join('');
  const output = runGitSync(['cat-file', '--batch'], { ...repo, input });
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

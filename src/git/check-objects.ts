// Asks git what some objects are, without their content: a handful of revisions, refs or tags.
import { GitError } from '../model/errors.ts';
import type { ObjectType } from '../model/history.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

export interface ObjectFacts {
  readonly id: string;
  readonly type: ObjectType;
}

/**
 * One answer for each question (an id, or an id with `^{commit}`), null for what is not here. In a partial clone a
 * commit's absence is a gap too: git dies there at the first absent object, and that one question is answered with null.
 * @throws GitError
 */
export function checkObjects(repo: Repository, questions: readonly string[]): (ObjectFacts | null)[] {
  if (questions.length === 0) return [];
  try {
    return ask(repo, questions);
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'git-failed') throw error;
    if (questions.length > 1) return questions.flatMap((question) => checkObjects(repo, [question]));
    if (/promisor remote/.test(error.message)) return [null];
    throw error;
  }
}

// 1739f4746c15ff836d4b4233e57f816b20ce938e commit 221
// 1111111111111111111111111111111111111111 missing
function ask(repo: Repository, questions: readonly string[]): (ObjectFacts | null)[] {
  const input = questions.map((question) => `${question}\n`).join('');
  const lines = runGitSync(['cat-file', '--batch-check'], { ...repo, input })
    .toString('latin1')
    .split('\n');
  return questions.map((question, at) => {
    const line = lines[at] ?? '';
    const facts = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) \d+$/.exec(line);
    if (facts !== null) return { id: facts[1], type: facts[2] as ObjectType };
    if (line === `${question} missing`) return null;
    throw new GitError('git-failed', { args: 'cat-file --batch-check', reason: 'an answer of an unknown form' });
  });
}

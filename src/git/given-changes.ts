// What the hook file had git say before Node began: git lists the changes of the index while Node is still starting, and a
// commit waits for the longer of the two instead of for both.
import { readFileSync } from 'node:fs';
import { isKnownToGit } from './git-environment.ts';

/** Set by hooks/leakgate.sh for a process whose stdin is git's answer. */
const variable = 'LEAKGATE_CHANGES';
/** What the hook file puts behind the answer when git ended with 0. A new form of the question needs a new mark. */
const endMark = Buffer.from('leakgate: whole answer 1\0', 'latin1');

/**
 * The output of `git diff-index` against HEAD that the hook file had made, once: it comes from a pipe.
 * @returns null when there is none, git failed, or a variable of git's is set that `gitEnvironment` would not have passed
 *   on: git is to be asked then, and says what is wrong
 */
export function givenChanges(env: NodeJS.ProcessEnv = process.env, read: () => Buffer = readStdin): Buffer | null {
  if (env[variable] !== '1') return null;
  delete env[variable];
  if (!Object.keys(env).every(isKnownToGit)) return null;
  const answer = read();
  const end = answer.length - endMark.length;
  return end >= 0 && answer.subarray(end).equals(endMark) ? answer.subarray(0, end) : null;
}

function readStdin(): Buffer {
  try {
    return readFileSync(0);
  } catch {
    // A closed stdin: no answer came.
    return Buffer.alloc(0);
  }
}

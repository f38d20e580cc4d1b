// What the hook file had git say before Node began: git lists the changes of the index while Node is still starting, and a
// commit waits for the longer of the two instead of for both.
import { isKnownToGit } from './git-environment.ts';
import { nulAt } from './nul-at.ts';
import { readRest } from './read-whole.ts';

/** Set by hooks/leakgate.sh for a process whose stdin is git's answer. */
const variable = 'LEAKGATE_CHANGES';
/**
 * What the hook file puts behind each answer for which git ended with 0. A new form of the question needs a new mark.
 * `HEAD^`, the only parent of HEAD, is asked for where the hook file was not started by git itself.
 */
const endMarks = {
  HEAD: Buffer.from('leakgate: whole answer 1\0', 'latin1'),
  'HEAD^': Buffer.from('leakgate: parent answer 1\0', 'latin1'),
} as const;

export type GivenBase = keyof typeof endMarks;
type Answers = Partial<Record<GivenBase, Buffer>>;

/** Read from a pipe, and given once: another repository must not get it. */
let given: Answers = {};

/**
 * The output of `git diff-index` against `base` that the hook file had made.
 * @returns null when there is none, git failed, or a variable of git's is set that `gitEnvironment` would not have passed
 *   on: git is to be asked then, and says what is wrong
 */
export function givenChanges(
  base: GivenBase,
  env: NodeJS.ProcessEnv = process.env,
  read: () => Buffer = readStdin,
): Buffer | null {
  readAnswers(env, read);
  const answer = given[base] ?? null;
  delete given[base];
  return answer;
}

/** Whether `givenChanges` has an answer. */
export function areChangesGiven(base: GivenBase): boolean {
  readAnswers(process.env, readStdin);
  return given[base] !== undefined;
}

function readAnswers(env: NodeJS.ProcessEnv, read: () => Buffer): void {
  if (env[variable] !== '1') return;
  delete env[variable];
  given = Object.keys(env).every(isKnownToGit) ? cutAnswers(read()) : {};
}

function cutAnswers(all: Buffer): Answers {
  const [head, parent] = [endMarks.HEAD, endMarks['HEAD^']];
  const end = markAt(all, head);
  if (end < 0) return {};
  const rest = all.subarray(end + head.length);
  const parentEnd = markAt(rest, parent);
  if (rest.length === 0) return { HEAD: all.subarray(0, end) };
  return parentEnd >= 0 && parentEnd + parent.length === rest.length
    ? { HEAD: all.subarray(0, end), 'HEAD^': rest.subarray(0, parentEnd) }
    : {};
}

/** Where the mark stands as a token of its own: a file may be called like it. */
function markAt(all: Buffer, mark: Buffer): number {
  // A name follows the token that begins with a colon; the mark follows a name, or nothing.
  let isName = false;
  for (let at = 0; at < all.length; ) {
    if (!isName && all[at] !== colon) return all.subarray(at, at + mark.length).equals(mark) ? at : -1;
    isName = !isName;
    const end = nulAt(all, at);
    if (end < 0) return -1;
    at = end + 1;
  }
  return -1;
}

const colon = 0x3a;

function readStdin(): Buffer {
  try {
    return readRest(0);
  } catch {
    // A closed stdin: no answer came.
    return Buffer.alloc(0);
  }
}

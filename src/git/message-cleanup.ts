// What git will take out of a message that was written in an editor: `commit.cleanup`, `core.commentChar`, `commit --cleanup`.

import { GitError } from '../model/errors.ts';
import type { CallingGit } from './calling-git.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

export interface MessageCleanup {
  /** What a comment begins with; null where git keeps such lines or nobody can tell. */
  readonly comment: string | null;
  /** What the scissors line begins with, below which `commit --verbose` puts the diff; null where that cannot be told. */
  readonly scissors: string | null;
}

const usual = '#';
/** Modes in which lines that begin with the comment character are kept. */
const keeping = new Set(['verbatim', 'whitespace', 'scissors']);

// core.commentchar\n;^@commit.cleanup\nscissors^@
function settings(repo: Repository): ReadonlyMap<string, string> {
  const names = '^(core\\.comment(char|string)|commit\\.cleanup)$';
  try {
    const output = runGitSync(['config', '-z', '--get-regexp', names], repo).toString('utf8');
    return new Map(
      output
        .split('\0')
        .slice(0, -1)
        .map((entry) => [entry.slice(0, entry.indexOf('\n')), entry.slice(entry.indexOf('\n') + 1)]),
    );
  } catch (error) {
    // git ends with 1 where there is none of them.
    if (error instanceof GitError && error.code === 'git-failed' && error.message.endsWith(': exit code 1'))
      return new Map();
    throw error;
  }
}

/** git takes any beginning of an option that fits no other one. */
const option = /^--cl(?:eanup|eanu|ean|ea|e)?(?:=(.*))?$/s;

/** `--cleanup=verbatim`, `--cleanup verbatim` in the arguments of the command above. */
function askedFor(git: CallingGit | null): string | undefined {
  const args = git?.args ?? [];
  for (const [at, arg] of args.entries()) {
    const given = option.exec(arg);
    if (given !== null) return given[1] ?? args[at + 1];
  }
  return undefined;
}

/**
 * Reads how git cleans messages here; waits for one process.
 * @throws GitError when git cannot run
 */
export function messageCleanup(repo: Repository, git: CallingGit | null): MessageCleanup {
  const known = settings(repo);
  const marks = [known.get('core.commentstring'), known.get('core.commentchar')].filter((mark) => mark !== undefined);
  const mode = askedFor(git) ?? known.get('commit.cleanup') ?? 'default';
  // `auto`: git chooses one that no line begins with, and does not say which. Of two the later one counts, where git knows both.
  const isTold = !marks.includes('auto') && new Set(marks).size <= 1;
  const char = isTold ? (marks[0] ?? usual) : null;
  return { comment: keeping.has(mode) ? null : char, scissors: char };
}

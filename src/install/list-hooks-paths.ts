// core.hooksPath at every level where it is set: git takes the last one, and nobody remembers the others.
import type { Repository } from '../git/repository.ts';
import { runGitSync } from '../git/run-git.ts';

export interface HooksPathSetting {
  /** `system`, `global`, `local`, `worktree`. */
  readonly scope: string;
  /** The file it stands in. */
  readonly file: string;
  readonly value: string;
}

// local\0file:.git/config\0core.hookspath\n.husky/_\0
// command\0command line:\0core.hookspath\n/dev/null\0     (our own git calls switch hooks off; not a setting)
/** The settings in the order of their weight, the one that wins last. @throws GitError */
export function listHooksPaths(repo: Repository): readonly HooksPathSetting[] {
  const parts = runGitSync(['config', '--list', '--show-scope', '--show-origin', '-z'], repo).toString().split('\0');
  const found: HooksPathSetting[] = [];
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [key, ...value] = parts[at + 2].split('\n');
    if (parts[at] === 'command' || key !== 'core.hookspath') continue;
    found.push({ scope: parts[at], file: parts[at + 1].replace(/^file:/, ''), value: value.join('\n') });
  }
  return found;
}

// Which commits another remote is known to hold already: after a first push to a fork they are no news to anybody.
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

/** Remotes that are asked, in the order of git's config; nobody reads a longer list. */
const mostRemotes = 16;

/** Names that are no pattern and no option. */
const plainName = /^(?!-)[^*?[\]\\\s]+$/;

/** Names of remotes beside `pushedTo`. @throws GitError */
export function otherRemotes(repo: Repository, pushedTo: string): readonly string[] {
  return runGitSync(['remote'], repo)
    .toString('utf8')
    .split('\n')
    .filter((name) => plainName.test(name) && name !== pushedTo)
    .slice(0, mostRemotes);
}

/**
 * Those of `commits` that a tracking branch of `remote` reaches.
 * @throws GitError
 */
export function commitsHeldBy(repo: Repository, remote: string, commits: readonly string[]): ReadonlySet<string> {
  const input = commits.map((id) => `${id}\n`).join('');
  const absent = new Set(
    runGitSync(['rev-list', '--stdin', '--not', `--remotes=${remote}`], { ...repo, input })
      .toString('latin1')
      .split('\n'),
  );
  return new Set(commits.filter((id) => !absent.has(id)));
}

// 1739f4746c15ff836d4b4233e57f816b20ce938e commit
/** The tips of the tracking branches of `remote`. @throws GitError */
export function tipsOfRemote(repo: Repository, remote: string): readonly string[] {
  const args = ['for-each-ref', '--format=%(objectname) %(objecttype)', `refs/remotes/${remote}/`];
  const lines = runGitSync(args, repo).toString('latin1').split('\n');
  return [...new Set(lines.filter((line) => line.endsWith(' commit')).map((line) => line.split(' ')[0]))];
}

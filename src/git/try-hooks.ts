// Lets git run the hooks of a repository in a scratch repository of ours: the only place where git is started with hooks
// on. Nothing of the real repository is written, and its objects are not there.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitEnvironment } from './git-environment.ts';
import type { Repository } from './repository.ts';

/** What the scratch repository takes over. */
export interface Trial {
  /** The folder that git takes hooks from. */
  readonly hooksPath: string;
  /** Files of the top level that hook managers read. */
  readonly configs: readonly string[];
  /** Folders of the working tree with scripts that the hooks call, relative to the top level. */
  readonly folders: readonly string[];
  /** False for a hook that the system could not start. */
  readonly mayTry: (hook: TrialOutcome['hook']) => boolean;
}

/** What became of one attempt to get the planted text past the hooks. */
export interface TrialOutcome {
  readonly hook: 'pre-commit' | 'pre-merge-commit' | 'commit-msg' | 'pre-push' | 'pre-receive';
  /** False when git let it pass. */
  readonly isStopped: boolean;
  /** All that was printed. It may quote what a hook of somebody else prints. */
  readonly text: string;
}

/** A hook that hangs must not hang us. */
const mostMilliseconds = 120_000;

const identity = {
  GIT_AUTHOR_NAME: 'leakgate doctor',
  GIT_AUTHOR_EMAIL: 'doctor@leakgate.invalid',
  GIT_COMMITTER_NAME: 'leakgate doctor',
  GIT_COMMITTER_EMAIL: 'doctor@leakgate.invalid',
};

class Scratch {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'leakgate-doctor-')));
  readonly dir = join(this.root, 'work');
  readonly #env: NodeJS.ProcessEnv;
  readonly #hooksPath: string;

  constructor(env: NodeJS.ProcessEnv, hooksPath: string) {
    // The environment of the user, since it decides what a hook does; only git's own variables are not for here.
    const own = gitEnvironment(env, true);
    this.#env = { ...own, ...identity, GIT_EDITOR: ':', GIT_ALLOW_PROTOCOL: 'file' };
    this.#hooksPath = hooksPath;
    mkdirSync(this.dir);
  }

  run(args: readonly string[], hooks: 'on' | 'off', cwd = this.dir): { status: number | null; text: string } {
    const path = hooks === 'on' ? this.#hooksPath : '/dev/null';
    const { status, stdout, stderr } = spawnSync('git', ['-c', `core.hooksPath=${path}`, ...args], {
      cwd,
      env: this.#env,
      input: '',
      encoding: 'utf8',
      timeout: mostMilliseconds,
      windowsHide: true,
    });
    return { status, text: `${stdout ?? ''}${stderr ?? ''}` };
  }

  set(name: string, value: string, cwd = this.dir): void {
    this.run(['config', name, value], 'off', cwd);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.dir, name), text);
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What leads a hook to leakgate: the record beside the git folder, and the packages above the working tree. */
function lendPackages(scratch: Scratch, repo: Repository, gitDir: string): void {
  const record = join(repo.commonDir, 'leakgate', 'runtime');
  if (existsSync(record)) {
    mkdirSync(join(gitDir, 'leakgate'), { recursive: true });
    cpSync(record, join(gitDir, 'leakgate', 'runtime'));
  }
  if (repo.topLevel === null) return;
  for (const name of ['node_modules', '.pnp.cjs', '.pnp.data.json']) {
    const from = nearest(repo.topLevel, name);
    if (from !== null) symlinkSync(from, join(scratch.dir, name));
  }
}

function nearest(folder: string, name: string): string | null {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? null : nearest(dirname(folder), name);
}

/**
 * Tries to get `planted` past each hook of a clone, in a scratch repository: into a commit, a merge, a message, a push.
 * @param planted a line of text that holds a made-up key
 */
export function tryCloneHooks(repo: Repository, trial: Trial, planted: string): readonly TrialOutcome[] {
  const scratch = new Scratch(repo.env, trial.hooksPath);
  try {
    const initial = scratch.run(['init', '-q', '.'], 'off');
    if (initial.status !== 0) return [{ hook: 'pre-commit', isStopped: false, text: initial.text }];
    lendPackages(scratch, repo, join(scratch.dir, '.git'));
    scratch.write('.gitignore', 'node_modules\n.pnp.*\n');
    for (const name of [...trial.configs, ...trial.folders])
      cpSync(join(repo.topLevel ?? '', name), join(scratch.dir, name), { recursive: true });
    scratch.run(['add', '--all'], 'off');
    scratch.run(['commit', '-q', '-m', 'scratch'], 'off');
    const trials = [
      { hook: 'pre-commit', run: commitTrial },
      { hook: 'pre-merge-commit', run: mergeTrial },
      { hook: 'commit-msg', run: messageTrial },
      { hook: 'pre-push', run: pushTrial },
    ] as const;
    return trials.filter(({ hook }) => trial.mayTry(hook)).map(({ run }) => run(scratch, planted));
  } finally {
    scratch.dispose();
  }
}

function outcome(hook: TrialOutcome['hook'], { status, text }: { status: number | null; text: string }): TrialOutcome {
  return { hook, isStopped: status !== 0, text };
}

function commitTrial(scratch: Scratch, planted: string): TrialOutcome {
  scratch.write('planted.txt', planted);
  scratch.run(['add', 'planted.txt'], 'off');
  const tried = outcome('pre-commit', scratch.run(['commit', '-q', '-m', 'trial'], 'on'));
  scratch.run(['reset', '-q', '--hard'], 'off');
  return tried;
}

function mergeTrial(scratch: Scratch, planted: string): TrialOutcome {
  scratch.run(['checkout', '-q', '-b', 'side'], 'off');
  scratch.run(['commit', '-q', '--allow-empty', '-m', 'side'], 'off');
  scratch.run(['checkout', '-q', '-'], 'off');
  scratch.run(['commit', '-q', '--allow-empty', '-m', 'main'], 'off');
  // What comes clean from a parent is no news, so the merge itself has to bring it: through a merge driver.
  scratch.write('merged.txt', 'base\n');
  scratch.write('.gitattributes', 'merged.txt merge=planted\n');
  scratch.run(['add', '--all'], 'off');
  scratch.run(['commit', '-q', '-m', 'base'], 'off');
  scratch.run(['checkout', '-q', '-B', 'side'], 'off');
  scratch.write('merged.txt', 'side\n');
  scratch.run(['commit', '-q', '-a', '-m', 'side'], 'off');
  scratch.run(['checkout', '-q', '-'], 'off');
  scratch.write('merged.txt', 'main\n');
  scratch.run(['commit', '-q', '-a', '-m', 'main'], 'off');
  writeFileSync(join(scratch.root, 'planted'), planted);
  scratch.set('merge.planted.driver', `cat '${join(scratch.root, 'planted').replaceAll('\\', '/')}' >%A`);
  const tried = outcome('pre-merge-commit', scratch.run(['merge', '-q', '--no-edit', 'side'], 'on'));
  scratch.run(['reset', '-q', '--hard'], 'off');
  return tried;
}

/** By a merge: before a plain commit the other checks of a pre-commit hook would have their say first. */
function messageTrial(scratch: Scratch, planted: string): TrialOutcome {
  scratch.run(['checkout', '-q', '-b', 'other'], 'off');
  scratch.run(['commit', '-q', '--allow-empty', '-m', 'other'], 'off');
  scratch.run(['checkout', '-q', '-'], 'off');
  const tried = outcome('commit-msg', scratch.run(['merge', '-q', '--no-ff', '-m', planted, 'other'], 'on'));
  scratch.run(['reset', '-q', '--hard'], 'off');
  return tried;
}

function pushTrial(scratch: Scratch, planted: string): TrialOutcome {
  const remote = join(scratch.root, 'remote.git');
  scratch.run(['init', '-q', '--bare', remote], 'off');
  scratch.write('pushed.txt', planted);
  scratch.run(['add', 'pushed.txt'], 'off');
  scratch.run(['commit', '-q', '-m', 'trial'], 'off');
  scratch.set('remote.scratch.url', remote);
  return outcome('pre-push', scratch.run(['push', '-q', 'scratch', 'HEAD:refs/heads/trial'], 'on'));
}

/** Tries to push `planted` into a scratch server that has the hooks of this bare repository. */
export function tryServerHooks(repo: Repository, trial: Trial, planted: string): readonly TrialOutcome[] {
  if (!trial.mayTry('pre-receive')) return [];
  const scratch = new Scratch(repo.env, '/dev/null');
  try {
    const remote = join(scratch.root, 'remote.git');
    scratch.run(['init', '-q', '--bare', remote], 'off');
    scratch.run(['init', '-q', '.'], 'off');
    lendPackages(scratch, repo, remote);
    // `git receive-pack` is a process of its own, so its hooks are named in its own config.
    scratch.set('core.hooksPath', trial.hooksPath, remote);
    scratch.write('pushed.txt', planted);
    scratch.run(['add', 'pushed.txt'], 'off');
    scratch.run(['commit', '-q', '-m', 'trial'], 'off');
    const receive = 'env -u GIT_CONFIG_PARAMETERS -u GIT_CONFIG_COUNT git receive-pack';
    const push = ['push', '-q', `--receive-pack=${receive}`, remote, 'HEAD:refs/heads/trial'];
    return [outcome('pre-receive', scratch.run(push, 'off'))];
  } finally {
    scratch.dispose();
  }
}

// A throw-away repository with the real gate in it: hooks from `leakgate init --yes`, run by git itself. Everything that is
// printed is kept, and after each test none of the planted secrets may stand in it.

import { type Planted, shownSecret } from './planted.ts';
import { type Outcome, pathWithNode, type RunOptions, runCli } from './run-cli.ts';
import { type GitOutcome, type ScratchOptions, ScratchRepo } from './scratch-repo.ts';

export interface GateOptions extends ScratchOptions {
  /** False leaves the repository without a commit. */
  readonly isCommitted?: boolean;
}

export interface GitRun {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
}

export class GateScene {
  readonly repo: ScratchRepo;
  /** All that git, its hooks and leakgate printed. */
  printed = '';
  /** What must never be printed. */
  readonly secrets: string[] = [];

  constructor(options: GateOptions = {}) {
    this.repo = new ScratchRepo(options);
    this.repo.env.PATH = pathWithNode;
    if (options.bare || options.init === false) return;
    const { code, text } = this.leakgate('init', '--yes');
    if (code !== 0) throw new Error(`leakgate init exited ${code}: ${text}`);
    if (options.isCommitted !== false) this.repo.commit('the gate');
  }

  /** Runs git with the hooks in place. */
  git(...args: string[]): Outcome {
    return this.gitWith({}, ...args);
  }

  gitWith(options: GitRun, ...args: string[]): Outcome {
    const outcome: GitOutcome = this.repo.tryGit(args, options);
    const stdout = outcome.stdout.toString();
    const text = stdout + outcome.stderr;
    this.printed += text;
    return { code: outcome.status ?? -1, stdout, stderr: outcome.stderr, text };
  }

  /** Commits what is staged, hooks included. */
  commit(...args: string[]): Outcome {
    return this.git('commit', '-m', 'change', ...args);
  }

  leakgate(...args: string[]): Outcome {
    return this.leakgateWith({}, ...args);
  }

  leakgateWith(options: RunOptions, ...args: string[]): Outcome {
    const outcome = runCli(this.repo, args, options);
    this.printed += outcome.text;
    return outcome;
  }

  /** Says that these must never be printed, and hands them on. */
  keepSecret<Kind extends Planted>(planted: Kind): Kind {
    this.secrets.push(...planted.secrets);
    return planted;
  }

  /** Writes a file with a secret in it; `before` and `after` stand around it. */
  plant(path: string | Buffer, planted: Planted, { before = '', after = '' } = {}): void {
    this.keepSecret(planted);
    this.repo.write(path, before + planted.text + after);
  }

  /** HEAD's commit; empty before the first one. */
  head(): string {
    return this.repo.tryGit(['rev-parse', '--quiet', '--verify', 'HEAD']).stdout.toString().trim();
  }

  /** Every ref of a repository with its id, one a line. */
  refs(folder = this.repo.dir): string {
    return this.repo.gitBytes(['for-each-ref', '--format=%(refname) %(objectname)'], { cwd: folder }).toString();
  }
}

/**
 * Returns a maker of scenes; hand `afterEach` of the test runner in. After each test it fails when a planted secret was
 * printed, and removes the repositories.
 */
export function gateScenes(afterEach: (check: () => void) => void): (options?: GateOptions) => GateScene {
  const made: GateScene[] = [];
  afterEach(() => {
    const scenes = made.splice(0);
    const shown = scenes.map(({ printed, secrets }) => shownSecret(printed, secrets)).filter((at) => at !== null);
    for (const { repo } of scenes) repo.dispose();
    if (shown.length > 0) throw new Error(`planted secret number ${shown[0]} was printed`);
  });
  return (options) => {
    const scene = new GateScene(options);
    made.push(scene);
    return scene;
  };
}

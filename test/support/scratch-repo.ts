// Throw-away git repositories for tests: own HOME, no user or system config, fixed clock, removed at the end.
// Everything lives in one folder under the system's temporary folder; nothing outside it is ever touched.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface ScratchOptions {
  readonly bare?: boolean;
  readonly objectFormat?: 'sha1' | 'sha256';
  /** False leaves an empty folder, for tests of "not a repository". */
  readonly init?: boolean;
}

export interface GitOutcome {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** First commit's time, 2026-01-01T00:00:00Z; each further commit is one minute later, so order by date is stable. */
const firstCommitSeconds = 1_767_225_600;

const identity = {
  GIT_AUTHOR_NAME: 'Ada Tester',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Tester',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

export class ScratchRepo {
  /** Folder that holds everything of this test and is removed by `dispose`. */
  readonly root: string;
  /** The repository: its working tree, or the bare repository itself. */
  readonly dir: string;
  /** Scrubbed environment; pass it to `openRepository` and to whatever the test starts. */
  readonly env: NodeJS.ProcessEnv;
  #clock = firstCommitSeconds;

  constructor(options: ScratchOptions = {}) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'leakgate-test-')));
    this.dir = join(this.root, options.bare ? 'repo.git' : 'work');
    const home = join(this.root, 'home');
    mkdirSync(home);
    mkdirSync(this.dir);
    this.env = {
      PATH: process.env.PATH,
      HOME: home,
      LC_ALL: 'C',
      TZ: 'UTC',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      ...identity,
    };
    if (options.init === false) return;
    const format = options.objectFormat === undefined ? [] : [`--object-format=${options.objectFormat}`];
    this.git('init', '--quiet', '--initial-branch=main', ...format, ...(options.bare ? ['--bare'] : []));
  }

  /** Runs git in the repository and returns stdout without its last line end; throws when git fails. */
  git(...args: string[]): string {
    return this.gitBytes(args).toString().replace(/\n$/, '');
  }

  /** Like `git`, for input from stdin, another folder, more environment, or output as bytes. */
  gitBytes(
    args: readonly string[],
    options: { input?: string | Buffer; cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): Buffer {
    const { status, stdout, stderr } = this.tryGit(args, options);
    if (status !== 0) throw new Error(`git ${args.join(' ')} exited ${status}: ${stderr}`);
    return stdout;
  }

  /** Runs git and tells how it went. */
  tryGit(
    args: readonly string[],
    options: { input?: string | Buffer; cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): GitOutcome {
    const date = `${this.#clock} +0000`;
    const { status, stdout, stderr } = spawnSync('git', args as string[], {
      cwd: options.cwd ?? this.dir,
      env: { ...this.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, ...options.env },
      input: options.input ?? '',
      maxBuffer: 1 << 28,
    });
    return { status, stdout, stderr: stderr?.toString() ?? '' };
  }

  /** Writes a file of the working tree; folders are made as needed. Byte names that are not UTF-8 come as a Buffer. */
  write(path: string | Buffer, content: string | Buffer): void {
    const full = Buffer.concat([Buffer.from(`${this.dir}/`), Buffer.from(path as string)]);
    const folder = full.subarray(0, full.lastIndexOf(0x2f));
    mkdirSync(folder, { recursive: true });
    writeFileSync(full, content);
  }

  /** Stages everything, commits it one minute after the commit before, and returns the commit's id. */
  commit(message: string, ...args: string[]): string {
    this.#clock += 60;
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', message, ...args);
    return this.git('rev-parse', 'HEAD');
  }

  /** Writes an object straight into the object database and returns its id. */
  hashObject(content: string | Buffer, type: 'blob' | 'tree' | 'commit' | 'tag' = 'blob'): string {
    return this.gitBytes(['hash-object', '-w', '--literally', '-t', type, '--stdin'], { input: content })
      .toString()
      .trim();
  }

  /** Makes an empty bare repository beside this one, adds it as a remote, and returns its path. */
  addRemote(name = 'origin'): string {
    const path = join(this.root, `${name}.git`);
    mkdirSync(path);
    const format = this.git('rev-parse', '--show-object-format');
    this.gitBytes(['init', '--quiet', '--bare', '--initial-branch=main', `--object-format=${format}`], { cwd: path });
    this.git('remote', 'add', name, path);
    return path;
  }

  /** Path of a loose object's file. */
  looseObject(id: string): string {
    const objects = resolve(this.dir, this.git('rev-parse', '--git-path', 'objects'));
    return join(objects, id.slice(0, 2), id.slice(2));
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Returns a maker of repositories; hand `afterEach` of the test runner in, so that all of them are removed after each test. */
export function scratchRepos(afterEach: (remove: () => void) => void): (options?: ScratchOptions) => ScratchRepo {
  const made: ScratchRepo[] = [];
  afterEach(() => {
    for (const repo of made.splice(0)) repo.dispose();
  });
  return (options) => {
    const repo = new ScratchRepo(options);
    made.push(repo);
    return repo;
  };
}

// A repository for one situation: a clock of its own, no setting of the machine, removed at the end.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const firstSecond = 1_767_225_600;

export class Scratch {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'conformance-')));
  #clock = firstSecond;

  constructor(init = ['--initial-branch=main']) {
    /** Where the situation takes place; a situation may move it. */
    this.dir = join(this.root, 'work');
    /** Added to the environment of the command that is tried, and of the tool. */
    this.env = {};
    mkdirSync(this.dir);
    this.writeOutside(
      'gitconfig',
      '[user]\n\tname = Ada Tester\n\temail = ada@example.org\n[protocol "file"]\n\tallow = always\n',
    );
    if (init !== null) this.git('init', '-q', ...init);
  }

  /** The user's environment without what git would take from it. HOME stays: tools live there. */
  environment(more = {}) {
    const own = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|LEAKGATE_)/.test(name));
    const date = `${this.#clock} +0000`;
    return {
      ...Object.fromEntries(own),
      GIT_CONFIG_GLOBAL: join(this.root, 'gitconfig'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
      GIT_EDITOR: ':',
      ...this.env,
      ...more,
    };
  }

  /** Runs git with hooks as they are, and tells how it went. */
  try(args, { cwd = this.dir, input = '', env = {} } = {}) {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd,
      env: this.environment(env),
      input,
      maxBuffer: 1 << 28,
    });
    return { status, stdout: String(stdout), text: `${stdout}${stderr}` };
  }

  /** Runs git without hooks; a failure is a fault of the situation, not of the tool. */
  git(...args) {
    return this.gitIn({}, ...args);
  }

  gitIn(options, ...args) {
    const { status, stdout, text } = this.try(['-c', 'core.hooksPath=/dev/null', ...args], options);
    if (status !== 0) throw new Error(`git ${args.join(' ')} exited ${status}: ${text}`);
    return stdout.trim();
  }

  write(path, content) {
    const name = Buffer.isBuffer(path) ? path : Buffer.from(path);
    const full = Buffer.concat([Buffer.from(`${this.dir}/`), name]);
    mkdirSync(full.subarray(0, full.lastIndexOf(0x2f)), { recursive: true });
    writeFileSync(full, content);
  }

  writeOutside(path, content) {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content, { mode: 0o755 });
  }

  /** Stages everything. */
  add(...paths) {
    this.git('add', ...(paths.length > 0 ? ['--', ...paths] : ['--all']));
  }

  /** Stages and commits everything, hooks off. */
  commit(message = 'change', ...args) {
    this.#clock += 60;
    this.git('add', '--all');
    this.git('commit', '-q', '--allow-empty', '-m', message, ...args);
    return this.git('rev-parse', 'HEAD');
  }

  /** Forgets what only the reflog holds, and what nothing holds when `prune` is true. */
  forget(prune = false) {
    this.git('reflog', 'expire', '--expire=now', '--all');
    if (prune) this.git('gc', '-q', '--prune=now');
  }

  hash(content) {
    return this.gitIn({ input: content }, 'hash-object', '-w', '--stdin');
  }

  dispose() {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

// Starts the git program: the only place that does. No hook, filter, pager, external diff, fsmonitor or lazy fetch of the
// scanned repository ever runs, and no user setting changes what is printed.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { GitError } from '../model/errors.ts';
import { gitEnvironment } from './git-environment.ts';
import { gitFailure } from './git-failure.ts';
import { spawnPlainly } from './spawn-sync.ts';

export interface GitOptions {
  readonly cwd: string;
  /** What git is based on; process.env where absent. Always filtered by `gitEnvironment`. */
  readonly env?: NodeJS.ProcessEnv;
  /** For calls on a repository other than the one we were started in. */
  readonly isOtherRepository?: boolean;
}

export interface GitInput extends GitOptions {
  readonly input?: string | Buffer;
}

/** Most that one call may print; the raw diff of five million files. Beyond it the call fails, it is never cut short. */
const maxOutput = 2 ** 30;

const safeOptions = [
  '--no-pager',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'diff.external=',
    'gc.auto=0',
    'maintenance.auto=false',
  ].flatMap((setting) => ['-c', setting]),
];

// Windows looks for programs in the current folder first, where a scanned repository could have put a git.exe.
function gitProgram(env: NodeJS.ProcessEnv): string {
  if (process.platform !== 'win32') return 'git';
  const folders = (env.PATH ?? env.Path ?? '').split(';').filter((folder) => /^[A-Za-z]:[\\/]|^\\\\/.test(folder));
  return folders.map((folder) => `${folder}\\git.exe`).find((file) => existsSync(file)) ?? 'C:\\git-not-found.exe';
}

function prepare(args: readonly string[], options: GitOptions) {
  const env = gitEnvironment(options.env ?? process.env, options.isOtherRepository);
  return { program: gitProgram(env), args: [...safeOptions, ...args], env };
}

// A folder that is gone gives ENOENT too, and must not read as "no git".
function checkFolder(cwd: string): void {
  if (!existsSync(cwd)) throw new GitError('no-such-path', { path: cwd });
}

/**
 * Runs git and waits; the cheapest way for the commit path.
 * @returns all of stdout
 * @throws GitError
 */
export function runGitSync(args: readonly string[], options: GitInput): Buffer {
  const { program, args: all, env } = prepare(args, options);
  const { cwd, input = '' } = options;
  const plain = spawnPlainly({ file: program, args: all, cwd, env, input, maxBuffer: maxOutput });
  if (plain !== null) return plain;
  // It failed, or could not be asked that way. The ordinary way says what is wrong; git only reads, so twice is no harm.
  const { status, signal, stdout, stderr, error } = spawnSync(program, all, {
    cwd,
    env,
    input,
    maxBuffer: maxOutput,
    windowsHide: true,
  });
  if (status === 0 && error === undefined) return stdout;
  if (error !== undefined) checkFolder(cwd);
  throw gitFailure({ args, cwd, status, signal, stderr: stderr?.toString() ?? '', cause: error });
}

/** Starts git with three pipes. The caller reads stderr and judges the exit code (`gitFailure`). */
export function spawnGit(args: readonly string[], options: GitOptions): ChildProcessWithoutNullStreams {
  const { program, args: all, env } = prepare(args, options);
  const child = spawn(program, all, { cwd: options.cwd, env, stdio: 'pipe', windowsHide: true });
  // A git that dies early closes its stdin; its exit code tells the reason, the broken pipe does not.
  child.stdin.on('error', () => {});
  return child;
}

/**
 * Runs git without blocking.
 * @returns all of stdout
 * @throws GitError
 */
export async function runGit(args: readonly string[], options: GitInput): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamGit(args, options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Runs git and yields stdout as it comes. A caller that stops early ends the process.
 * @throws GitError at the end, when git failed: what came before may be only a part
 */
export async function* streamGit(args: readonly string[], options: GitInput): AsyncGenerator<Buffer> {
  const child = spawnGit(args, options);
  const ended = outcomeOf(child);
  child.stdin.end(options.input ?? '');
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const { status, signal, stderr, cause } = await ended;
    if (cause !== undefined) checkFolder(options.cwd);
    if (status !== 0) throw gitFailure({ args, cwd: options.cwd, status, signal, stderr, cause });
  } finally {
    if (child.exitCode === null) child.kill();
  }
}

export interface ProcessOutcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  readonly cause?: unknown;
}

/** Most of stderr that is kept; a damaged repository can print a line for each object. */
const maxErrorText = 64 * 1024;

/** Collects stderr and waits for the end of a process; never rejects. */
export function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<ProcessOutcome> {
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < maxErrorText) stderr += chunk.toString();
  });
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve({ status: null, signal: null, stderr, cause }));
    child.once('close', (status, signal) => resolve({ status, signal, stderr }));
  });
}

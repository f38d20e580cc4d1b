// Which git command runs this hook: git tells its hooks neither `commit --amend` from `commit` nor `push` from anything
// else, but the arguments of a process further up do. Read from /proc, else from one `ps`.
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import type { Repository } from './repository.ts';

/** One process above us. */
export interface Ancestor {
  readonly pid: number;
  readonly parent: number;
  readonly args: readonly string[];
  /** False where arguments came as one text, so that a blank may lie within one. */
  readonly isExact: boolean;
}

export interface CallingGit {
  /** `commit`, `push`, … */
  readonly command: string;
  /** What follows the command. */
  readonly args: readonly string[];
  readonly isExact: boolean;
}

/** Tells a process by its id; null when that cannot be read. */
export type ReadProcess = (pid: number) => Ancestor | null;

/** git, a shell, a hook manager, its runner, a shell again, npx: nobody nests deeper, and beyond it is not our git. */
const mostAncestors = 10;

/** Options of git itself that take the next argument. */
const globalWithValue = new Set([
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--super-prefix',
  '--config-env',
  '--attr-source',
]);

/** Commands that only hand a hook on: who called them is what counts. */
const passingOn = new Set(['hook', 'gui', 'citool']);

/**
 * The nearest git command above us that belongs to `repo`.
 * @returns null when there is none or it cannot be seen (Windows, a client that is no git, a hidden /proc)
 */
export function callingGit(repo: Repository, read: ReadProcess = readProcess): CallingGit | null {
  let pid = process.ppid;
  for (let depth = 0; depth < mostAncestors && pid > 1; depth++) {
    const ancestor = read(pid);
    if (ancestor === null) return null;
    const git = asGit(ancestor);
    if (git !== null && !passingOn.has(git.command)) return worksOn(pid, repo) ? git : null;
    pid = ancestor.parent;
  }
  return null;
}

function programName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.toLowerCase().endsWith('.exe') ? name.slice(0, -'.exe'.length) : name;
}

/** `git -C x commit --amend`, `/usr/lib/git-core/git-commit …`. */
function asGit({ args, isExact }: Ancestor): CallingGit | null {
  const name = programName(args[0] ?? '');
  if (name.startsWith('git-')) return { command: name.slice('git-'.length), args: args.slice(1), isExact };
  if (name !== 'git') return null;
  let at = 1;
  while (at < args.length && args[at].startsWith('-')) at += globalWithValue.has(args[at]) ? 2 : 1;
  return { command: args[at] ?? '', args: args.slice(at + 1), isExact };
}

/** A hook that runs a test suite may have scratch repositories below it: its git is not theirs. Git stands at the top of its repository. */
function worksOn(pid: number, repo: Repository): boolean {
  if (repo.env.GIT_DIR !== undefined || repo.env.GIT_INDEX_FILE !== undefined) return true;
  let folder: string;
  try {
    folder = readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return true;
  }
  return [repo.topLevel, repo.gitDir, repo.commonDir].some(
    (place) => place !== null && (folder === place || folder.startsWith(place + sep)),
  );
}

/** Reads one process. */
export function readProcess(pid: number): Ancestor | null {
  return fromProc(pid) ?? fromPs(pid);
}

// /proc/4711/stat:    4711 (git) S 4700 4711 …       the name may hold blanks and brackets
// /proc/4711/cmdline: git\0commit\0--amend\0
function fromProc(pid: number): Ancestor | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 1).split(' ')[2]);
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return Number.isInteger(parent) ? { pid, parent, args, isExact: true } : null;
  } catch {
    return null;
  }
}

// ` 4700 git commit --amend`
function fromPs(pid: number): Ancestor | null {
  if (process.platform === 'win32' || process.platform === 'linux') return null;
  const { status, stdout } = spawnSync('/bin/ps', ['-o', 'ppid=', '-o', 'args=', '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const line = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? '');
  if (status !== 0 || line === null) return null;
  return { pid, parent: Number(line[1]), args: line[2].trim().split(/\s+/), isExact: false };
}

/** Long options of `git commit` whose value is the next argument. */
const longWithValue = [
  '--file',
  '--author',
  '--date',
  '--message',
  '--reedit-message',
  '--reuse-message',
  '--fixup',
  '--squash',
  '--template',
  '--trailer',
  '--cleanup',
  '--pathspec-from-file',
];
/** `-m`, `-am`, `-F`; not `-mtext`, nor `-S` and `-u`, whose value stands in the same argument. */
const shortWithValue = /^-[^-FmcCtSu]*[FmcCt]$/;

/** git takes any beginning of an option that fits no other one. */
function takesNext(arg: string): boolean {
  if (shortWithValue.test(arg)) return true;
  return arg.length > '--'.length && longWithValue.some((name) => name.startsWith(arg));
}

/** Whether the commit that is being made replaces HEAD; `unknown` where that cannot be seen. */
export function amendState(git: CallingGit | null): 'amend' | 'fresh' | 'unknown' {
  if (git === null) return 'unknown';
  if (git.command !== 'commit') return 'fresh';
  if (!git.isExact) return ambiguousAmend(git.args);
  let isAmend = false;
  for (let at = 0; at < git.args.length && git.args[at] !== '--'; at++) {
    const arg = git.args[at];
    if (isAmendOption(arg)) isAmend = true;
    else if (arg === '--no-amend') isAmend = false;
    else if (takesNext(arg)) at++;
  }
  return isAmend ? 'amend' : 'fresh';
}

function isAmendOption(arg: string): boolean {
  return arg.length >= '--am'.length && '--amend'.startsWith(arg);
}

/** A message may hold the word, and then nobody can tell. */
function ambiguousAmend(args: readonly string[]): 'amend' | 'fresh' | 'unknown' {
  if (!args.some(isAmendOption)) return 'fresh';
  return args.some((arg) => takesNext(arg.replace(/=.*/, '')) || /^-m/.test(arg)) ? 'unknown' : 'amend';
}

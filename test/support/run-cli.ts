// Runs the built command the way a user does: a process of its own, a scrubbed environment, exit code and both streams.
// The bundle in dist/ is what is tested, so it must be there and not older than what it was built from.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ScratchRepo } from './scratch-repo.ts';

const top = join(import.meta.dirname, '..', '..');
/** The built command. */
export const cli = join(top, 'dist', 'leakgate.js');
const { version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as { version: string };

/** What the build reads; a change in one of them makes dist/ stale. */
const builtFrom = ['src', 'rules', 'build/build.mjs', 'build/bundle-code.mjs'];

function newestBelow(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestBelow(join(path, name))));
}

let isChecked = false;

/**
 * Ends the test with a clear sentence when there is no build, or an old one.
 * @throws Error
 */
export function needBuild(): void {
  if (isChecked) return;
  if (!existsSync(cli)) throw new Error('dist/leakgate.js is missing: run `npm run build` before these tests');
  const built = statSync(cli).mtimeMs;
  const stale = builtFrom.filter((path) => newestBelow(join(top, path)) > built);
  if (stale.length > 0)
    throw new Error(`dist/leakgate.js is older than ${stale.join(', ')}: run \`npm run build\` before these tests`);
  isChecked = true;
}

export interface Outcome {
  /** Exit code; 128 + n when signal n ended the process, as shells tell it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for what must or must not stand in either. */
  readonly text: string;
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer | string;
  readonly stderr: Buffer | string;
}

export function toOutcome({ status, signal, stdout, stderr }: Ended): Outcome {
  const code = signal === null ? (status ?? -1) : 128 + constants.signals[signal];
  return { code, stdout: String(stdout), stderr: String(stderr), text: `${stdout}${stderr}` };
}

/** PATH with the Node that runs the tests in front, so that hooks and npx find the same one. */
export const pathWithNode = [dirname(process.execPath), process.env.PATH].join(delimiter);

export interface RunOptions {
  /** Where the user stands; the repository's folder where absent. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
  /** Arguments for Node itself. */
  readonly node?: readonly string[];
}

/** Runs `leakgate …args` in the repository, or where `cwd` says. */
export function runCli(repo: ScratchRepo, args: readonly string[], options: RunOptions = {}): Outcome {
  needBuild();
  return toOutcome(
    spawnSync(process.execPath, [...(options.node ?? []), cli, ...args], {
      cwd: options.cwd ?? repo.dir,
      env: { ...repo.env, ...options.env },
      input: options.input ?? '',
      maxBuffer: 1 << 28,
    }),
  );
}

/**
 * `text` with what differs from run to run replaced: folders of the test, object ids, dates, durations, our version.
 * @param folders more folders by the word that stands for them
 */
export function normalise(text: string, repo: ScratchRepo, folders: Readonly<Record<string, string>> = {}): string {
  const named = Object.entries({ ...folders, '<repo>': repo.dir, '<root>': repo.root, '<project>': top });
  const plain = named.reduce((shown, [word, folder]) => shown.replaceAll(folder, word), text);
  return plain
    .replaceAll(/\b[0-9a-f]{64}\b|\b[0-9a-f]{40}\b/g, '<id>')
    .replaceAll(/\b(commit|blob) [0-9a-f]{10}\b/g, '$1 <id>')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})/g, '<time>')
    .replaceAll(/\b\d+ ms\b|\b\d+(?:\.\d)? s\b/g, '<duration>')
    .replaceAll(version, '<version>');
}

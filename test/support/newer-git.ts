// A git with reftable support: the one on PATH, or the one that test/newer-git/fetch.sh unpacked. Null where there is none.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const unpacked = join(import.meta.dirname, '..', 'newer-git', 'bin');

function versionOf(program: string): readonly [number, number] {
  const { stdout } = spawnSync(program, ['version'], { encoding: 'utf8' });
  const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return [Number(major ?? 0), Number(minor ?? 0)];
}

function isNew([major, minor]: readonly [number, number]): boolean {
  return major > 2 || (major === 2 && minor >= 45);
}

/** Whether the git on PATH is too old for reftable. */
export const isUsualGitOld = !isNew(versionOf('git'));

/** PATH with the newer git in front; null where there is none. */
export function pathWithNewerGit(path: string | undefined): string | null {
  if (!isUsualGitOld) return path ?? '';
  const program = join(unpacked, 'git');
  return existsSync(program) && isNew(versionOf(program)) ? [unpacked, path].join(delimiter) : null;
}

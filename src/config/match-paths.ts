// Globs of `paths.ignore` → one question about a path. micromatch is loaded only for patterns that are not among the commonest.
import { ConfigError } from '../model/errors.ts';
import { simpleMatcher } from './match-simple.ts';
import { isProtectedPath } from './protected-path.ts';
import { checkGlobs, readGlob, type SimplePattern } from './read-glob.ts';

/** Longer paths are never left out: they bound the steps of a match, and no file system in use reaches them by accident. */
const maxPathLength = 500;
/** Patterns come expanded and escaped, so all further syntax is off; the same on every platform. */
export const globOptions = {
  dot: true,
  nobrace: true,
  noextglob: true,
  nonegate: true,
  nocase: false,
  posixSlashes: false,
  windows: false,
} as const;

/**
 * @param file where the globs stand, for messages
 * @returns whether a path (as in Place.path) is left out; never true for a secret file that is not named exactly
 * @throws ConfigError bad-config for a glob that is refused
 */
export async function matchPaths(globs: readonly string[], file: string): Promise<(path: string) => boolean> {
  if (globs.length === 0) return () => false;
  const fault = checkGlobs(globs);
  if (fault !== null) {
    const key = fault.at === null ? 'paths.ignore' : `paths.ignore[${fault.at}]`;
    throw new ConfigError('bad-config', { file, key, reason: `"${key}" ${fault.reason}` });
  }
  const patterns = globs.flatMap((glob) => readGlob(glob) as readonly SimplePattern[]);
  const exact = new Set(patterns.flatMap((pattern) => pattern.exact ?? []));
  const matchers = await compile(patterns.filter((pattern) => pattern.exact === null));
  return (path) =>
    exact.has(path) ||
    (path.length <= maxPathLength && !isProtectedPath(path) && matchers.some((matches) => matches(path)));
}

/** The same for globs that were checked already and that leave no file out by themselves: secret files are no exception. */
export async function matchPlainPaths(globs: readonly string[]): Promise<(path: string) => boolean> {
  const patterns = globs.flatMap((glob) => readGlob(glob) as readonly SimplePattern[]);
  const exact = new Set(patterns.flatMap((pattern) => pattern.exact ?? []));
  const matchers = await compile(patterns.filter((pattern) => pattern.exact === null));
  return (path) => exact.has(path) || (path.length <= maxPathLength && matchers.some((matches) => matches(path)));
}

async function compile(patterns: readonly SimplePattern[]): Promise<readonly ((path: string) => boolean)[]> {
  const simple = patterns.map(({ pattern }) => simpleMatcher(pattern));
  if (simple.every((matches) => matches !== null)) return simple;
  const { default: micromatch } = await import('micromatch');
  return patterns.map(({ pattern }, at) => simple[at] ?? micromatch.matcher(pattern, globOptions));
}

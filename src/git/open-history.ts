// Opens the backend of a history sweep: packs directly; on request, or where that cannot be, the git program or the portable one.
import { GitError } from '../model/errors.ts';
import type { HistoryBackend, HistoryOptions } from '../model/history.ts';
import { gitTips } from './git-tips.ts';
import { GitHistory } from './history-git.ts';
import { HistoryWithFallback } from './history-with-fallback.ts';
import type { SweepFile } from './memory/sweep-file.ts';
import type { PackHistoryTerms } from './pack/pack-history-terms.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export type BackendName = 'auto' | 'git' | 'portable';

/** What the reader of packs needs besides. */
export type PackTerms = Pick<PackHistoryTerms, 'jobs' | 'kernel' | 'startThread' | 'readyThreads' | 'worthAsking'>;

export interface OpenHistoryOptions {
  readonly backend: BackendName;
  readonly packTerms?: () => PackTerms;
  /** The file that an earlier sweep may have left; asked for at the survey. Absent or null: none is read or written. */
  readonly memory?: () => SweepFile | null;
}

/** The first git that knows all that is asked of it here, and keeps lists of objects apart from their content. */
const oldestGit = [2, 30] as const;

/**
 * Opens a repository for a sweep.
 * @throws GitError no-git (backend `git`), git-too-old, portable-unsupported
 */
export async function openHistory(
  repo: Repository,
  options: HistoryOptions & OpenHistoryOptions,
): Promise<HistoryBackend> {
  const { backend, packTerms } = options;
  const openPortable = async () => (await import('./portable-history.ts')).openPortableHistory(repo, options);
  if (backend === 'portable') return openPortable();
  const hasGit = await isGitUsable(repo, backend === 'auto');
  const openOther = async () => (hasGit ? new GitHistory(repo, options) : await openPortable());
  if (backend === 'git' || packTerms === undefined || options.since !== undefined) return openOther();
  // Without git, refs and policy are read by the portable way, and what that cannot read it refuses.
  if (!hasGit && (await import('./portable-support.ts')).whyUnsupported(repo) !== null) return openPortable();
  const { PackHistory } = await import('./pack/pack-history.ts');
  const readTips = async () => (hasGit ? gitTips(repo) : (await import('./portable-tips.ts')).portableTips(repo));
  const terms = { ...options, usesGit: hasGit, readTips };
  // Opened at the survey: only then it is known by which rules, and so what an earlier run may have left for them.
  let memory: PackHistoryTerms['memory'];
  const unchanged = async () => {
    const file = options.memory?.() ?? null;
    if (file === null) return null;
    const { packSweep, unpackSweep } = await import('./memory/kept-sweep.ts');
    const bytes = file.read();
    const kept = bytes && unpackSweep(bytes);
    memory = { kept, write: (one) => file.write(packSweep(one)) };
    return kept && (await import('./memory/unchanged-history.ts')).openUnchanged(repo, kept, terms);
  };
  const packs = () => new PackHistory(repo, { ...terms, ...packTerms(), memory });
  return new HistoryWithFallback({ unchanged, packs, other: openOther }, hasGit);
}

/** Whether git is there; its absence is an error unless `mayLack`, an old version always. */
async function isGitUsable(repo: Repository, mayLack: boolean): Promise<boolean> {
  let text: string;
  try {
    text = (await runGit(['version'], repo)).toString();
  } catch (error) {
    if (mayLack && error instanceof GitError && error.code === 'no-git') return false;
    throw error;
  }
  // git version 2.39.5 (Apple Git-154)
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(text) ?? [];
  const isOld = Number(major) < oldestGit[0] || (Number(major) === oldestGit[0] && Number(minor) < oldestGit[1]);
  if (major !== undefined && isOld) throw new GitError('git-too-old', { version: `${major}.${minor}` });
  return true;
}

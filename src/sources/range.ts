// Commits that a pull request or the user names: contents, names, messages and people.
import type { Repository } from '../git/repository.ts';
import { resolveSpan } from '../git/revisions.ts';
import type { SourceItem } from '../model/source-item.ts';
import { commitItems } from './commit-items.ts';

/**
 * Items of the commits in `revs` (`main..HEAD`, `A...B`, `^x y`), oldest first. An LFS pointer leaves a gap here.
 * @throws UsageError or GitError bad-revision, before the first item; GitError when git cannot walk the range
 */
export async function* rangeItems(repo: Repository, revs: readonly string[]): AsyncGenerator<SourceItem> {
  yield* commitItems(repo, resolveSpan(repo, revs), { origin: 'file', isLfsGap: true, seen: new Set() });
}

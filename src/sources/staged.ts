// What the next commit would contain that its parents do not: new contents and names, from the index that git names.
import { diffIndexSync, renamesInIndex } from '../git/diff-index.ts';
import { headOrEmptyTree, mergeHeads } from '../git/head-state.ts';
import type { RawChange } from '../git/parse-raw-diff.ts';
import { ObjectReader } from '../git/read-objects.ts';
import type { Repository } from '../git/repository.ts';
import { isCleared, isSkipped, type SourceItem } from '../model/source-item.ts';
import { bringsContent, changeItems, isAddedPath } from './change-items.ts';
import { type OldBlob, oldBlobs, readPreimages, renameMap } from './preimages.ts';

export interface StagedOptions {
  /** The commits the staged content is judged against; HEAD and what is being merged where absent. */
  readonly bases?: readonly string[];
  /** What the bases would be if the commit replaced HEAD: what only they show is told and does not block. */
  readonly basesIfAmended?: readonly string[];
}

/**
 * Items of the staged changes, in the order of the index. On the clean path one git process is waited for, and a second
 * one only when staged content is packed.
 * @throws GitError when git cannot read the index or HEAD
 */
export async function* stagedItems(repo: Repository, options: StagedOptions = {}): AsyncGenerator<SourceItem> {
  yield* itemsAgainst(repo, options.bases ?? [headOrEmptyTree(repo), ...mergeHeads(repo)]);
  if (options.basesIfAmended === undefined) return;
  for await (const item of itemsAgainst(repo, options.basesIfAmended))
    if (!isSkipped(item) && !isCleared(item)) yield { ...item, mayBlock: false };
}

async function* itemsAgainst(repo: Repository, bases: readonly string[]): AsyncGenerator<SourceItem> {
  const changes = changesAgainstAll(repo, bases).filter(bringsContent);
  const renames = renamesOnce(repo, bases);
  const entries = changes.map((change) => ({
    change,
    place: {},
    preimages: async () => readPreimages(repo, isAddedPath(change) ? await renames(change.path) : oldBlobs(change)),
  }));
  const reader = new ObjectReader(repo);
  try {
    yield* changeItems(reader, entries, { origin: 'file', isLfsGap: false });
  } finally {
    reader.close();
  }
}

/** Of a merge only what differs from every parent is new; the rest was scanned where it came from. */
function changesAgainstAll(repo: Repository, bases: readonly string[]): readonly RawChange[] {
  let changes = diffIndexSync(repo, bases[0]);
  for (const base of bases.slice(1)) {
    const others = new Map(diffIndexSync(repo, base).map((change) => [change.path.toString('latin1'), change]));
    changes = changes.flatMap((change) => {
      const other = others.get(change.path.toString('latin1'));
      return other === undefined ? [] : [joined(change, other)];
    });
  }
  return changes;
}

function joined(change: RawChange, other: RawChange): RawChange {
  return {
    ...change,
    oldModes: [...change.oldModes, ...other.oldModes],
    oldIds: [...change.oldIds, ...other.oldIds],
    status: change.status + other.status,
  };
}

/** Asks for the renames against each base once, and only when a finding needs them. */
function renamesOnce(repo: Repository, bases: readonly string[]): (path: Buffer) => Promise<OldBlob[]> {
  let asked: Promise<ReadonlyMap<string, OldBlob[]>> | null = null;
  return async (path) => {
    // Where renames cannot be worked out (absent old blobs), everything counts as new.
    asked ??= Promise.all(bases.map((base) => renamesInIndex(repo, base))).then(
      (lists) => renameMap(lists.flat()),
      () => new Map(),
    );
    return (await asked).get(path.toString('latin1')) ?? [];
  };
}

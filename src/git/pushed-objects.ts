// What the objects of a push are: commits to walk, tags to read on the way, trees and blobs that are pushed as they are.
import { GitError } from '../model/errors.ts';
import type { ObjectText } from '../model/history.ts';
import { checkObjects } from './check-objects.ts';
import { objectText, tagTarget } from './parse-commit.ts';
import { isUnread, type ObjectReader } from './read-objects.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export interface PushedObject {
  /** Annotated tags from the outermost in. */
  readonly tags: readonly ObjectText[];
  readonly target: { readonly id: string; readonly type: 'commit' | 'tree' | 'blob' };
}

/** Tags may name tags; nobody nests them deeper, and a loop cannot be made. */
const maxTags = 64;

interface OpenObject {
  readonly id: string;
  readonly next: string;
  readonly tags: readonly ObjectText[];
}

/**
 * Follows each id through tags to what it stands for; all of one depth are asked for at once.
 * @returns by id
 * @throws GitError when one cannot be read: git could push it, so nothing may pass unseen
 */
export async function pushedObjects(
  repo: Repository,
  reader: ObjectReader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PushedObject>> {
  const found = new Map<string, PushedObject>();
  let open: OpenObject[] = [...new Set(ids)].map((id) => ({ id, next: id, tags: [] }));
  for (let depth = 0; open.length > 0; depth++) {
    if (depth > maxTags) throw unreadable(open[0].id, 'its tags are nested too deep');
    const facts = checkObjects(
      repo,
      open.map(({ next }) => next),
    );
    const tagged: OpenObject[] = [];
    for (const [at, { id, next, tags }] of open.entries()) {
      const type = facts[at]?.type;
      if (type === undefined) throw unreadable(next, 'it is not in the object database');
      if (type === 'tag') tagged.push(open[at]);
      else found.set(id, { tags, target: { id: next, type } });
    }
    open = await followTags(repo, reader, tagged);
  }
  return found;
}

async function followTags(repo: Repository, reader: ObjectReader, open: readonly OpenObject[]): Promise<OpenObject[]> {
  const followed: OpenObject[] = [];
  for await (const answer of reader.objects(open.map(({ next }) => next))) {
    if (isUnread(answer)) throw unreadable(answer.id, answer.reason);
    const target = tagTarget(answer.bytes, repo.hashLength);
    if (target === null) throw unreadable(answer.id, 'it is a malformed tag');
    const { id, tags } = open[followed.length];
    followed.push({ id, next: target, tags: [...tags, objectText({ ...answer, type: 'tag' })] });
  }
  return followed;
}

function unreadable(id: string, reason: string): GitError {
  return new GitError('git-failed', { args: `cat-file ${id}`, reason });
}

export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  readonly path: Buffer;
}

// 100644 blob 61780798228d17af2d34fce4cfbdf35556832472\tfolder/file^@
/** Every file below a tree. @throws GitError */
export async function filesOfTree(repo: Repository, tree: string): Promise<TreeEntry[]> {
  const output = await runGit(['ls-tree', '-r', '-z', '--full-tree', tree], repo);
  const entries: TreeEntry[] = [];
  for (let at = 0, end = output.indexOf(0); end !== -1; at = end + 1, end = output.indexOf(0, at)) {
    const tab = output.indexOf(0x09, at);
    const [mode, , id] = output.toString('latin1', at, tab).split(' ');
    entries.push({ mode, id, path: output.subarray(tab + 1, end) });
  }
  return entries;
}

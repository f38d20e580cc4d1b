// The git folders of a repository and its linked worktrees, and what their plain files say about ids: HEADs, reflogs, refs.
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedTip } from './history-graph.ts';
import { isZeroId } from './object-id.ts';
import { pathText } from './path-text.ts';
import type { Repository } from './repository.ts';

/** One working tree's git folder. */
export interface GitFolder {
  readonly path: string;
  /** Put before the names of what belongs to this worktree alone; empty for the one we stand in. */
  readonly prefix: string;
}

/** Takes the path of a file or folder that is there and cannot be read. */
export type OnUnreadable = (path: string) => void;

const isAbsent = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/** A path below a folder, where names may be any bytes. */
export function below(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), name]);
}

/** Bytes of a file; null when there is none, or it cannot be read. */
export function readFileOr(path: string | Buffer, onUnreadable: OnUnreadable): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (!isAbsent(error)) onUnreadable(pathText(Buffer.from(path as string)));
    return null;
  }
}

/** Every file below `folder`, as paths relative to it; names that are no UTF-8 are kept as bytes. */
export function* filesBelow(folder: string, onUnreadable: OnUnreadable): Generator<Buffer> {
  const waiting: Buffer[] = [Buffer.alloc(0)];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const path = below(folder, at);
    let entries: Dirent<Buffer>[];
    try {
      entries = readdirSync(path, { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      if (!isAbsent(error)) onUnreadable(pathText(path));
      continue;
    }
    for (const entry of entries) {
      const name = at.length === 0 ? entry.name : Buffer.concat([at, Buffer.from('/'), entry.name]);
      if (entry.isDirectory()) waiting.push(name);
      else yield name;
    }
  }
}

/** The git folders of all worktrees, the one we stand in first. */
export function gitFolders(repo: Repository, onUnreadable: OnUnreadable): GitFolder[] {
  const folders: GitFolder[] = [{ path: repo.gitDir, prefix: '' }];
  if (repo.commonDir !== repo.gitDir) folders.push({ path: repo.commonDir, prefix: 'main-worktree/' });
  const worktrees = join(repo.commonDir, 'worktrees');
  let names: string[] = [];
  try {
    names = readdirSync(worktrees).sort();
  } catch (error) {
    if (!isAbsent(error)) onUnreadable(worktrees);
  }
  for (const name of names) {
    const path = join(worktrees, name);
    if (path !== repo.gitDir && statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      folders.push({ path, prefix: `worktrees/${name}/` });
    }
  }
  return folders;
}

/** The branch that HEAD names, or null. */
export function headBranch(gitDir: string): string | null {
  return /^ref: (refs\/\S+)/.exec(readFileOr(join(gitDir, 'HEAD'), () => {})?.toString() ?? '')?.[1] ?? null;
}

/** A ref file's content: an id, the name of another ref, or null when it is neither. */
export function parseRefFile(bytes: Buffer, hashLength: 40 | 64): { id: string } | { target: string } | null {
  const text = bytes.toString('latin1').trimEnd();
  const target = /^ref:\s*(\S.*)$/.exec(text)?.[1];
  if (target !== undefined) return { target };
  const id = /^[0-9a-f]+(?=\s|$)/.exec(text)?.[0];
  return id?.length === hashLength && !isZeroId(id) ? { id } : null;
}

/** Detached HEADs, and refs that belong to one worktree alone (bisect, rewritten). */
export function worktreeTips(
  folders: readonly GitFolder[],
  hashLength: 40 | 64,
  onUnreadable: OnUnreadable,
): NamedTip[] {
  const tips: NamedTip[] = [];
  for (const { path, prefix } of folders) {
    const names = [Buffer.from('HEAD')];
    // In the shared folder all refs lie together, and belong to the list of all refs.
    if (/[\\/]worktrees[\\/][^\\/]+$/.test(path)) {
      for (const name of filesBelow(join(path, 'refs'), onUnreadable))
        names.push(Buffer.concat([Buffer.from('refs/'), name]));
    }
    for (const name of names) {
      const file = readFileOr(below(path, name), onUnreadable);
      const content = file === null ? null : parseRefFile(file, hashLength);
      if (file !== null && content === null) onUnreadable(`${path}/${pathText(name)}`);
      if (content !== null && 'id' in content) tips.push({ name: prefix + pathText(name), id: content.id });
    }
  }
  return tips;
}

// <old id> <new id> Ada <ada@example.org> 1767225600 +0000\tcommit: first
const reflogLine = /^([0-9a-f]+) ([0-9a-f]+) /gm;

/** Ids that reflogs name, each once: older stashes as `refs/stash`, all others as `reflog`. */
export function reflogTips(folders: readonly GitFolder[], hashLength: 40 | 64, onUnreadable: OnUnreadable): NamedTip[] {
  const seen = new Set<string>();
  const tips: NamedTip[] = [];
  for (const { path } of folders) {
    for (const name of filesBelow(join(path, 'logs'), onUnreadable)) {
      const holder = name.toString('latin1') === 'refs/stash' ? 'refs/stash' : 'reflog';
      const file = readFileOr(below(join(path, 'logs'), name), onUnreadable);
      for (const [, before, after] of file?.toString('latin1').matchAll(reflogLine) ?? []) {
        for (const id of [before, after]) {
          if (id.length !== hashLength || isZeroId(id) || seen.has(id)) continue;
          seen.add(id);
          tips.push({ name: holder, id });
        }
      }
    }
  }
  return tips.sort((a, b) => (a.name === b.name ? 0 : a.name === 'refs/stash' ? -1 : 1));
}

/** Whether refs are kept in a reftable, where files say nothing. */
export function hasReftable(repo: Repository): boolean {
  return statSync(join(repo.commonDir, 'reftable'), { throwIfNoEntry: false }) !== undefined;
}

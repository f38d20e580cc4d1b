// What holds objects in a repository, read from its files: loose and packed refs, HEADs, reflogs, indexes.
import { join, resolve } from 'node:path';
import {
  below,
  filesBelow,
  gitFolders,
  headBranch,
  type OnUnreadable,
  parseRefFile,
  readFileOr,
  reflogTips,
  worktreeTips,
} from './git-folders.ts';
import type { NamedTip } from './history-graph.ts';
import type { IndexEntries, Tips } from './history-tips.ts';
import { pathText } from './path-text.ts';
import { portableIndex } from './portable-index.ts';
import type { Repository } from './repository.ts';

export function portableTips(repo: Repository): Tips {
  const unreadable: string[] = [];
  const note = (what: string) => unreadable.push(what);
  const folders = gitFolders(repo, note);
  const others = [...worktreeTips(folders, repo.hashLength, note), ...reflogTips(folders, repo.hashLength, note)];
  const indexes: IndexEntries[] = [];
  for (const { path } of folders) {
    const named = path === repo.gitDir ? repo.env.GIT_INDEX_FILE : undefined;
    const file = named ? resolve(repo.topLevel ?? repo.cwd, named) : join(path, 'index');
    const bytes = readFileOr(file, note);
    const list = bytes && portableIndex(bytes);
    if (list) indexes.push({ list, hashLength: repo.hashLength });
    else if (bytes) note(`${file} (a form of index that only git reads)`);
  }
  return { refs: listRefs(repo, note), others, indexes, branch: headBranch(repo.gitDir), unreadable };
}

/** Loose refs win over packed ones of the same name. */
function listRefs(repo: Repository, note: OnUnreadable): NamedTip[] {
  const refs = new Map<string, string>();
  const packed = readFileOr(join(repo.commonDir, 'packed-refs'), note);
  for (const { name, id } of packedRefs(packed ?? Buffer.alloc(0), repo.hashLength, note)) refs.set(name, id);
  const folder = join(repo.commonDir, 'refs');
  const links: { name: string; target: string }[] = [];
  for (const path of filesBelow(folder, note)) {
    const name = `refs/${pathText(path)}`;
    // git's own lock files stand beside the refs while they change.
    if (name.endsWith('.lock')) continue;
    const file = readFileOr(below(folder, path), note);
    const content = file && parseRefFile(file, repo.hashLength);
    if (file && content === null) note(name);
    if (content && 'id' in content) refs.set(name, content.id);
    if (content && 'target' in content) links.push({ name, target: content.target });
  }
  // A ref that names another one, such as refs/remotes/origin/HEAD; a dangling one is none.
  for (const { name, target } of links) {
    const id = refs.get(target);
    if (id !== undefined) refs.set(name, id);
  }
  return [...refs].map(([name, id]) => ({ name, id }));
}

// # pack-refs with: peeled fully-peeled sorted
// 1739f4746c15ff836d4b4233e57f816b20ce938e refs/tags/v1
// ^f0c9859a21f4fc6264f73f77dfb0740722c27c92
function* packedRefs(bytes: Buffer, hashLength: number, note: OnUnreadable): Generator<NamedTip> {
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(0x0a, at);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(at, end);
    at = end + 1;
    if (line.length === 0 || line[0] === 0x23 || line[0] === 0x5e) continue;
    const id = line.toString('latin1', 0, hashLength);
    if (/^[0-9a-f]+$/.test(id) && line[hashLength] === 0x20)
      yield { id, name: pathText(line.subarray(hashLength + 1)) };
    else note('packed-refs');
  }
}

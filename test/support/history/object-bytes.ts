// Git objects as bytes, and their ids, without a git process.
import { createHash } from 'node:crypto';
import type { PackType } from './pack-writer.ts';

export type ObjectFormat = 'sha1' | 'sha256';

export interface RawObject {
  readonly type: PackType;
  readonly bytes: Buffer;
  readonly id: string;
}

/** The object of `type` with this content. */
export function rawObject(type: PackType, bytes: Buffer, format: ObjectFormat): RawObject {
  const id = createHash(format).update(`${type} ${bytes.length}\0`, 'latin1').update(bytes).digest('hex');
  return { type, bytes, id };
}

export interface TreeEntry {
  readonly name: string;
  readonly mode: '100644' | '40000' | '120000';
  readonly id: string;
}

/** Entries in git's own order: a folder sorts as if its name ended in a slash. */
export function treeBytes(entries: readonly TreeEntry[]): Buffer {
  const key = ({ name, mode }: TreeEntry) => Buffer.from(mode === '40000' ? `${name}/` : name);
  const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
  return Buffer.concat(
    sorted.flatMap(({ name, mode, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
  );
}

export interface CommitFields {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly authorSeconds: number;
  readonly seconds: number;
  readonly message: string;
}

export function commitBytes(fields: CommitFields): Buffer {
  return Buffer.from(
    [
      `tree ${fields.tree}`,
      ...fields.parents.map((parent) => `parent ${parent}`),
      `author ${fields.author} ${fields.authorSeconds} +0000`,
      `committer ${fields.author} ${fields.seconds} +0000`,
      '',
      fields.message,
    ].join('\n'),
  );
}

export function tagBytes(target: RawObject, name: string, message: string): Buffer {
  return Buffer.from(
    `object ${target.id}\ntype ${target.type}\ntag ${name}\ntagger Ada Tester <ada@example.org> 1767225600 +0000\n\n${message}`,
  );
}

/** Files by path → all trees of it, the root last. */
export function treesOf(
  files: ReadonlyMap<string, string>,
  format: ObjectFormat,
): { readonly root: RawObject; readonly trees: readonly RawObject[] } {
  const trees: RawObject[] = [];
  const build = (prefix: string, paths: readonly (readonly [string, string])[]): RawObject => {
    const entries: TreeEntry[] = [];
    const folders = new Map<string, [string, string][]>();
    for (const [path, id] of paths) {
      const slash = path.indexOf('/');
      if (slash < 0) entries.push({ name: path, mode: '100644', id });
      else {
        const folder = path.slice(0, slash);
        folders.set(folder, [...(folders.get(folder) ?? []), [path.slice(slash + 1), id]]);
      }
    }
    for (const [name, inner] of folders)
      entries.push({ name, mode: '40000', id: build(`${prefix}${name}/`, inner).id });
    const tree = rawObject('tree', treeBytes(entries), format);
    trees.push(tree);
    return tree;
  };
  return { root: build('', [...files]), trees };
}

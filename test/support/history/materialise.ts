// A history as git objects with ids, and for each the delta that its making suggests.
import type { DeltaOp } from './delta-ops.ts';
import type { HistoryModel } from './history-model.ts';
import { commitBytes, type ObjectFormat, type RawObject, rawObject, tagBytes, treesOf } from './object-bytes.ts';
import type { Version } from './version.ts';

export interface Hint {
  /** Id of the object it was made of. */
  readonly base: string;
  readonly ops: readonly DeltaOp[];
}

export interface Materialised {
  readonly model: HistoryModel;
  readonly format: ObjectFormat;
  /** By id, each once. */
  readonly objects: ReadonlyMap<string, RawObject>;
  readonly hints: ReadonlyMap<string, Hint>;
  /** Id of each commit by its number, of each tag by its number. */
  readonly commitIds: readonly string[];
  readonly tagIds: readonly string[];
  readonly refs: readonly (readonly [name: string, id: string])[];
  readonly idOf: (version: Version) => string;
}

export function materialise(model: HistoryModel, format: ObjectFormat): Materialised {
  const objects = new Map<string, RawObject>();
  const hints = new Map<string, Hint>();
  const ids = new Map<Version, string>();
  const add = (object: RawObject) => {
    objects.set(object.id, object);
    return object;
  };
  const idOf = (version: Version): string => {
    const known = ids.get(version);
    if (known !== undefined) return known;
    const { id } = add(rawObject('blob', version.bytes, format));
    ids.set(version, id);
    // Versions in between are objects too: nothing reaches them, and they are bases of what follows.
    const base = version.base && idOf(version.base);
    if (base !== undefined && base !== id && !hints.has(id) && !leadsTo(hints, base, id))
      hints.set(id, { base, ops: version.ops });
    return id;
  };
  const commitIds: string[] = [];
  for (const { parents, files, ...fields } of model.commits) {
    const { root, trees } = treesOf(new Map([...files].map(([path, version]) => [path, idOf(version)])), format);
    for (const tree of trees) add(tree);
    const links = { tree: root.id, parents: parents.map((parent) => commitIds[parent]) };
    commitIds.push(add(rawObject('commit', commitBytes({ ...fields, ...links }), format)).id);
  }
  for (const stray of model.strays) idOf(stray);
  const tagIds = model.tags.map(
    ({ name, target, message }) =>
      add(rawObject('tag', tagBytes(objects.get(commitIds[target])!, name, message), format)).id,
  );
  const refs = model.refs.map((ref): [string, string] => [
    ref.name,
    'commit' in ref ? commitIds[ref.commit] : 'tag' in ref ? tagIds[ref.tag] : idOf(ref.blob),
  ]);
  return { model, format, objects, hints, commitIds, tagIds, refs, idOf };
}

/** Whether `from` is a delta of `to`, over others or not: a version that came back must not become its own base. */
function leadsTo(hints: ReadonlyMap<string, Hint>, from: string, to: string): boolean {
  for (let at: string | undefined = from; at !== undefined; at = hints.get(at)?.base) if (at === to) return true;
  return false;
}

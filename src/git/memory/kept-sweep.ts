// What a sweep keeps for the next one, and its form as bytes: which objects were looked at, what they are to each other, which
// hold candidates and where those stood. Of contents it holds ids and offsets alone.
import type { LinkStore } from '../pack/link-collector.ts';
import type { StoredFiles } from './stored-files.ts';

/** All numbers of objects are places among `ids`; -1 for one that was not there. */
export interface KeptSweep {
  /** Raw ids of all objects, sorted. */
  readonly ids: Uint8Array;
  /** Flags of each object (pack/sweep-plan.ts). */
  readonly states: Uint8Array;
  /** Commits and tags. */
  readonly links: LinkStore;
  /** Blobs with candidates, as BlobJudge lists them. */
  readonly suspects: Int32Array;
  /** Blobs that stand in a tree under a name that is wanted. */
  readonly wanted: Int32Array;
  /** Threes of (commit or tree, blob, path): what each brought, of blobs whose places were asked. */
  readonly changes: Int32Array;
  /** First byte of each path in `paths`, and one more for the end. */
  readonly pathStarts: Int32Array;
  readonly paths: Uint8Array;
  /** The author header of each commit among the changes, by number. */
  readonly authors: readonly (readonly [commit: number, header: string])[];
  /** Ids that trees name and that are not here. */
  readonly missing: readonly string[];
  readonly submodules: readonly string[];
  /** Commits whose parents were left out on purpose. */
  readonly shallow: readonly string[];
  /** The files that objects were read from. */
  readonly files: StoredFiles;
  readonly lfsPointers: number;
  readonly bytes: number;
  /** How many of those are the trees'. */
  readonly treeBytes: number;
  /** What the pipeline made of it. */
  readonly found: Uint8Array;
}

type Lists = Pick<KeptSweep, 'ids' | 'states' | 'suspects' | 'wanted' | 'changes' | 'pathStarts' | 'paths' | 'found'>;
const bytesOf = (list: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }) =>
  new Uint8Array(list.buffer, list.byteOffset, list.byteLength);

/** Each list begins at a multiple of this, so that it can be used where it lies. */
const unit = 8;

interface Head {
  readonly rest: Omit<KeptSweep, 'links' | keyof Lists>;
  readonly links: Pick<LinkStore, 'malformed' | 'missing' | 'suspects'>;
  /** Bytes of each list, in their order. */
  readonly lengths: readonly number[];
}

/** The form as bytes, in pieces. */
export function packSweep(kept: KeptSweep): Uint8Array[] {
  const { ids, states, links, suspects, wanted, changes, pathStarts, paths, found, ...rest } = kept;
  const { commits, trees, seconds, parentStarts, parents, tags, targets, ...texts } = links;
  const lists = [
    ...[ids, states, suspects, wanted, changes, pathStarts, paths, found],
    ...[commits, trees, seconds, parentStarts, parents, tags, targets],
  ].map(bytesOf);
  const head: Head = { rest, links: texts, lengths: lists.map(({ length }) => length) };
  const text = Buffer.from(JSON.stringify(head));
  const start = Buffer.alloc(unit);
  start.writeUInt32LE(text.length);
  const pieces: Uint8Array[] = [start];
  for (const list of [text, ...lists]) pieces.push(list, Buffer.alloc(-list.length & (unit - 1)));
  return pieces;
}

/** Inverse of `packSweep`; null for what it did not write. */
export function unpackSweep(sealed: Buffer): KeptSweep | null {
  try {
    // In memory of its own, so that all lists begin where numbers may.
    const bytes = new Uint8Array(sealed).buffer;
    const textLength = new DataView(bytes).getUint32(0, true);
    const { rest, links, lengths } = JSON.parse(Buffer.from(bytes, unit, textLength).toString()) as Head;
    let at = unit + textLength;
    const next = () => (at += -at & (unit - 1));
    let list = 0;
    const take = () => {
      const start = next();
      at += lengths[list++];
      return [bytes, start, at - start] as const;
    };
    const octets = () => new Uint8Array(...take());
    const numbers = () => {
      const [buffer, start, length] = take();
      return new Int32Array(buffer, start, length / 4);
    };
    const times = () => {
      const [buffer, start, length] = take();
      return new Float64Array(buffer, start, length / 8);
    };
    // In the order in which they were written.
    const ids = octets();
    const states = octets();
    const [suspects, wanted, changes, pathStarts] = [numbers(), numbers(), numbers(), numbers()];
    const [paths, found] = [octets(), octets()];
    const [commits, trees, seconds] = [numbers(), numbers(), times()];
    const [parentStarts, parents, tags, targets] = [numbers(), numbers(), numbers(), numbers()];
    return {
      ...{ ...rest, ids, states, suspects, wanted, changes, pathStarts, paths, found },
      links: { ...links, commits, trees, seconds, parentStarts, parents, tags, targets },
    };
  } catch {
    // Written by another build of the same version: of no use here.
    return null;
  }
}

// Reads an object that has a file of its own, without a process: what was just staged or committed usually has one.
import { statSync } from 'node:fs';
import { constants, inflateSync } from 'node:zlib';
import { commitKernel } from './commit-kernel.ts';
import { readWhole } from './read-whole.ts';

export interface LooseObject {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Longest header: a type of 6 letters, a blank, 20 digits, NUL. */
const maxHeader = 32;

/** Compressed bytes that hold any header, and that unfold to no more than a hundred kilobytes or so. */
const packedHeader = 128;

export function looseObjectPath(objectsDir: string, id: string): string {
  // Both parts are plain: path.join would take the whole path apart, for every object of a commit.
  return `${objectsDir}/${id.slice(0, 2)}/${id.slice(2)}`;
}

/** Whether the id has a file of its own here; packed objects and those of alternates have none. */
export function hasLooseObject(objectsDir: string, id: string): boolean {
  return statSync(looseObjectPath(objectsDir, id), { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * Reads a loose object: zlib data of `<type> <size>\0<bytes>`.
 * @param limit most bytes of content that are read
 * @returns null when there is none, it is larger, or it is not sound: git may know another copy and is asked then
 */
export function readLooseObject(objectsDir: string, id: string, limit: number): LooseObject | null {
  try {
    const packed = readWhole(looseObjectPath(objectsDir, id));
    const loose = parseLoose(inflate(packed, limit + maxHeader));
    return loose !== null && loose.bytes.length <= limit ? loose : null;
  } catch {
    // Not swallowed: the caller hands the id to git, whose word on it is final.
    return null;
  }
}

/** What the header says that header and content are long; 0, which nothing fits, where there is none. */
function claimedLength(packed: Buffer): number {
  const options = { finishFlush: constants.Z_SYNC_FLUSH } as const;
  const beginning = inflateSync(packed.subarray(0, packedHeader), options);
  const end = beginning.subarray(0, maxHeader).indexOf(0);
  const [, size] = /^[a-z]+ (\d+)$/.exec(beginning.toString('latin1', 0, Math.max(end, 0))) ?? [];
  return size === undefined ? 0 : end + 1 + Number(size);
}

/** What the commit path's kernel unpacks: its memory is touched as far as the content goes, and kept. */
const mostSmall = { packed: 256 * 1024, content: 1024 * 1024 };

function inflate(packed: Buffer, limit: number): Buffer {
  const small =
    packed.length <= mostSmall.packed ? commitKernel()?.inflate(packed, Math.min(limit, mostSmall.content)) : null;
  if (small) return small;
  const most = Math.min(limit, claimedLength(packed));
  // zlib checks its own checksum and throws on damage; the cap stops a small file that unfolds without end.
  return inflateSync(packed, { maxOutputLength: most });
}

const types = ['blob', 'tree', 'commit', 'tag'];

/** Exported for tests. Null for what is no object: a header that is none, or another length than it says. */
export function parseLoose(inflated: Buffer): LooseObject | null {
  let end = 0;
  while (end < maxHeader && end < inflated.length && inflated[end] !== 0) end++;
  if (inflated[end] !== 0 || end === maxHeader) return null;
  const header = inflated.toString('latin1', 0, end);
  const bytes = inflated.subarray(end + 1);
  // What git writes, and nothing that reads as the same number.
  const type = types.find((name) => header === `${name} ${bytes.length}`);
  return type === undefined ? null : { type, bytes };
}

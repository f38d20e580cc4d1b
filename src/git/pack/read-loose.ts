// Reads an object that has a file of its own, where it is small enough to be held beside others.
import { readFileSync } from 'node:fs';
import { constants, inflateSync } from 'node:zlib';
import type { ObjectType } from '../../model/history.ts';
import { looseObjectPath, readLooseObject } from '../loose-object.ts';
import { largestHeld } from './held-sizes.ts';

/** `too-large` and `damaged` ones are asked for again, each on its own. */
export function readLoose(folder: string, id: string): { type: ObjectType; bytes: Buffer } | 'too-large' | 'damaged' {
  const read = readLooseObject(folder, id, largestHeld);
  if (read !== null) return read as { type: ObjectType; bytes: Buffer };
  return sizeOf(folder, id) > largestHeld ? 'too-large' : 'damaged';
}

/** The size in the head of the file, -1 where none can be read. */
function sizeOf(folder: string, id: string): number {
  try {
    const packed = readFileSync(looseObjectPath(folder, id)).subarray(0, 512);
    const head = inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1', 0, 32);
    return Number(/^[a-z]+ (\d+)\0/.exec(head)?.[1] ?? -1);
  } catch {
    return -1;
  }
}

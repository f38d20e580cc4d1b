// Reads an object that has a file of its own, without a process: what was just staged or committed usually has one.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

export interface LooseObject {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Longest header: a type of 6 letters, a blank, 20 digits, NUL. */
const maxHeader = 32;

export function looseObjectPath(objectsDir: string, id: string): string {
  return join(objectsDir, id.slice(0, 2), id.slice(2));
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
    const packed = readFileSync(looseObjectPath(objectsDir, id));
    // zlib checks its own checksum and throws on damage; the cap stops a small file that unfolds without end.
    const loose = parseLoose(inflateSync(packed, { maxOutputLength: limit + maxHeader }));
    return loose !== null && loose.bytes.length <= limit ? loose : null;
  } catch {
    // Not swallowed: the caller hands the id to git, whose word on it is final.
    return null;
  }
}

function parseLoose(inflated: Buffer): LooseObject | null {
  const end = inflated.subarray(0, maxHeader).indexOf(0);
  const header = /^(blob|tree|commit|tag) (\d+)$/.exec(inflated.toString('latin1', 0, Math.max(end, 0)));
  if (header === null) return null;
  const bytes = inflated.subarray(end + 1);
  return bytes.length === Number(header[2]) ? { type: header[1], bytes } : null;
}

// What of a zip file no member and not its list takes: members that the list leaves out, programs and texts before, between and
// behind the others. Who reads a zip file by its list sees nothing of it; who reads from header to header sees all.
import type { ByteSource } from '../../model/byte-source.ts';
import { findData } from './read-zip-member.ts';
import type { ZipDirectory } from './zip-directory.ts';
import { type ZipEntry, zipFlags } from './zip-entry.ts';

export interface Uncovered {
  readonly start: number;
  readonly end: number;
}

/** Sign, checksum and sizes behind a member, with numbers of eight bytes (APPNOTE.TXT, 4.3.9). */
const longestDescriptor = 24;

/** Where a member ends; where it begins if no data of it can be found. */
function endOf(source: ByteSource, entry: ZipEntry): number {
  const data = findData(source, entry);
  return data === null ? entry.at : Math.min(source.size, data.at + entry.packedSize);
}

/** In rising order. @param entries of the list */
export function uncoveredOf(
  source: ByteSource,
  { listAt, end }: ZipDirectory,
  entries: readonly ZipEntry[],
): Uncovered[] {
  const taken = entries.map((entry) => {
    const room = (entry.flags & zipFlags.descriptor) === 0 ? 0 : longestDescriptor;
    return { start: entry.at, end: endOf(source, entry), room };
  });
  taken.push({ start: listAt, end, room: 0 }, { start: source.size, end: source.size, room: 0 });
  taken.sort((a, b) => a.start - b.start);
  const left: Uncovered[] = [];
  let [from, room] = [0, 0];
  for (const span of taken) {
    if (span.start - from > room) left.push({ start: from, end: span.start });
    if (span.end >= from) [from, room] = [span.end, span.room];
  }
  return left;
}

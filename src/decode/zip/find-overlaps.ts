// Members of a zip file that share bytes: no program writes such an archive, and bombs live on it.
import { localHeader, type ZipEntry } from './zip-entry.ts';

/** The entries whose bytes another one claims too. @param end where the archive ends */
export function findOverlaps(entries: readonly ZipEntry[]): ReadonlySet<ZipEntry> {
  const order = [...entries].sort((a, b) => a.at - b.at);
  const overlapping = new Set<ZipEntry>();
  let last: ZipEntry | null = null;
  let lastEnd = 0;
  for (const entry of order) {
    const end = entry.at + localHeader + entry.rawName.length + entry.packedSize;
    if (last !== null && entry.at < lastEnd) {
      overlapping.add(last);
      overlapping.add(entry);
    }
    if (end > lastEnd) {
      last = entry;
      lastEnd = end;
    }
  }
  return overlapping;
}

// Reads a worktree's index without git: gitformat-index(5), versions 2 to 4, SHA-1. For the portable backend.

/** `DIRC`, version, number of entries. */
const headerSize = 12;
/** Times, device, inode, mode, owner, size: ten 32-bit fields before the id. */
const statSize = 40;
const modeOffset = 24;
const idSize = 20;
const nameMask = 0x0fff;
const extendedFlag = 0x4000;

/**
 * The entries as `git ls-files --stage -z` prints them.
 * @returns null for what this cannot read: a split or sparse index, an unknown version, anything cut short
 */
export function portableIndex(index: Buffer): Buffer | null {
  const version = index.length >= headerSize + idSize ? index.readUInt32BE(4) : 0;
  if (index.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return null;
  const lines: Buffer[] = [];
  const contentEnd = index.length - idSize;
  let at = headerSize;
  let name: Buffer = Buffer.alloc(0);
  for (let count = index.readUInt32BE(8); count > 0; count--) {
    const flagsAt = at + statSize + idSize;
    if (flagsAt + 4 > contentEnd) return null;
    const flags = index.readUInt16BE(flagsAt);
    const nameAt = flagsAt + (flags & extendedFlag ? 4 : 2);
    const read = version === 4 ? prefixedName(index, nameAt, name) : paddedName(index, at, nameAt, flags & nameMask);
    if (read === null || read.next > contentEnd) return null;
    name = read.name;
    const mode = index
      .readUInt32BE(at + modeOffset)
      .toString(8)
      .padStart(6, '0');
    const id = index.toString('hex', at + statSize, flagsAt);
    lines.push(Buffer.from(`${mode} ${id} ${(flags >> 12) & 3}\t`), name, Buffer.from('\0'));
    at = read.next;
  }
  return hasWholeEntries(index, at, contentEnd) ? Buffer.concat(lines) : null;
}

interface ReadName {
  readonly name: Buffer;
  /** Where the next entry begins. */
  readonly next: number;
}

function paddedName(index: Buffer, entryAt: number, nameAt: number, length: number): ReadName | null {
  // A name of 4095 bytes or more does not fit the flag and ends at its NUL.
  const end = length < nameMask ? nameAt + length : index.indexOf(0, nameAt);
  if (end <= nameAt || index[end] !== 0) return null;
  return { name: index.subarray(nameAt, end), next: entryAt + ((end - entryAt + 8) & ~7) };
}

// Version 4: how many bytes to drop from the end of the name before, what to put there, NUL.
function prefixedName(index: Buffer, nameAt: number, before: Buffer): ReadName | null {
  let at = nameAt;
  let byte = index[at++];
  let dropped = byte & 0x7f;
  // The number format of delta bases in packs (gitformat-pack); five bytes hold any name's length.
  while (byte & 0x80 && at < nameAt + 5) {
    byte = index[at++];
    dropped = (dropped + 1) * 128 + (byte & 0x7f);
  }
  const end = index.indexOf(0, at);
  if (end < 0 || dropped > before.length) return null;
  return { name: Buffer.concat([before.subarray(0, before.length - dropped), index.subarray(at, end)]), next: end + 1 };
}

/** `link` (a split index) and `sdir` (folded folders) mean that entries lie elsewhere; unknown ones may mean anything. */
function hasWholeEntries(index: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at + 8 <= end) {
    if (!/^[A-Z]/.test(index.toString('latin1', at, at + 1))) return false;
    at += 8 + index.readUInt32BE(at + 4);
  }
  return at === end;
}

// Reads the entries of a tree object. Called for every tree of a history: it makes no object for an entry.

/** What an entry is, by its mode: a folder, a submodule's commit, or content (file, executable, symlink). */
export type EntryKind = 'tree' | 'submodule' | 'blob';

export interface TreeVisitor {
  /** The name is `bytes[nameStart..nameEnd)`; the raw id begins at `idStart`. */
  entry(kind: EntryKind, bytes: Buffer, nameStart: number, nameEnd: number, idStart: number): void;
}

// 100644 a.txt\0<20 bytes>40000 lib\0<20 bytes>160000 sub\0<20 bytes>
const space = 0x20;
const folderMode = 0o040000;
const submoduleMode = 0o160000;
const typeBits = 0o170000;
/** Longest mode git writes. */
const maxModeDigits = 6;

/**
 * Visits every entry.
 * @param idBytes 20 for SHA-1, 32 for SHA-256
 * @returns false when the tree is malformed; the entries before the fault were visited
 */
export function parseTree(bytes: Buffer, idBytes: number, visitor: TreeVisitor): boolean {
  let at = 0;
  while (at < bytes.length) {
    const modeStart = at;
    let mode = 0;
    for (; bytes[at] !== space; at++) {
      const digit = bytes[at] - 0x30;
      // A byte beyond the end is undefined and fails here too.
      if (!(digit >= 0 && digit <= 7) || at - modeStart === maxModeDigits) return false;
      mode = mode * 8 + digit;
    }
    const nameStart = at + 1;
    const nameEnd = bytes.indexOf(0, nameStart);
    const idStart = nameEnd + 1;
    if (at === modeStart || nameEnd <= nameStart || idStart + idBytes > bytes.length) return false;
    const type = mode & typeBits;
    const kind = type === folderMode ? 'tree' : type === submoduleMode ? 'submodule' : 'blob';
    visitor.entry(kind, bytes, nameStart, nameEnd, idStart);
    at = idStart + idBytes;
  }
  return true;
}

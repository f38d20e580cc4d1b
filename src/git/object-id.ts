// Facts about object ids: the well-known ones and how to tell them.

/** The empty tree of each hash algorithm, known to git without being stored. */
const emptyTrees = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

/** The empty blob of each hash algorithm. */
const emptyBlobs = {
  40: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  64: '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
} as const;

export function emptyTreeOf(hashLength: 40 | 64): string {
  return emptyTrees[hashLength];
}

export function emptyBlobOf(hashLength: 40 | 64): string {
  return emptyBlobs[hashLength];
}

/** git's way to say "there is none": all digits zero. */
export function isZeroId(id: string): boolean {
  return /^0+$/.test(id);
}

/** Modes of tree and index entries, as git prints them. */
export const entryMode = { absent: '000000', symlink: '120000', submodule: '160000', folder: '040000' } as const;

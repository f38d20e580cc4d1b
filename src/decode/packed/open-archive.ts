// An archive in memory, by libarchive in WebAssembly: entry by entry, their data by pieces so that a bomb is given up early.
import { libraryOf } from './library.ts';

type Libarchive = Awaited<ReturnType<typeof import('libarchive-wasm').libarchiveWasm>>;

const libarchive = libraryOf(async () => await (await import('libarchive-wasm')).libarchiveWasm());

/** Bytes that are taken out of the library's memory at a time. */
const pieceBytes = 1024 * 1024;
/** File types of entries (stat(2)). */
const [typeMask, regularType, linkType] = [0o170000, 0o100000, 0o120000];

/** What the library says is wrong, or that it could not go on. */
export class ArchiveFailed extends Error {
  readonly isEncrypted: boolean;

  constructor(isEncrypted: boolean) {
    super('the archive cannot be read on');
    this.isEncrypted = isEncrypted;
  }
}

export interface ArchiveEntry {
  readonly name: string;
  readonly isFile: boolean;
  /** Where a link leads; empty for all else. */
  readonly link: string;
  readonly isEncrypted: boolean;
  /** The data, piece by piece, until the next entry is asked for. @throws ArchiveFailed */
  pieces(): Generator<Buffer>;
}

/** Runs what calls the library: whatever it throws is about the archive. */
function tried<Result>(library: Libarchive, archive: number, call: () => Result): Result {
  try {
    return call();
  } catch {
    throw new ArchiveFailed(archive !== 0 && library.read_has_encrypted_entries(archive) > 0);
  }
}

function* piecesOf(library: Libarchive, archive: number): Generator<Buffer> {
  const { module } = library;
  const at = module._malloc(pieceBytes);
  try {
    for (;;) {
      const count = tried(library, archive, () => library.read_data(archive, at, pieceBytes));
      if (count <= 0) return;
      yield Buffer.from(module.HEAP8.slice(at, at + count).buffer);
    }
  } finally {
    module._free(at);
  }
}

/**
 * The next entry, 0 at the end. The library says 0 for the end and for a failure alike; asked once more, it complains of the
 * state that it is in.
 */
function nextEntry(library: Libarchive, archive: number): number {
  const next = () => tried(library, archive, () => library.read_next_entry(archive));
  const entry = next() || next();
  if (entry !== 0 || library.error_string(archive)?.includes("in state 'eof'")) return entry;
  throw new ArchiveFailed(library.read_has_encrypted_entries(archive) > 0);
}

function* entriesOf(library: Libarchive, archive: number): Generator<ArchiveEntry> {
  for (;;) {
    const entry = nextEntry(library, archive);
    if (entry === 0) return;
    const type = library.entry_filetype(entry) & typeMask;
    yield {
      name: library.entry_pathname(entry) ?? '',
      isFile: type === regularType || type === 0,
      link: (type === linkType && library.entry_symlink(entry)) || library.entry_hardlink(entry) || '',
      isEncrypted: library.entry_is_encrypted(entry) !== 0,
      pieces: () => piecesOf(library, archive),
    };
  }
}

/** The entries of an archive. @throws NeedsLibrary, ArchiveFailed */
export function* openArchive(bytes: Buffer): Generator<ArchiveEntry> {
  const library = libarchive();
  const { module } = library;
  const at = module._malloc(bytes.length);
  if (at === 0) throw new ArchiveFailed(false);
  let archive = 0;
  try {
    module.HEAP8.set(bytes, at);
    archive = tried(library, 0, () => library.read_new_memory(at, bytes.length));
    yield* entriesOf(library, archive);
  } finally {
    if (archive !== 0) tried(library, 0, () => library.read_free(archive));
    module._free(at);
  }
}

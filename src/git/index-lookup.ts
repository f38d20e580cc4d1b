// Finds a few files of the top level in the index that git names, without a process. Format: gitformat-index(5),
// versions 2 to 4. What is unusual (a split index, an unknown version) is left to `git ls-files`; what is damaged is an
// error here, because git reads an index that was cut short without a word.
import { join, relative, resolve } from 'node:path';
import { GitError } from '../model/errors.ts';
import { emptyBlobOf } from './object-id.ts';
import { readWhole } from './read-whole.ts';
import type { Repository } from './repository.ts';
import { runGitSync } from './run-git.ts';

/** `DIRC`, version, number of entries. */
const headerSize = 12;
/** Times, device, inode, mode, owner, size: ten 32-bit fields before the id. */
const statSize = 40;
const nameMask = 0x0fff;
const stageMask = 0x3000;
const extendedFlag = 0x4000;
/** In the second flag word: added with --intent-to-add, not part of the commit. */
const intentToAdd = 0x2000;

/** A commit asks for the same names twice: for its own policy, and for what HEAD's was. */
const known = new WeakMap<Repository, Map<string, ReadonlyMap<string, string>>>();

/**
 * Blob ids of those of `names` that the next commit contains. Remembered for this opened repository. Names are UTF-8 and
 * lie at the top level, so that a sparse index, which folds folders into one entry, holds them too.
 * @throws GitError when the index is damaged
 */
export function lookUpIndex(repo: Repository, names: readonly string[]): ReadonlyMap<string, string> {
  const answers = known.get(repo) ?? new Map<string, ReadonlyMap<string, string>>();
  known.set(repo, answers);
  const question = names.join('\0');
  const answer = answers.get(question) ?? lookUp(repo, names);
  answers.set(question, answer);
  return answer;
}

function lookUp(repo: Repository, names: readonly string[]): ReadonlyMap<string, string> {
  const index = readIndex(repo);
  if (index === null) return new Map();
  const found = parseIndex(index, names, repo.hashLength);
  if (found === 'damaged') throw new GitError('git-failed', { args: 'ls-files', reason: 'the index file is damaged' });
  return found === 'unusual' ? askGit(repo, names) : found;
}

/** Where the index is: git takes a relative name from the top of the working tree, where it goes before it reads. */
function readIndex(repo: Repository): Buffer | null {
  const named = repo.env.GIT_INDEX_FILE;
  try {
    return readWhole(named ? resolve(repo.topLevel ?? repo.cwd, named) : join(repo.gitDir, 'index'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return Buffer.alloc(0);
  }
}

/** Exported for tests. `unusual` when git should be asked. */
export function parseIndex(
  index: Buffer,
  names: readonly string[],
  hashLength: 40 | 64,
): ReadonlyMap<string, string> | 'unusual' | 'damaged' {
  const idSize = hashLength / 2;
  // Not the buffer's own readers, which Node compiles when they are first called.
  const view = new DataView(index.buffer, index.byteOffset, index.length);
  const version = index.length >= headerSize ? view.getUint32(4) : 0;
  if (index.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 4) return 'unusual';
  const walk = version === 4 ? new PrefixedNames(index) : new PaddedNames(index);
  const wanted = names.map((name) => ({ name, bytes: Buffer.from(name) }));
  const found = new Map<string, string>();
  let at = headerSize;
  for (let count = view.getUint32(8); count > 0; count--) {
    const flagsAt = at + statSize + idSize;
    if (flagsAt + 4 > index.length - idSize) return 'damaged';
    const flags = view.getUint16(flagsAt);
    const nameAt = flagsAt + (flags & extendedFlag ? 4 : 2);
    const next = walk.read(at, nameAt, flags & nameMask);
    if (next === null) return 'damaged';
    const name = wanted.find(({ bytes }) => walk.is(bytes))?.name;
    const isIntended = (flags & extendedFlag) !== 0 && (view.getUint16(flagsAt + 2) & intentToAdd) !== 0;
    if (name !== undefined && (flags & stageMask) === 0 && !isIntended) {
      found.set(name, index.toString('hex', at + statSize, flagsAt));
    }
    at = next;
  }
  return extensionsState(index, at, idSize) ?? found;
}

/** Versions 2 and 3: the name as it is, NUL, and more NULs up to a multiple of eight bytes. */
class PaddedNames {
  readonly #index: Buffer;
  #start = 0;
  #end = 0;

  constructor(index: Buffer) {
    this.#index = index;
  }

  /** Where the next entry begins; null when this one is cut short. */
  read(entryAt: number, nameAt: number, length: number): number | null {
    this.#start = nameAt;
    // A name of 4095 bytes or more does not fit the flag and ends at its NUL.
    this.#end = length < nameMask ? nameAt + length : this.#index.indexOf(0, nameAt);
    if (this.#end < nameAt || this.#index[this.#end] !== 0) return null;
    return entryAt + ((this.#end - entryAt + 8) & ~7);
  }

  is(name: Buffer): boolean {
    if (name.length !== this.#end - this.#start) return false;
    for (let at = 0; at < name.length; at++) if (this.#index[this.#start + at] !== name[at]) return false;
    return true;
  }
}

/** Version 4: how many bytes to drop from the end of the name before, what to put there, NUL; no padding. */
class PrefixedNames {
  readonly #index: Buffer;
  #name: Buffer = Buffer.alloc(4096);
  #length = 0;

  constructor(index: Buffer) {
    this.#index = index;
  }

  read(_entryAt: number, nameAt: number): number | null {
    let at = nameAt;
    let byte = this.#index[at++];
    let dropped = byte & 0x7f;
    // The same numbers as the offsets of delta bases in packs (gitformat-pack); five bytes hold any name's length.
    while (byte & 0x80 && at < nameAt + 5) {
      byte = this.#index[at++];
      dropped = (dropped + 1) * 128 + (byte & 0x7f);
    }
    const end = this.#index.indexOf(0, at);
    const kept = this.#length - dropped;
    if (end === -1 || kept < 0) return null;
    this.#length = kept + end - at;
    if (this.#length > this.#name.length) {
      this.#name = Buffer.concat([this.#name.subarray(0, kept), Buffer.alloc(this.#length * 2)]);
    }
    this.#index.copy(this.#name, kept, at, end);
    return end + 1;
  }

  is(name: Buffer): boolean {
    return name.length === this.#length && this.#name.compare(name, 0, name.length, 0, this.#length) === 0;
  }
}

/** Extensions whose names begin with a capital may be ignored; `sdir` says that folders are folded, which is no matter. */
function extensionsState(index: Buffer, start: number, idSize: number): 'unusual' | 'damaged' | null {
  let at = start;
  const end = index.length - idSize;
  while (at + 8 <= end) {
    const name = index.toString('latin1', at, at + 4);
    if ((name < 'A' || name > '[') && name !== 'sdir') return 'unusual';
    at += 8 + index.readUInt32BE(at + 4);
  }
  return at === end ? null : 'damaged';
}

// 100644 61780798228d17af2d34fce4cfbdf35556832472 0\tleakgate.json^@
function askGit(repo: Repository, names: readonly string[]): ReadonlyMap<string, string> {
  const top = repo.topLevel ?? repo.cwd;
  const paths = names.map((name) => relative(repo.cwd, join(top, name)));
  const output = runGitSync(['ls-files', '--full-name', '-s', '-z', '--', ...paths], repo).toString('utf8');
  const found = new Map<string, string>();
  for (const entry of output.split('\0')) {
    const match = /^\d{6} ([0-9a-f]+) 0\t(.+)$/s.exec(entry);
    // The empty blob is how an entry that is only intended to be added is listed.
    if (match !== null && names.includes(match[2]) && match[1] !== emptyBlobOf(repo.hashLength)) {
      found.set(match[2], match[1]);
    }
  }
  return found;
}

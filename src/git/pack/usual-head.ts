// The head of a commit as git writes nearly all of them, read by the kernel (kernel/commits.ts): a sweep meets hundreds of thousands.
import type { Kernel } from './kernel.ts';

/** Where things stand in a commit, as offsets of its first byte. */
export interface UsualHead {
  /** Hex digits of the tree's id, and of each parent's. */
  readonly tree: number;
  readonly parents: readonly number[];
  /** The values of two headers: [start, end). */
  readonly author: number;
  readonly authorEnd: number;
  readonly committer: number;
  readonly committerEnd: number;
  /** Committer time in seconds since 1970. */
  readonly seconds: number;
  /** First byte behind the empty line. */
  readonly message: number;
}

/** Bytes of what the kernel writes: six numbers and a double. */
const headBytes = 32;
const treeAt = 'tree '.length;
const parentBytes = 'parent '.length;

export class HeadReader {
  readonly #kernel: Kernel;
  readonly #hexLength: 40 | 64;
  readonly #out: number;
  /** Most commits have one parent, and no list of their own. */
  readonly #oneParent: readonly number[];

  constructor(kernel: Kernel, hexLength: 40 | 64) {
    this.#kernel = kernel;
    this.#hexLength = hexLength;
    this.#out = kernel.take(headBytes);
    this.#oneParent = [treeAt + hexLength + 1 + parentBytes];
  }

  /** Of the commit at `at` in the kernel's memory; null for a head that is not the usual one. */
  read(at: number, length: number): UsualHead | null {
    const { calls } = this.#kernel;
    if (calls.readHead(at, length, this.#hexLength, this.#out) === 0) return null;
    const { words, bytes } = this.#kernel;
    const word = this.#out >> 2;
    return {
      tree: treeAt,
      parents: this.#parents(words[word]),
      author: words[word + 1],
      authorEnd: words[word + 2],
      committer: words[word + 3],
      committerEnd: words[word + 4],
      seconds: bytes.readDoubleLE(this.#out + 24),
      message: words[word + 5],
    };
  }

  #parents(count: number): readonly number[] {
    if (count === 1) return this.#oneParent;
    const line = parentBytes + this.#hexLength + 1;
    return Array.from({ length: count }, (_, parent) => this.#oneParent[0] + parent * line);
  }
}

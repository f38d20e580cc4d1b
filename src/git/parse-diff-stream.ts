// Cuts the output of `git diff-tree --stdin -r -z -c --raw` into changes as it arrives, keeping only those to wanted blobs.

export interface BlobChange {
  readonly blob: string;
  readonly path: Buffer;
}

export interface DiffVisitor {
  isWanted(blob: string): boolean;
  /** `holder` is the commit, or the second tree of a pair that was asked for. */
  change(holder: string, blob: string, path: Buffer): void;
}

// <commit>\0:100644 100644 <old> <new> M\0path\0                        a commit with one parent
// <commit>\0::100644 100644 100644 <old> <old> <new> MM\0path\0         a merge: only what differs from every parent
// <tree> <tree>\n:000000 100644 <old> <new> A\0path\0                   a pair of trees
const colon = 0x3a;
/** A mode and the blank behind it. */
const modeLength = 7;

export class DiffStreamParser {
  readonly #hashLength: number;
  readonly #visitor: DiffVisitor;
  #rest: Buffer = Buffer.alloc(0);
  /** The commit or tree whose changes are coming. */
  holder = '';
  /**
   * A holder with more changes than the limit, or '' where git printed what it never prints: nothing is told from there on.
   */
  cut: string | null = null;
  readonly #limit: number;
  /** Changes of the holder so far. */
  #changes = 0;
  /** The blob of the change whose path comes next: '' when it is not wanted, null when no path is due. */
  #blob: string | null = null;

  /** @param limit most changes of one holder */
  constructor(hashLength: 40 | 64, visitor: DiffVisitor, limit: number) {
    this.#limit = limit;
    this.#hashLength = hashLength;
    this.#visitor = visitor;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let end = bytes.indexOf(0); end >= 0 && this.cut === null; end = bytes.indexOf(0, at)) {
      this.#token(bytes, at, end);
      at = end + 1;
    }
    this.#rest = bytes.subarray(at);
  }

  #token(bytes: Buffer, start: number, end: number): void {
    if (this.#blob !== null) {
      if (this.#blob !== '') this.#visitor.change(this.holder, this.#blob, bytes.subarray(start, end));
      this.#blob = null;
      return;
    }
    if (bytes[start] === colon) {
      this.#change(bytes, start, end);
      return;
    }
    const length = this.#hashLength;
    const isPair = end - start > length;
    const at = isPair ? start + length + 1 : start;
    this.holder = bytes.toString('latin1', at, at + length);
    this.#changes = 0;
    if (end - start < length) this.cut = '';
    else if (isPair) this.#change(bytes, at + length + 1, end);
  }

  #change(bytes: Buffer, start: number, end: number): void {
    let parents = 1;
    while (bytes[start + parents] === colon) parents++;
    const newId = start + parents + (parents + 1) * modeLength + parents * (this.#hashLength + 1);
    if (newId + this.#hashLength > end) {
      this.cut = '';
      return;
    }
    const blob = bytes.toString('latin1', newId, newId + this.#hashLength);
    if (++this.#changes > this.#limit) this.cut = this.holder;
    this.#blob = this.#visitor.isWanted(blob) ? blob : '';
  }
}

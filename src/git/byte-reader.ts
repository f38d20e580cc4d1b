// Reads lines and exact numbers of bytes from a stream: the answers of `git cat-file --batch`.

export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#source = stream[Symbol.asyncIterator]();
  }

  /** The next line without its end; null at the end of the stream, also when the line was cut short. */
  async line(): Promise<string | null> {
    let end = this.#rest.indexOf(0x0a);
    while (end === -1) {
      if (!(await this.#more())) return null;
      end = this.#rest.indexOf(0x0a);
    }
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  /** Exactly `size` bytes, in memory of their own; null when the stream ended before. */
  async exactly(size: number): Promise<Buffer | null> {
    const bytes = Buffer.allocUnsafe(size);
    const isWhole = await this.#pass(size, (piece, at) => piece.copy(bytes, at));
    return isWhole ? bytes : null;
  }

  /** Drops `size` bytes; false when the stream ended before. */
  skip(size: number): Promise<boolean> {
    return this.#pass(size, () => {});
  }

  async #pass(size: number, take: (piece: Buffer, at: number) => void): Promise<boolean> {
    for (let done = 0; done < size; ) {
      if (this.#rest.length === 0 && !(await this.#more())) return false;
      const piece = this.#rest.subarray(0, size - done);
      take(piece, done);
      done += piece.length;
      this.#rest = this.#rest.subarray(piece.length);
    }
    return true;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next();
    if (done) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }
}

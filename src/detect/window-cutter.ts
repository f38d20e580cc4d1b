// Cuts the pieces of one layer that rules look at. Anchors come by rising place and often several to a line, so what is known
// about the line and the text made of it serve the next anchor too: a line of ten million bytes full of anchors is read once.

const newline = 10;
const carriageReturn = 13;
/** Text made ahead where anchors lie close together, in bytes at most. */
const longestChunk = 65_536;

export function isLineEnd(byte: number): boolean {
  return byte === newline || byte === carriageReturn;
}

export class WindowCutter {
  readonly bytes: Buffer;
  /** bytes[cleanFrom, cleanTo) holds no line end; the flags say that the line ends right there. */
  #cleanFrom = 0;
  #cleanTo = -1;
  #startsLine = false;
  #endsLine = false;
  #chunk = '';
  #chunkFrom = 0;
  #chunkTo = 0;

  /** @param bytes must not change while the cutter is in use */
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The part of bytes[at - behind, at + ahead) that lies in the line of `at`. */
  inLine(at: number, behind: number, ahead: number): [number, number] {
    const { bytes } = this;
    if (at < this.#cleanFrom || at > this.#cleanTo) {
      this.#cleanFrom = at;
      this.#cleanTo = at;
      this.#startsLine = false;
      this.#endsLine = false;
    }
    const from = Math.max(0, at - behind);
    while (!this.#startsLine && this.#cleanFrom > from)
      if (isLineEnd(bytes[this.#cleanFrom - 1])) this.#startsLine = true;
      else this.#cleanFrom--;
    const to = Math.min(bytes.length, at + ahead);
    while (!this.#endsLine && this.#cleanTo < to)
      if (isLineEnd(bytes[this.#cleanTo])) this.#endsLine = true;
      else this.#cleanTo++;
    return [Math.max(from, this.#cleanFrom), Math.min(to, this.#cleanTo)];
  }

  /** bytes[from, to) as latin1 text. */
  text(from: number, to: number): string {
    if (from < this.#chunkFrom || to > this.#chunkTo) {
      const isNear = from >= this.#chunkFrom && from <= this.#chunkTo;
      const ahead = isNear ? Math.min(longestChunk, 2 * (this.#chunkTo - this.#chunkFrom)) : 0;
      this.#chunkTo = Math.min(this.bytes.length, Math.max(to, from + ahead));
      this.#chunkFrom = from;
      this.#chunk = this.bytes.toString('latin1', from, this.#chunkTo);
    }
    return this.#chunk.slice(from - this.#chunkFrom, to - this.#chunkFrom);
  }
}

// What every decompressor here gives, and the buffer it writes to: it grows as bytes come, and never beyond what may come.

export interface Unpacked {
  /** What came out, up to the damage if there is some. */
  readonly bytes: Buffer;
  readonly isDamaged: boolean;
  /** Bytes of the packed ones that it took, where others may stand behind them. */
  readonly used?: number;
}

/**
 * Decompresses all of `packed`.
 * @param checkTime is called now and then where much input may give little output; what it throws is passed on
 * @throws OutputFull when more than `most` bytes come out
 */
export type Unpack = (packed: Buffer, most: number, checkTime?: () => void) => Unpacked;

/** More came out than may. */
export class OutputFull extends Error {}

/** The packed bytes are not what their format says. Caught where the decompressor is called. */
export class DamagedData extends Error {}

const firstBytes = 64 * 1024;

export class Output {
  bytes: Buffer;
  size = 0;
  readonly #most: number;
  /** For who writes to it, as in `Unpack`. */
  readonly checkTime: () => void;

  constructor(most: number, checkTime: () => void = () => {}) {
    this.#most = most;
    this.checkTime = checkTime;
    this.bytes = Buffer.allocUnsafe(Math.min(most, firstBytes));
  }

  /** Makes room for `count` more bytes. @throws OutputFull */
  need(count: number): void {
    const least = this.size + count;
    if (least > this.#most) throw new OutputFull();
    if (least <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.#most, Math.max(least, this.bytes.length * 2)));
    this.bytes.copy(larger, 0, 0, this.size);
    this.bytes = larger;
  }

  append(chunk: Uint8Array): void {
    this.need(chunk.length);
    this.bytes.set(chunk, this.size);
    this.size += chunk.length;
  }

  taken(): Buffer {
    return this.bytes.subarray(0, this.size);
  }
}

/**
 * Runs a decompressor that writes to an output: what came out before the damage is kept.
 * @param run may give how much of the packed bytes it took
 * @throws OutputFull
 */
export function unpackInto(most: number, run: (output: Output) => unknown, checkTime?: () => void): Unpacked {
  const output = new Output(most, checkTime);
  try {
    const used = run(output);
    return { bytes: output.taken(), isDamaged: false, ...(typeof used === 'number' && { used }) };
  } catch (error) {
    if (error instanceof OutputFull || !(error instanceof DamagedData || error instanceof RangeError)) throw error;
    return { bytes: output.taken(), isDamaged: true };
  }
}

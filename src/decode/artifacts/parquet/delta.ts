// Numbers packed as differences (DELTA_BINARY_PACKED): the lengths of texts in two of Parquet's encodings.
// https://parquet.apache.org/docs/file-format/data-pages/encodings/
import { DamagedInput } from '../../decoder.ts';

const broken = () => new DamagedInput('a page in it is damaged');

export interface Deltas {
  readonly values: Int32Array;
  /** Where the bytes behind them begin. */
  readonly end: number;
}

class Varints {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  next(): number {
    let value = 0;
    for (let factor = 1, count = 0; count < 10; count++, factor *= 128) {
      if (this.at >= this.#bytes.length) throw broken();
      const byte = this.#bytes[this.at++];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw broken();
  }

  zigzag(): number {
    const value = this.next();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** `width` bits from bit `bit` on, the lowest first. */
function bitsAt(bytes: Buffer, start: number, bit: number, width: number): number {
  let value = 0;
  for (let at = 0; at < width; ) {
    const position = bit + at;
    const byte = bytes[start + (position >> 3)] >> (position & 7);
    const count = Math.min(8 - (position & 7), width - at);
    value += (byte & ((1 << count) - 1)) * 2 ** at;
    at += count;
  }
  return value;
}

/** @param most more values than the page can have are refused */
export function readDeltas(bytes: Buffer, at: number, most: number): Deltas {
  const varints = new Varints(bytes, at);
  const blockSize = varints.next();
  const miniblocks = varints.next();
  const count = varints.next();
  if (count > most || miniblocks === 0 || miniblocks > 512 || blockSize === 0 || blockSize > 1 << 20) throw broken();
  const perMiniblock = blockSize / miniblocks;
  if (!Number.isInteger(perMiniblock)) throw broken();
  const values = new Int32Array(count);
  let value = varints.zigzag();
  let filled = 0;
  if (count > 0) values[filled++] = value;
  while (filled < count) {
    const least = varints.zigzag();
    const widths = bytes.subarray(varints.at, varints.at + miniblocks);
    varints.at += miniblocks;
    for (let mini = 0; mini < miniblocks && filled < count; mini++) {
      const width = widths[mini];
      if (!(width <= 48) || varints.at + (width * perMiniblock) / 8 > bytes.length) throw broken();
      for (let item = 0; item < perMiniblock && filled < count; item++) {
        value += least + bitsAt(bytes, varints.at, item * width, width);
        values[filled++] = value;
      }
      varints.at += (width * perMiniblock) / 8;
    }
  }
  return { values, end: varints.at };
}

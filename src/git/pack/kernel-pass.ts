// The pass for anchors over what is decoded from an object, in WebAssembly: four times as fast as the one in JavaScript, and
// hits at which no rule can match are left out. In memory of its own, since what is decoded refers to the walker's.
import type { AnchorPass, AnchorTables } from '../../model/hit-judge.ts';
import { Kernel, slack } from './kernel.ts';
import { placeRules } from './place-rules.ts';
import type { KernelCode } from './web-assembly.ts';

/** Bytes that are looked at in one call. */
const pieceBytes = 64 * 1024;
const hitBytes = 8;
/** Larger texts are rare, and memory that was once taken stays. */
const mostBytes = 24 * 1024 * 1024;
/** Flags of a hit are above its state (kernel/automaton.ts). */
const stateBits = 0xffff;

export class KernelPass implements AnchorPass {
  readonly least = 192;
  readonly #code: KernelCode;
  readonly #anchors: () => AnchorTables;
  #opened: { readonly kernel: Kernel; readonly hits: number; readonly text: number } | undefined;
  readonly #pairs = new Int32Array(2 * pieceBytes);
  #isBusy = false;

  /** @param anchors asked when the first text comes */
  constructor(code: KernelCode, anchors: () => AnchorTables) {
    this.#code = code;
    this.#anchors = anchors;
  }

  pieces(bytes: Buffer): Iterable<Int32Array> | null {
    // There is room for one text: what is decoded meanwhile is gone through without.
    return bytes.length > mostBytes || this.#isBusy ? null : this.#pieces(bytes);
  }

  *#pieces(bytes: Buffer): Generator<Int32Array> {
    this.#isBusy = true;
    try {
      const { kernel, hits, text } = this.#open();
      const { length } = bytes;
      kernel.reach(text + length + slack);
      kernel.bytes.set(bytes, text);
      for (let from = 0; from < length; from += pieceBytes) {
        const to = Math.min(length, from + pieceBytes);
        const count = kernel.calls.scanPart(text, length, from, to, hits, hits + pieceBytes * hitBytes);
        yield count > 0 && kernel.calls.settleHits(text, length, hits, count) > 0
          ? this.#settled(kernel.words.subarray(hits >> 2, (hits >> 2) + 2 * count))
          : this.#pairs.subarray(0, 0);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #settled(words: Uint32Array): Int32Array {
    let length = 0;
    for (let word = 0; word < words.length; word += 2) {
      if (words[word + 1] <= stateBits) continue;
      this.#pairs[length++] = words[word];
      this.#pairs[length++] = words[word + 1] & stateBits;
    }
    return this.#pairs.subarray(0, length);
  }

  #open(): { readonly kernel: Kernel; readonly hits: number; readonly text: number } {
    if (this.#opened === undefined) {
      const kernel = new Kernel(this.#code);
      placeRules(kernel, this.#anchors());
      const hits = kernel.take(pieceBytes * hitBytes);
      this.#opened = { kernel, hits, text: kernel.rest };
    }
    return this.#opened;
  }
}

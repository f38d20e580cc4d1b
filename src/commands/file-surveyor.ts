// Looks at one file after the other, in memory that is used again: most hold nothing, and of those nothing is made.
import { closeSync, openSync, readSync } from 'node:fs';
import type { Detector } from '../detect/detector.ts';
import { CleanJudge } from '../pipeline/clean-judge.ts';
import { type AnchorKernel, findInKernel, openAnchorKernel } from './anchor-kernel.ts';

/** A larger file is left to whoever reads it by pieces. */
const mostBytes = 16 * 1024 * 1024;
/** Said of a file that is to be read and examined. */
export const notClean = -1;
/** git looks at this many bytes for a NUL to tell binary content (buffer_is_binary in its xdiff-interface.c). */
const binarySample = 8000;

export class FileSurveyor {
  readonly #judge: CleanJudge;
  readonly #opened: AnchorKernel;
  readonly #take: (end: number, state: number) => boolean;

  constructor(detector: Detector, opened: AnchorKernel) {
    this.#judge = new CleanJudge(detector);
    this.#opened = opened;
    const { kernel } = opened;
    const { base64, hex, text } = this.#judge.alphabets;
    kernel.calls.setAlphabets(kernel.place(base64), kernel.place(hex), kernel.place(text));
    this.#take = (end, state) => this.#judge.hasCandidate(end, state);
  }

  /** @throws where WebAssembly is not to be had */
  static async open(detector: Detector, installation: string): Promise<FileSurveyor> {
    return new FileSurveyor(
      detector,
      await openAnchorKernel(detector, installation, mostBytes, detector.joinLengths()),
    );
  }

  /** The number of bytes of a file in which nothing stands, else `notClean`; whatever fails is told by whoever looks again. */
  look(path: Buffer): number {
    try {
      const length = this.#read(path);
      return length < mostBytes && this.#isClean(length) ? length : notClean;
    } catch {
      return notClean;
    }
  }

  /** Reads a file to its end or until there is no more room. */
  #read(path: Buffer): number {
    const { kernel, text } = this.#opened;
    const descriptor = openSync(path, 'r');
    try {
      let length = 0;
      // Files of /proc say they have no bytes, so the end is where no more comes.
      while (length < mostBytes) {
        const count = readSync(descriptor, kernel.bytes, text + length, mostBytes - length, null);
        if (count === 0) break;
        length += count;
      }
      return length;
    } finally {
      closeSync(descriptor);
    }
  }

  #isClean(length: number): boolean {
    const { kernel, text } = this.#opened;
    const bytes = kernel.bytes.subarray(text, text + length);
    const hasNul = kernel.calls.hasNul(text, Math.min(length, binarySample)) !== 0;
    const judge = this.#judge;
    if (judge.isFormat(bytes, hasNul) || kernel.calls.findEncoded(text, length) !== 0)
      return judge.isCleanDecoded(bytes);
    judge.open(bytes, hasNul);
    return !findInKernel(this.#opened, length, this.#take) && !judge.hasEscaped();
  }
}

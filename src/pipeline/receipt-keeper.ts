// Counts what a run was asked to cover and what it covered, and remembers what went wrong.
import type { GapKind, Problem, Receipt, Skip, SkipKind } from '../model/receipt.ts';
import type { TextPart } from '../model/text-part.ts';

/** Problems told one by one; further ones are only counted in the receipt. */
const mostProblems = 100;

export class ReceiptKeeper {
  readonly #unit: string;
  readonly #acceptedGaps: ReadonlySet<GapKind>;
  readonly #skips = new Map<string, { kind: GapKind | SkipKind; count: number; isGap: boolean }>();
  readonly problems: Problem[] = [];
  expected = 0;
  scanned = 0;
  /** Judged where they differ from what they are made from, or found clean before. */
  inherited = 0;
  bytes = 0;

  constructor(unit: string, acceptedGaps: ReadonlySet<GapKind>) {
    this.#unit = unit;
    this.#acceptedGaps = acceptedGaps;
  }

  /** Counts inputs that were read whole, one if not told otherwise. @param bytes of all */
  countScanned(bytes: number, count = 1): void {
    this.expected += count;
    this.scanned += count;
    this.bytes += bytes;
  }

  /** Counts a piece of an input; the input with its first one. */
  countPart({ from, to, isFirst }: TextPart): void {
    if (isFirst) this.countScanned(to - from);
    else this.bytes += to - from;
  }

  /** Counts one input that was found clean before, under the same rules. */
  countInherited(): void {
    this.expected++;
    this.inherited++;
  }

  /** Counts `count` inputs that were asked for and left out. */
  countSkipped(kind: GapKind | SkipKind, isGap: boolean, problem?: Problem, count = 1): void {
    this.expected += count;
    this.noteSkipped(kind, isGap, problem, count);
  }

  /** Lists a skip of something that is in `expected` already, or is no input of its own (a shallow boundary). */
  noteSkipped(kind: GapKind | SkipKind, isGap: boolean, problem?: Problem, count = 1): void {
    const key = `${kind} ${isGap}`;
    const skip = this.#skips.get(key) ?? { kind, count: 0, isGap };
    skip.count += count;
    this.#skips.set(key, skip);
    if (problem && this.problems.length < mostProblems) this.problems.push(problem);
  }

  #listSkips(): Skip[] {
    return [...this.#skips.values()]
      .map((skip) => ({ ...skip, isAccepted: skip.isGap && this.#acceptedGaps.has(skip.kind as GapKind) }))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }

  /** The receipt as it stands. */
  receipt(canary: Receipt['canary']): Receipt {
    return {
      unit: this.#unit,
      expected: this.expected,
      scanned: this.scanned,
      inherited: this.inherited,
      bytes: this.bytes,
      skipped: this.#listSkips(),
      canary,
    };
  }
}

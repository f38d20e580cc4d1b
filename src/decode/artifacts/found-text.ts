// Collects the texts that a format holds, a line each, and gives them on in pieces, so that no file needs all of its text in
// memory. What belongs together stands together: `name = "value"` is judged as the assignment that it is.
import { type DecodeBudget, LimitReached } from '../decode-budget.ts';
import type { Part } from '../decoder.ts';

/** Bytes of text that are given on at once. */
const pieceBytes = 1 << 20;
/** A longer name is a text of its own. */
const longestName = 512;

/** So seldom the clock is looked at. */
const ticksBetween = 0xfff;

const lineEnd = Buffer.from('\n');

export class FoundText {
  readonly #step: string;
  readonly #budget: DecodeBudget;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isAny = false;
  #ticks = 0;

  /** @param step as in `Part.step` */
  constructor(step: string, budget: DecodeBudget) {
    this.#step = step;
    this.#budget = budget;
  }

  /** Whether any text came. */
  get isAny(): boolean {
    return this.#isAny;
  }

  /** For loops that find nothing for long. @throws LimitReached */
  tick(): void {
    if ((++this.#ticks & ticksBetween) === 0) this.#budget.checkTime();
  }

  /** Whether it is time to give on what was collected. */
  get isFull(): boolean {
    return this.#bytes >= pieceBytes;
  }

  /** One text. @throws LimitReached */
  add(text: string | Buffer): void {
    if (text.length === 0) return;
    // A window of a file is written anew: what is kept is a copy.
    const bytes = Buffer.from(text as string);
    this.#budget.takeBytes(bytes.length);
    this.#bytes += bytes.length + 1;
    if (this.#bytes > this.#budget.limits.fileBytes)
      throw new LimitReached('a part of it holds more text than can be held at once');
    this.#parts.push(bytes, lineEnd);
    this.#isAny = true;
  }

  /** A text and its name. @throws LimitReached */
  addNamed(name: string, value: string | Buffer): void {
    if (name === '' || name.length > longestName) {
      this.add(name);
      this.add(value);
    } else this.add(Buffer.concat([Buffer.from(`${name} = "`), Buffer.from(value as string), Buffer.from('"')]));
  }

  /** What was collected, if anything. */
  *take(): Iterable<Part> {
    if (this.#parts.length === 0) return;
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    yield { type: 'text', step: this.#step, bytes };
  }

  /** Is asked for in every loop over a file's values, and so looks at the time now and then. @throws LimitReached */
  *takeIfFull(): Iterable<Part> {
    this.tick();
    if (this.isFull) yield* this.take();
  }
}

/** Tensors that were passed over, as the receipt counts them. */
export function tensorsSkipped(): Part {
  return { type: 'loss', kind: 'tensors', isGap: false, step: null, reason: 'its tensors are numbers' };
}

// The file form of the rule index and of the rules. Every start reads the index; what it needs of it is looked up in place,
// since parsing 1,092 anchors as JSON took a clean commit 1 ms and a garbage collection. Of the rules only those are read
// whose anchors hit.
import type { RuleSpec } from '../model/rule.ts';
import type { AnchorUse, RuleIndex } from './rule-index.ts';

/** Raised with any change of the form, so that parts of two builds never meet unseen. */
export const formVersion = 1;
export const noExact = 0xffffffff;
export const startsWordFlag = 1;

// index.bin: 32-bit little-endian words, then bytes.
//   0 version · 1 families · 2 rules · 3 anchors · 4 uses · 5 bytes of text
//   where each rule begins in rules.bin, and the end of the last
//   the number of each family's first rule, and of the last one's end
//   where each anchor begins in the text, and the end of the last
//   the number of each anchor's first use, and of the last one's end
//   uses: rule number · flags · where its exact spelling stands in the text
//   text: anchors, then spellings that differ from them, one character a byte
//   `digest\nfamily family …\nrule rule …`
const headWords = 6;
export const useWords = 3;

/** The index in a buffer of `packRules`, with the place of each rule in the other one. */
export class PackedIndex implements RuleIndex {
  readonly anchorCount: number;
  readonly #words: Uint32Array;
  readonly #text: Buffer;
  readonly #names: string;
  readonly #at: { readonly families: number; readonly anchors: number; readonly uses: number; readonly rows: number };
  #families: readonly string[] | null = null;
  readonly #usesOf: (readonly AnchorUse[] | undefined)[] = [];
  readonly #anchors: (string | undefined)[] = [];

  /** @throws RangeError for a file of another form */
  constructor(packed: Buffer) {
    const bytes = packed.byteOffset % 4 === 0 ? packed : Buffer.from(Uint8Array.from(packed).buffer);
    const head = new Uint32Array(bytes.buffer, bytes.byteOffset, headWords);
    const [version, families, rules, anchors, uses, textLength] = head;
    if (version !== formVersion) throw new RangeError(`form ${version} of the rule index is not known`);
    const at = { families: headWords + rules + 1, anchors: 0, uses: 0, rows: 0 };
    at.anchors = at.families + families + 1;
    at.uses = at.anchors + anchors + 1;
    at.rows = at.uses + anchors + 1;
    const length = at.rows + uses * useWords;
    this.anchorCount = anchors;
    this.#at = at;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, length);
    this.#text = bytes.subarray(length * 4, length * 4 + textLength);
    this.#names = bytes.toString('latin1', length * 4 + textLength);
  }

  get digest(): string {
    return this.#names.slice(0, this.#names.indexOf('\n'));
  }

  get families(): readonly string[] {
    this.#families ??= this.#names.split('\n', 2)[1].split(' ');
    return this.#families;
  }

  get ruleIds(): readonly string[] {
    return this.#names.split('\n')[2].split(' ');
  }

  anchor = (number: number): string => {
    const start = this.#at.anchors + number;
    this.#anchors[number] ??= this.#text.toString('latin1', this.#words[start], this.#words[start + 1]);
    return this.#anchors[number];
  };

  usesOf = (number: number): readonly AnchorUse[] => {
    this.#usesOf[number] ??= this.#readUses(number);
    return this.#usesOf[number];
  };

  #readUses(number: number): readonly AnchorUse[] {
    const { length } = this.anchor(number);
    const uses: AnchorUse[] = [];
    for (let use = this.#words[this.#at.uses + number]; use < this.#words[this.#at.uses + number + 1]; use++) {
      const row = this.#at.rows + use * useWords;
      const [rule, flags, spelling] = this.#words.subarray(row, row + useWords);
      const exact = spelling === noExact ? null : this.#text.toString('latin1', spelling, spelling + length);
      uses.push({ ...this.#familyOf(rule), exact, startsWord: (flags & startsWordFlag) !== 0 });
    }
    return uses;
  }

  #familyOf(rule: number): { family: number; rule: number } {
    let family = 0;
    while (this.#words[this.#at.families + family + 1] <= rule) family++;
    return { family, rule: rule - this.#words[this.#at.families + family] };
  }

  /** How many rules a family has. */
  rulesIn(family: number): number {
    return this.#words[this.#at.families + family + 1] - this.#words[this.#at.families + family];
  }

  /** Number of a rule among those of all families. */
  numberOf(family: number, rule: number): number {
    return this.#words[this.#at.families + family] + rule;
  }

  /** Where a rule stands in `rules.bin`: [start, end). */
  placeOf(family: number, rule: number): readonly [number, number] {
    const number = headWords + this.numberOf(family, rule);
    return [this.#words[number], this.#words[number + 1]];
  }
}

/** One rule from its bytes in `rules.bin`; without the examples, which are not stored. */
export function readPackedRule(bytes: Buffer): RuleSpec {
  const { pattern, ...spec } = JSON.parse(bytes.toString('utf8')) as Omit<RuleSpec, 'pattern'> & { pattern: string };
  return { ...spec, pattern: new RegExp(pattern), examples: { match: [], ignore: [] } };
}

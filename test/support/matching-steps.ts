// A backtracking matcher that counts: how many steps a pattern takes at one place of a text, the way JavaScript's own engine
// goes about it. Work measured so is the same on every machine.
import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** Goes on at an offset; whether the rest of the pattern matched. */
type Next = (at: number) => boolean;
type Matcher = (at: number, next: Next) => boolean;

class TooManySteps extends Error {}

const parser = new RegExpParser({ ecmaVersion: 2024 });

class Machine {
  steps = 0;
  readonly #text: string;
  readonly #most: number;

  constructor(text: string, most: number) {
    this.#text = text;
    this.#most = most;
  }

  run(pattern: AST.Pattern, at: number): boolean {
    return this.#alternatives(pattern.alternatives)(at, () => true);
  }

  #step(): void {
    if (++this.steps > this.#most) throw new TooManySteps();
  }

  #alternatives(list: readonly AST.Alternative[]): Matcher {
    const matchers = list.map(({ elements }) => this.#sequence(elements));
    return (at, next) => matchers.some((matcher) => matcher(at, next));
  }

  #sequence(elements: readonly AST.Element[]): Matcher {
    const matchers = elements.map((element) => this.#element(element));
    return (start, next) => {
      const from = (index: number, at: number): boolean =>
        index === matchers.length ? next(at) : matchers[index](at, (then) => from(index + 1, then));
      return from(0, start);
    };
  }

  #element(node: AST.Element): Matcher {
    switch (node.type) {
      case 'Group':
      case 'CapturingGroup':
        return this.#alternatives(node.alternatives);
      case 'Quantifier':
        return this.#quantifier(node);
      case 'Assertion':
        return this.#assertion(node);
      default:
        return this.#letter(node);
    }
  }

  #letter(node: AST.Element): Matcher {
    const accepts = acceptsOf(node);
    return (at, next) => {
      this.#step();
      return at < this.#text.length && accepts[this.#text.charCodeAt(at) & 0xff] === 1 && next(at + 1);
    };
  }

  #quantifier(node: AST.Quantifier): Matcher {
    const { element, min, max, greedy } = node;
    if (element.type === 'Character' || element.type === 'CharacterClass' || element.type === 'CharacterSet')
      return this.#letters(acceptsOf(element), node);
    const inner = this.#element(element);
    const repeat = (count: number, at: number, next: Next): boolean => {
      const again = () =>
        count < max && inner(at, (then) => (then > at || count < min) && repeat(count + 1, then, next));
      if (count < min) return again();
      return greedy ? again() || next(at) : next(at) || again();
    };
    return (at, next) => repeat(0, at, next);
  }

  /** Repeats of one letter go in a loop: a recursion as deep as a key block is long would not fit the stack. */
  #letters(accepts: Uint8Array, { min, max, greedy }: AST.Quantifier): Matcher {
    return (start, next) => {
      const most = Math.min(this.#text.length, max === Number.POSITIVE_INFINITY ? this.#text.length : start + max);
      const fits = (at: number) => at < most && accepts[this.#text.charCodeAt(at) & 0xff] === 1;
      let at = start;
      for (; at < start + min; at++) {
        this.#step();
        if (!fits(at)) return false;
      }
      if (!greedy)
        for (; ; at++) {
          this.#step();
          if (next(at)) return true;
          if (!fits(at)) return false;
        }
      const least = at;
      for (; fits(at); at++) this.#step();
      for (; at >= least; at--) {
        this.#step();
        if (next(at)) return true;
      }
      return false;
    };
  }

  #assertion(node: AST.Assertion): Matcher {
    const text = this.#text;
    if (node.kind === 'start') return (at, next) => at === 0 && next(at);
    if (node.kind === 'end') return (at, next) => at === text.length && next(at);
    if (node.kind === 'word') {
      const isWord = (at: number) => /\w/.test(text[at] ?? '');
      return (at, next) => (isWord(at - 1) !== isWord(at)) !== node.negate && next(at);
    }
    if (node.kind !== 'lookahead' && node.kind !== 'lookbehind') throw new TypeError(`${node.kind} is not known`);
    const inner = this.#alternatives(node.alternatives);
    const holds =
      node.kind === 'lookahead'
        ? (at: number) => inner(at, () => true)
        : (at: number) => {
            // Look-behinds of rules are short.
            for (let from = at; from >= Math.max(0, at - 64); from--) if (inner(from, (end) => end === at)) return true;
            return false;
          };
    return (at, next) => {
      this.#step();
      return holds(at) !== node.negate && next(at);
    };
  }
}

const tables = new Map<string, Uint8Array>();

function acceptsOf(node: AST.Element): Uint8Array {
  let table = tables.get(node.raw);
  if (!table) {
    const test = new RegExp(node.raw);
    table = Uint8Array.from({ length: 256 }, (_, byte) => Number(test.test(String.fromCharCode(byte))));
    tables.set(node.raw, table);
  }
  return table;
}

/** What a match took. `isDeep`: it went deeper than the stack holds, and was counted up to there. */
export interface Count {
  readonly steps: number;
  readonly isMatch: boolean;
  readonly isDeep: boolean;
}

/**
 * Steps that `source` takes at offset `at` of `text` (latin1); `most` when it would take more.
 * A step is one letter looked at, one way back tried, or one assertion.
 */
export function matchingSteps(source: string, text: string, at: number, most: number): Count {
  const machine = new Machine(text, most);
  try {
    return { isMatch: machine.run(parser.parsePattern(source), at), steps: machine.steps, isDeep: false };
  } catch (error) {
    if (error instanceof TooManySteps) return { isMatch: false, steps: most, isDeep: false };
    if (error instanceof RangeError) return { isMatch: false, steps: machine.steps, isDeep: true };
    throw error;
  }
}

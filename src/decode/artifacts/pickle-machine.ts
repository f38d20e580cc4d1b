// Follows the instructions of one pickle without carrying any out: nothing is imported, called or made. It knows at each
// point which values lie on the stack, so that `{'password': 'x'}` is told as an assignment, numbers are told from text, and
// the arrays that joblib writes between the instructions are passed over.
import { LimitReached } from '../decode-budget.ts';
import type { FoundText } from './found-text.ts';
import { constantOf, isHint } from './pickle-constants.ts';
import { readEscaped, readQuoted, readStep, type Step } from './pickle-opcodes.ts';
import { longestKept, type PickleEvents, PickleTeller } from './pickle-teller.ts';
import {
  encodedBytes,
  encodesBytes,
  isBytes,
  isDict,
  isText,
  keepEntry,
  keptItems,
  makesArray,
  mark,
  nameOf,
  type ObjectValue,
  other,
  type Value,
} from './pickle-values.ts';
import type { PieceReader } from './piece-reader.ts';

/** Values numbered to be used again: more is no pickle that a program reads … */
const mostValues = 8_000_000;
/** … and values on the stack: Python puts a list there by thousands, a tuple whole. */
const mostStacked = 2_000_000;
/** Characters of all texts that are kept to be used again. */
const mostKept = 64 * 1024 * 1024;
const longestText = 512 * 1024 * 1024;

export class PickleMachine {
  readonly #reader: PieceReader;
  readonly #found: FoundText;
  readonly #teller: PickleTeller;
  readonly #stack: Value[] = [];
  readonly #memo: Value[] = [];
  #kept = 0;
  /** Set when an object was given its state: joblib writes the array right behind. */
  built: ObjectValue | null = null;

  constructor(reader: PieceReader, found: FoundText, events: PickleEvents) {
    this.#reader = reader;
    this.#found = found;
    this.#teller = new PickleTeller(reader, found, events);
  }

  /** Follows one instruction. @returns false when it was the last. @throws DamagedInput, LimitReached */
  step(): boolean {
    const step = readStep(this.#reader);
    this.built = null;
    if (step.opcode === '.') {
      for (const value of this.#stack.splice(0)) this.#teller.tell(value);
      return false;
    }
    this.#follow(step);
    return true;
  }

  #push(value: Value): void {
    if (this.#stack.length >= mostStacked)
      throw new LimitReached('its pickle piles up more values than any program does');
    this.#stack.push(value);
  }

  #pop(): Value {
    return this.#stack.pop() ?? other;
  }

  #top(): Value {
    return this.#stack.at(-1) ?? other;
  }

  /** What lies above the last mark, which is taken away with it. */
  #above(): Value[] {
    const at = this.#stack.lastIndexOf(mark);
    return this.#stack.splice(Math.max(0, at)).slice(at < 0 ? 0 : 1);
  }

  #follow(step: Step): void {
    if (isHint(step)) return;
    const constant = constantOf(step);
    if (constant !== undefined) this.#push(constant);
    else if (!this.#followText(step) && !this.#followMemo(step)) this.#followOther(step);
  }

  #followText({ opcode, number, line }: Step): boolean {
    switch (opcode) {
      case 'X':
      case '\x8c':
      case '\x8d':
        this.#pushText(number);
        return true;
      case 'T':
      case 'U':
      case 'B':
      case 'C':
      case '\x8e':
      case '\x96':
        this.#push({ type: 'bytes', at: this.#reader.at, length: number, isTold: false });
        this.#reader.skip(number);
        return true;
      case 'S':
        this.#push({ type: 'text', text: readQuoted(line), isTold: false });
        return true;
      case 'V':
        this.#push({ type: 'text', text: readEscaped(line.toString('latin1')), isTold: false });
        return true;
      case 'c':
        this.#pushGlobal(line.toString('utf8'));
        return true;
      case 'P':
        this.#found.add(line);
        this.#push(other);
        return true;
      default:
        return false;
    }
  }

  #pushText(length: number): void {
    if (length > longestText) throw new LimitReached('a text in it is longer than 512 MiB');
    const bytes = this.#reader.bytes(length);
    if (length > longestKept) {
      this.#found.add(bytes);
      this.#push(other);
    } else this.#push({ type: 'text', text: bytes.toString('utf8'), isTold: false });
  }

  #pushGlobal(name: string): void {
    this.#found.add(name.replace(' ', '.'));
    this.#push({ type: 'global', name });
  }

  #followMemo({ opcode, number, line }: Step): boolean {
    switch (opcode) {
      case 'p':
        this.#remember(Number.parseInt(line.toString('latin1'), 10));
        return true;
      case 'q':
      case 'r':
        this.#remember(number);
        return true;
      case '\x94':
        this.#remember(this.#memo.length);
        return true;
      case 'g':
        this.#push(this.#memo[Number.parseInt(line.toString('latin1'), 10)] ?? other);
        return true;
      case 'h':
      case 'j':
        this.#push(this.#memo[number] ?? other);
        return true;
      default:
        return false;
    }
  }

  #remember(at: number): void {
    if (!(at >= 0 && at < mostValues)) throw new LimitReached('its pickle piles up more values than any program does');
    const value = this.#top();
    // Numbers far apart would make a list of holes.
    if (at > this.#memo.length + 1024) return;
    while (this.#memo.length < at) this.#memo.push(other);
    if (isText(value)) this.#kept += value.text.length;
    this.#memo[at] = this.#kept > mostKept && isText(value) ? other : value;
  }

  #followOther({ opcode, line }: Step): void {
    switch (opcode) {
      case '0':
        this.#teller.tell(this.#pop());
        break;
      case '1':
        for (const value of this.#above()) this.#teller.tell(value);
        break;
      case '2':
        this.#push(this.#top());
        break;
      case 'Q':
        this.#teller.tell(this.#pop());
        this.#push(other);
        break;
      case 'a':
        this.#teller.tell(this.#pop());
        break;
      case 'e':
      case '\x90':
        for (const value of this.#above()) this.#teller.tell(value);
        break;
      case 'l':
      case '\x91':
        for (const value of this.#above()) this.#teller.tell(value);
        this.#push(other);
        break;
      case 'd': {
        const pairs = this.#above();
        this.#push({ type: 'dict', entries: null });
        this.#setItems(pairs);
        break;
      }
      case 's': {
        const value = this.#pop();
        this.#setItems([this.#pop(), value]);
        break;
      }
      case 'u':
        this.#setItems(this.#above());
        break;
      case 't':
        this.#pushTuple(this.#above());
        break;
      case '\x85':
      case '\x86':
      case '\x87':
        this.#pushTuple(this.#stack.splice(Math.max(0, this.#stack.length - (opcode.charCodeAt(0) - 0x84))));
        break;
      default:
        this.#followMaking(opcode, line);
    }
  }

  #followMaking(opcode: string, line: Buffer): void {
    switch (opcode) {
      case '\x93': {
        const name = this.#pop();
        const module = this.#pop();
        for (const part of [name, module]) if (isText(part)) part.isTold = true;
        this.#pushGlobal(`${isText(module) ? module.text : ''} ${isText(name) ? name.text : ''}`);
        break;
      }
      case 'R':
      case '\x81': {
        const values = this.#pop();
        this.#make(nameOf(this.#pop()), values);
        break;
      }
      case '\x92': {
        this.#teller.tell(this.#pop());
        const values = this.#pop();
        this.#make(nameOf(this.#pop()), values);
        break;
      }
      case 'i':
        this.#make(line.toString('utf8'), { type: 'tuple', items: this.#above() });
        this.#found.add(line.toString('utf8').replace(' ', '.'));
        break;
      case 'o': {
        const [of, ...items] = this.#above();
        this.#make(nameOf(of ?? other), { type: 'tuple', items });
        break;
      }
      case 'b':
        this.#build();
        break;
      default:
    }
  }

  /** Something is called or made of `values`. */
  #make(of: string, values: Value): void {
    if (makesArray.test(of)) this.#teller.passArray(values);
    this.#teller.tell(values);
    const bytes = encodedBytes(of, values);
    if (bytes !== null) this.#push(bytes);
    else this.#push({ type: 'object', of, arguments: values, state: other });
  }

  #build(): void {
    const state = this.#pop();
    const object = this.#top();
    if (typeof object === 'object' && object !== null && object.type === 'object') {
      if (makesArray.test(object.of)) this.#teller.passArray(state);
      object.state = state;
      this.built = object;
    }
    this.#teller.tell(state);
  }

  #pushTuple(items: Value[]): void {
    // Texts are told now, bytes when it is known what the tuple is for.
    const isEncoded = nameOf(this.#top()) === encodesBytes;
    for (const item of items) if (!isBytes(item) && !isEncoded) this.#teller.tell(item);
    if (items.length > keptItems) for (const item of items.slice(keptItems)) this.#teller.tell(item);
    this.#push({ type: 'tuple', items: items.slice(0, keptItems) });
  }

  /** Names and values one after the other, into the dictionary (or what else takes items) on top. */
  #setItems(pairs: readonly Value[]): void {
    const target = this.#top();
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const [name, value] = [pairs[at], pairs[at + 1]];
      const key = this.#teller.nameText(name);
      if (isDict(target) && key !== null) keepEntry(target, key, value);
      this.#teller.tellPair(key, name, value);
    }
  }
}

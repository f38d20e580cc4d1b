// Finds the forms of known values in the lines of a stream. Three bytes at every fourth place tell nearly everywhere that none
// begins there (S. Wu and U. Manber, "A fast algorithm for multi-pattern searching", 1994); then the first six are looked up.
import { knownValueSpan, type MaskSpan } from '../model/mask-span.ts';
import { type KnownForm, knownForms, leastForm, type NamedValue } from './known-forms.ts';

/** Bytes that are looked at together; of the shortest form so many starts are covered by one look. */
const gramBytes = 3;
const step = leastForm - gramBytes + 1;
/** Slots of the table for each group of bytes that is in it: chance hits stay rare. At least 4 KiB, at most 1 MiB. */
const slotsPerGram = 1024;
const [leastBits, mostBits] = [12, 20];

function isBase64(byte: number | undefined): boolean {
  return byte !== undefined && /[A-Za-z0-9+/_-]/.test(String.fromCharCode(byte));
}

/** A name as it may stand in a log. */
function shownName(name: string): string {
  return `[${name.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 64)}]`;
}

/** For groups of three bytes: at which distances from the start of a form they stand, one bit for each. */
class GramTable {
  readonly #shift: number;
  readonly #table: Uint8Array;

  constructor(texts: readonly string[]) {
    const bits = Math.ceil(Math.log2(Math.max(1, texts.length * step * slotsPerGram)));
    const size = Math.min(mostBits, Math.max(leastBits, bits));
    this.#shift = 32 - size;
    this.#table = new Uint8Array(1 << size);
    for (const text of texts)
      for (let distance = 0; distance < step; distance++) {
        const bytes = Buffer.from(text.slice(distance, distance + gramBytes), 'latin1');
        this.#table[this.#slot(bytes, 0)] |= 1 << distance;
      }
  }

  /** Knuth's multiplicative hash (The Art of Computer Programming 3, 6.4). */
  #slot(bytes: Uint8Array, at: number): number {
    const gram = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    return Math.imul(gram, 0x9e3779b1) >>> this.#shift;
  }

  /** The first place from `at` on, every fourth one, where a group may stand; `end` or later where there is none. */
  next(bytes: Uint8Array, at: number, end: number): number {
    const table = this.#table;
    const shift = this.#shift;
    let place = at;
    for (; place < end; place += step) {
      const gram = bytes[place] | (bytes[place + 1] << 8) | (bytes[place + 2] << 16);
      if (table[Math.imul(gram, 0x9e3779b1) >>> shift] !== 0) break;
    }
    return place;
  }

  /** Whether a form may begin `distance` bytes before `at`. */
  mayBegin(bytes: Uint8Array, at: number, distance: number): boolean {
    return ((this.#table[this.#slot(bytes, at)] >> distance) & 1) === 1;
  }
}

interface Entry {
  readonly form: KnownForm;
  readonly bytes: Buffer;
}

export class FormFinder {
  /** By how they begin. */
  readonly #forms = new Map<string, Entry[]>();
  readonly #grams: GramTable;
  readonly #sorted: readonly string[];
  /** Of the longest form, in bytes. */
  readonly longest: number;

  constructor(values: readonly NamedValue[]) {
    const forms = knownForms(values);
    for (const form of forms) {
      const start = form.text.slice(0, leastForm);
      const others = this.#forms.get(start);
      const entry = { form, bytes: Buffer.from(form.text, 'latin1') };
      if (others === undefined) this.#forms.set(start, [entry]);
      else others.push(entry);
    }
    this.#grams = new GramTable([...this.#forms.keys()]);
    this.#sorted = forms.map(({ text }) => text).sort();
    this.longest = forms.reduce((most, { text }) => Math.max(most, text.length), 0);
  }

  /** The spans of values that begin in view[from, to). */
  find(view: Buffer, from: number, to: number): MaskSpan[] {
    const spans: MaskSpan[] = [];
    if (this.#forms.size === 0) return spans;
    const end = Math.min(view.length - gramBytes + 1, to + step - 1);
    for (let at = this.#grams.next(view, from, end); at < end; at = this.#grams.next(view, at + step, end))
      for (let distance = 0; distance < step; distance++) {
        const start = at - distance;
        if (start >= from && start < to && this.#grams.mayBegin(view, at, distance)) this.#compare(view, start, spans);
      }
    return spans;
  }

  #compare(view: Buffer, start: number, spans: MaskSpan[]): void {
    for (const { form, bytes } of this.#forms.get(view.toString('latin1', start, start + leastForm)) ?? []) {
      const stop = start + bytes.length;
      if (stop > view.length || view.compare(bytes, 0, bytes.length, start, stop) !== 0) continue;
      spans.push({
        start: form.before > 0 && isBase64(view[start - 1]) ? start - 1 : start,
        end: form.behind > 0 && isBase64(view[stop]) ? stop + 1 : stop,
        mask: shownName(form.name),
        rule: knownValueSpan,
      });
    }
  }

  /** Where in `tail` a form may have begun that has not ended yet; its length where none has. */
  openFrom(tail: Buffer): number {
    const last = tail.length - leastForm;
    for (let start = Math.max(0, tail.length - this.longest); start <= last; start++) {
      if (!this.#grams.mayBegin(tail, start, 0)) continue;
      const rest = tail.toString('latin1', start);
      const entries = this.#forms.get(rest.slice(0, leastForm)) ?? [];
      if (entries.some(({ form: { text } }) => text.startsWith(rest))) return start;
    }
    for (let start = Math.max(0, last + 1); start < tail.length; start++)
      if (this.#beginsAny(tail.toString('latin1', start))) return start;
    return tail.length;
  }

  #beginsAny(start: string): boolean {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle] < start) low = middle + 1;
      else high = middle;
    }
    return low < this.#sorted.length && this.#sorted[low].startsWith(start);
  }
}

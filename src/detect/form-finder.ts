// Finds the forms of known values in the lines of a stream: one automaton over how they begin, then a comparison.
import { knownValueSpan, type MaskSpan } from '../model/mask-span.ts';
import { type Automaton, findNextHits, Hits, maximumDepth, PassState } from './automaton/automaton.ts';
import { buildAutomaton } from './automaton/build-automaton.ts';
import { type KnownForm, knownForms, type NamedValue } from './known-forms.ts';

function isBase64(byte: number | undefined): boolean {
  return byte !== undefined && /[A-Za-z0-9+/_-]/.test(String.fromCharCode(byte));
}

/** As the automaton folds bytes: letters of ASCII alone. */
function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A name as it may stand in a log. */
function shownName(name: string): string {
  return `[${name.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 64)}]`;
}

export class FormFinder {
  readonly #automaton: Automaton | null;
  /** The forms that share how they begin, longest first, by number of the anchor. */
  readonly #byAnchor: readonly (readonly { readonly form: KnownForm; readonly bytes: Buffer }[])[];
  readonly #sorted: readonly string[];
  readonly #hits = new Hits();
  /** Of the longest form, in bytes. */
  readonly longest: number;

  constructor(values: readonly NamedValue[]) {
    const forms = knownForms(values);
    const byStart = new Map<string, KnownForm[]>();
    for (const form of forms) {
      const start = folded(form.text.slice(0, maximumDepth));
      byStart.set(start, [...(byStart.get(start) ?? []), form]);
    }
    this.#automaton = forms.length === 0 ? null : buildAutomaton([...byStart.keys()]);
    this.#byAnchor = [...byStart.values()].map((list) =>
      list
        .sort((a, b) => b.text.length - a.text.length)
        .map((form) => ({ form, bytes: Buffer.from(form.text, 'latin1') })),
    );
    this.#sorted = forms.map(({ text }) => text).sort();
    this.longest = forms.reduce((most, { text }) => Math.max(most, text.length), 0);
  }

  /** The spans of values that begin in view[from, to). */
  find(view: Buffer, from: number, to: number): MaskSpan[] {
    if (this.#automaton === null) return [];
    const spans: MaskSpan[] = [];
    const pass = new PassState();
    pass.at = from;
    const bytes = view.subarray(0, Math.min(view.length, to + this.longest));
    while (findNextHits(this.#automaton, bytes, pass, this.#hits))
      for (let at = 0; at < this.#hits.length; at += 2) this.#compare(this.#automaton, bytes, at, spans);
    return spans.filter(({ start }) => start < to);
  }

  #compare({ outputStart, outputs, firstAccepting }: Automaton, bytes: Buffer, hit: number, spans: MaskSpan[]): void {
    const end = this.#hits.pairs[hit];
    const output = this.#hits.pairs[hit + 1] - firstAccepting;
    for (let slot = outputStart[output]; slot < outputStart[output + 1]; slot++) {
      const list = this.#byAnchor[outputs[slot]];
      const start = end - Math.min(maximumDepth, list[0].bytes.length);
      const found = list.find(
        (entry) => start >= 0 && entry.bytes.equals(bytes.subarray(start, start + entry.bytes.length)),
      );
      if (found === undefined) continue;
      const { form } = found;
      const stop = start + found.bytes.length;
      spans.push({
        start: form.before > 0 && isBase64(bytes[start - 1]) ? start - 1 : start,
        end: form.behind > 0 && isBase64(bytes[stop]) ? stop + 1 : stop,
        mask: shownName(form.name),
        rule: knownValueSpan,
      });
    }
  }

  /** Where in `tail` a form may have begun that has not ended yet; its length where none has. */
  openFrom(tail: Buffer): number {
    const text = tail.toString('latin1');
    for (let length = Math.min(this.longest, text.length); length > 0; length--)
      if (this.#beginsAny(text.slice(text.length - length))) return text.length - length;
    return text.length;
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

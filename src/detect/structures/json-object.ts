// The JSON object around a place, by its brackets and strings alone.
import type { StructureWindow } from './structure.ts';

function isEscaped(text: string, at: number): boolean {
  let marks = 0;
  while (text[at - 1 - marks] === '\\') marks++;
  return marks % 2 === 1;
}

/** Walks from `at` by `step` to the bracket that closes the level; -1 where it is not in [least, most). */
function findBracket(text: string, at: number, step: 1 | -1, [least, most]: readonly [number, number]): number {
  const [opens, closes] = step === 1 ? '{}' : '}{';
  let depth = 0;
  let isInString = false;
  for (let place = at; place >= least && place < most; place += step) {
    const character = text[place];
    if (character === '"' && !isEscaped(text, place)) isInString = !isInString;
    else if (isInString) continue;
    else if (character === opens) depth++;
    else if (character === closes && depth-- === 0) return place;
  }
  return -1;
}

/**
 * Where the object that holds the key at the anchor begins and ends, its brackets included. An object that ends behind the
 * window is taken as far as it is seen; one that begins before it is not.
 * @param bounds what may be looked at: up to the next anchors
 */
export function jsonObject(
  { text, anchorAt }: StructureWindow,
  bounds: readonly [number, number],
): readonly [number, number] | null {
  const start = findBracket(text, anchorAt - 1, -1, bounds);
  if (start < 0) return null;
  const end = findBracket(text, anchorAt, 1, bounds);
  return [start, end < 0 ? bounds[1] : end + 1];
}

/** One field of an object whose value is a string; offsets in the window, without quotes. */
export interface JsonField {
  readonly keyAt: number;
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** What parts a key from its value. */
const colon = /^\s{0,40}:/;

/** Where the quote stands that closes the string at `at`; -1 where the text ends within it. */
function stringEnd(text: string, at: number): number {
  for (let place = at + 1; place < text.length; place++) {
    if (text[place] === '"') return place;
    if (text[place] === '\\') place++;
  }
  return -1;
}

/** The string fields of an object, each with the path of keys that leads to it, `metadata.name`; those in lists are left out. */
export function jsonFields(text: string, [from, to]: readonly [number, number]): readonly JsonField[] {
  const fields: JsonField[] = [];
  // One step for each bracket that is open: the key that led there; null within a list.
  const path: (string | null)[] = [];
  let key: { readonly name: string; readonly at: number } | null = null;
  for (let at = from; at < to; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      path.push(path.length === 0 ? '' : character === '[' ? null : (key?.name ?? null));
      key = null;
    } else if (character === '}' || character === ']') {
      path.pop();
      key = null;
    } else if (character === ',') {
      // Behind a number, `true` or `null`.
      key = null;
    } else if (character === '"') {
      const end = stringEnd(text, at);
      // What follows an open string stands within it.
      if (end < 0 || end >= to) break;
      const content = text.slice(at + 1, end);
      if (key === null && colon.test(text.slice(end + 1, end + 43))) key = { name: content, at };
      else if (key !== null) {
        if (!path.includes(null)) {
          const steps = [...path.slice(1), key.name].join('.');
          fields.push({ keyAt: key.at, key: steps, start: at + 1, end });
        }
        key = null;
      }
      at = end;
    }
  }
  return fields;
}

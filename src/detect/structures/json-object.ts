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

const token = /"((?:[^"\\]|\\.)*)"|[{}[\]]/g;

/** The string fields of an object, each with the path of keys that leads to it, `metadata.name`; those in lists are left out. */
export function jsonFields(text: string, [from, to]: readonly [number, number]): readonly JsonField[] {
  const fields: JsonField[] = [];
  // One step for each bracket that is open: the key that led there; null within a list.
  const path: (string | null)[] = [];
  let key: { readonly name: string; readonly at: number } | null = null;
  token.lastIndex = from;
  for (let found = token.exec(text); found && token.lastIndex <= to; found = token.exec(text)) {
    const [mark, content] = found;
    if (mark === '{' || mark === '[') {
      path.push(path.length === 0 ? '' : mark === '[' ? null : (key?.name ?? null));
      key = null;
    } else if (mark === '}' || mark === ']') {
      path.pop();
      key = null;
    } else if (key === null && /^\s{0,40}:/.test(text.slice(token.lastIndex, token.lastIndex + 42)))
      key = { name: content, at: found.index };
    else if (key !== null) {
      if (!path.includes(null)) {
        const steps = [...path.slice(1), key.name].join('.');
        fields.push({ keyAt: key.at, key: steps, start: found.index + 1, end: found.index + 1 + content.length });
      }
      key = null;
    }
  }
  return fields;
}

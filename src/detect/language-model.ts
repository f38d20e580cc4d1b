// Random or language? How many bits a value takes as written language against how many it takes drawn from its alphabet.
// The table is made by build/language-model.mjs; docs/accuracy.md says how well it tells the two apart.
import { classTable, letterTable } from './language-table.ts';

const letters = 26;
const border = 26;
const classes = 4;
const classBorder = 4;
/** The table counts in quarters of a bit. */
const scale = 4;
/** What a digit and a separator cost once their class is known: ten digits, and the few marks that join words. */
const digitBits = Math.log2(10);
const markBits = 3;
const hexBits = 4;

/** The characters of the tables in order of their levels. */
const levelOf = new Uint8Array(128);
for (let code = 0, level = 0; code < 128; code++)
  levelOf[code] = /[0-9A-Za-z_-]/.test(String.fromCharCode(code)) ? level++ : 0;

function tableBits(table: string, at: number): number {
  return levelOf[table.charCodeAt(at)] / scale;
}

function classOf(code: number): number {
  if (code >= 97 && code <= 122) return 0;
  if (code >= 65 && code <= 90) return 1;
  return code >= 48 && code <= 57 ? 2 : 3;
}

/** Letter number, either case; only for classes 0 and 1. */
function letterOf(code: number): number {
  return (code | 32) - 97;
}

/** Bits that `text` takes as words, numbers and the marks that join them. */
export function languageBits(text: string): number {
  let bits = 0;
  let [before, last] = [border, border];
  let [classBefore, lastClass] = [classBorder, classBorder];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = classOf(code);
    bits += tableBits(classTable, (classBefore * (classes + 1) + lastClass) * classes + kind);
    // A word begins at a capital after a small letter, and at the last capital before one: parseURL, URLParser.
    const begins = kind === 1 && (lastClass === 0 || (lastClass === 1 && classOf(text.charCodeAt(at + 1)) === 0));
    if (begins) [before, last] = [border, border];
    if (kind <= 1) {
      const letter = letterOf(code);
      bits += tableBits(letterTable, (before * (letters + 1) + last) * letters + letter);
      [before, last] = [last, letter];
    } else {
      bits += kind === 2 ? digitBits : markBits;
      [before, last] = [border, border];
    }
    [classBefore, lastClass] = [lastClass, kind];
  }
  return bits;
}

/** Alphabets that generators draw from, the smallest first, with the number of their characters. */
const alphabets: readonly (readonly [RegExp, number])[] = [
  [/^[0-9]*$/, 10],
  [/^(?:[0-9a-f]*|[0-9A-F]*)$/, 16],
  [/^(?:[a-z]*|[A-Z]*)$/, 26],
  [/^(?:[0-9a-z]*|[0-9A-Z]*)$/, 36],
  [/^[0-9A-Za-z]*$/, 62],
  [/^[0-9A-Za-z+/=_-]*$/, 66],
];
const printable = 94;
/** A run of hex digits behind a prefix, as in `sk-…` or a UUID: it was drawn from sixteen characters whatever stands around it. */
const hexRun = /(?<![0-9A-Za-z])(?:[0-9a-f]{8,}|[0-9A-F]{8,})(?![0-9A-Za-z])|[0-9a-f]{14,}|[0-9A-F]{14,}/g;
/** A number behind a prefix, likewise. */
const digitRun = /(?<![0-9A-Za-z])[0-9]{4,}(?![0-9A-Za-z])|[0-9]{8,}/g;

/** Bits that `text` takes when each character is drawn at random from the smallest usual alphabet that has them all. */
function randomBits(text: string): number {
  const size = alphabets.find(([pattern]) => pattern.test(text))?.[1] ?? printable;
  let bits = text.length * Math.log2(size);
  if (size < 36) return bits;
  for (const [run] of text.matchAll(digitRun)) bits -= run.length * (Math.log2(size) - digitBits);
  for (const [run] of text.matchAll(hexRun))
    if (/[a-f]/i.test(run) && /[0-9]/.test(run)) bits -= run.length * (Math.log2(size) - hexBits);
  return bits;
}

/** Evidence in bits that `text` was drawn at random rather than written: above zero for random, below for language. */
export function randomness(text: string): number {
  return languageBits(text) - randomBits(text);
}

// Makes src/detect/language-table.ts: how written words and identifiers run, counted on the documentation and type declarations of
// the packages in node_modules (MIT, ISC, BSD and Apache-2.0 only) and on this project's own docs. `node build/language-model.mjs`
// Only counts leave this script; no text of those packages does.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const licences = /^(?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0)$/;
const textFile = /\.(?:d\.ts|d\.mts|d\.cts|md)$/;
/** Longer files are generated tables more often than text, in bytes. */
const longestFile = 600_000;

function* packageFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.name.startsWith('@')) yield* packageFolders(path);
    else yield path;
  }
}

function licenceOf(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).license ?? '';
  } catch {
    return '';
  }
}

function textsIn(folder, pattern) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .filter((text) => text.length <= longestFile);
}

/** Words and whole names with the number of packages and the number of times that they occur in. */
function countIn(sources, pieces) {
  const counts = new Map();
  sources.forEach((texts, source) => {
    for (const text of texts)
      for (const piece of pieces(text)) {
        const seen = counts.get(piece) ?? { times: 0, sources: new Set() };
        seen.times++;
        seen.sources.add(source);
        counts.set(piece, seen);
      }
  });
  return counts;
}

const words = (text) =>
  (text.match(/[A-Za-z]{2,24}/g) ?? [])
    .flatMap((name) => name.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/))
    .filter((word) => word.length > 1)
    .map((word) => word.toLowerCase());
const names = (text) => text.match(/[A-Za-z0-9_$][A-Za-z0-9_.$:/-]{3,40}/g) ?? [];

/** A piece counts once more each time its number doubles, and only when two packages or three places have it: no hash is learnt. */
function weightOf({ times, sources }) {
  return sources.size < 2 && times < 3 ? 0 : 1 + Math.log2(times);
}

const levels = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
/** Steps of a quarter of a bit: 0 to 15.75 bits in 64 levels. */
const level = (probability) => levels[Math.min(63, Math.round(-4 * Math.log2(probability)))];

/** Levels of P(symbol | two before it), by context, from weighted counts, smoothed by the shorter context. */
function trigrams(symbols, samples, smoothing) {
  const size = symbols + 1;
  const three = new Float64Array(size * size * symbols);
  const two = new Float64Array(size * symbols);
  const one = new Float64Array(symbols).fill(1);
  for (const [sample, weight] of samples) {
    let [a, b] = [symbols, symbols];
    for (const symbol of sample) {
      three[(a * size + b) * symbols + symbol] += weight;
      two[b * symbols + symbol] += weight;
      one[symbol] += weight;
      [a, b] = [b, symbol];
    }
  }
  const sum = (table, from) => table.subarray(from, from + symbols).reduce((total, count) => total + count, 0);
  const ones = sum(one, 0);
  const back = new Float64Array(size * symbols);
  for (let b = 0; b < size; b++)
    for (let c = 0, total = sum(two, b * symbols); c < symbols; c++)
      back[b * symbols + c] = (two[b * symbols + c] + (smoothing * one[c]) / ones) / (total + smoothing);
  let text = '';
  for (let context = 0; context < size * size; context++)
    for (let c = 0, total = sum(three, context * symbols); c < symbols; c++)
      text += level(
        (three[context * symbols + c] + smoothing * back[(context % size) * symbols + c]) / (total + smoothing),
      );
  return text;
}

const sources = [
  ...[...packageFolders(join(top, 'node_modules'))]
    .filter((folder) => licences.test(licenceOf(folder)))
    .map((folder) => textsIn(folder, textFile)),
  textsIn(join(top, 'docs'), /\.md$/),
];
const classOf = (letter) => (/[a-z]/.test(letter) ? 0 : /[A-Z]/.test(letter) ? 1 : /[0-9]/.test(letter) ? 2 : 3);
const weighted = (counts, symbolsOf) =>
  [...counts].map(([piece, seen]) => [symbolsOf(piece), weightOf(seen)]).filter(([, weight]) => weight > 0);
const wordSamples = weighted(countIn(sources, words), (word) => [...word].map((letter) => letter.charCodeAt(0) - 97));
const nameSamples = weighted(countIn(sources, names), (name) => [...name].map(classOf));
const letters = trigrams(26, wordSamples, 4);
const classes = trigrams(4, nameSamples, 4);
writeFileSync(
  join(top, 'src/detect/language-table.ts'),
  `// Generated by build/language-model.mjs from ${wordSamples.length} words and ${nameSamples.length} names; do not edit.
// Quarter bits of surprise, one character each ('-' none, 'z' 63, in the order of their codes), by the two symbols before.

/** P(letter | two before): 27 x 27 contexts (a to z, then the border of a word) of 26 letters. */
export const letterTable =
  '${letters}';

/** P(class | two before): 5 x 5 contexts (lower, upper, digit, other, border) of 4 classes. */
export const classTable =
  '${classes}';
`,
);
console.log(
  `${wordSamples.length} words, ${nameSamples.length} names; ${((letters.length + classes.length) / 1024).toFixed(1)} KB`,
);

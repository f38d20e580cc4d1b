// What the first bytes of a match must be, worked out from a rule's pattern by the build: the engine looks at them before it
// cuts out text and runs the pattern, which nearly always ends the matter.
import { RegExpParser } from '@eslint-community/regexpp';

/** Bytes looked at: more than this tells no more. */
const mostBytes = 24;

const knownBits = new Map();

/** All bytes (as latin1 characters) that one character of a pattern matches, as a set of 256 bits. */
export function bitsOf(source) {
  let bits = knownBits.get(source);
  if (bits === undefined) {
    const test = new RegExp(`^(?:${source})$`, 's');
    bits = new Uint8Array(32);
    for (let byte = 0; byte < 256; byte++) if (test.test(String.fromCharCode(byte))) bits[byte >> 3] |= 1 << (byte & 7);
    knownBits.set(source, bits);
  }
  return bits;
}

export const dot = bitsOf('[^\\n\\r]');

/** The sets that a match begins with, one for each byte; `isAll` when they are the whole of it. */
function headOf(node) {
  switch (node.type) {
    case 'Character':
    case 'CharacterClass':
      return { sets: [bitsOf(node.raw)], isAll: true };
    case 'CharacterSet':
      return { sets: [node.kind === 'any' ? dot : bitsOf(node.raw)], isAll: true };
    case 'Assertion':
      // It consumes nothing; that it may rule more out is left to the pattern itself.
      return { sets: [], isAll: true };
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.map(sequenceOf).reduce(either);
    case 'Alternative':
      return sequenceOf(node);
    case 'Quantifier':
      return repeated(node);
    default:
      return { sets: [], isAll: false };
  }
}

function sequenceOf({ elements }) {
  const sets = [];
  for (const element of elements) {
    const part = headOf(element);
    sets.push(...part.sets);
    if (!part.isAll || sets.length >= mostBytes) return { sets: sets.slice(0, mostBytes), isAll: false };
  }
  return { sets, isAll: true };
}

function repeated({ element, min, max }) {
  const part = headOf(element);
  const sets = [];
  for (let time = 0; time < min && sets.length < mostBytes; time++) {
    sets.push(...part.sets);
    if (!part.isAll) return { sets, isAll: false };
  }
  return { sets: sets.slice(0, mostBytes), isAll: min === max && sets.length <= mostBytes };
}

function either(a, b) {
  const length = Math.min(a.sets.length, b.sets.length);
  const sets = Array.from({ length }, (_, at) => a.sets[at].map((bits, place) => bits | b.sets[at][place]));
  return { sets, isAll: a.isAll && b.isAll && a.sets.length === b.sets.length };
}

/**
 * The sets of bytes that every match of `pattern` begins with: pairs of a set (256 bits in hex, lowest first) and how many
 * bytes in a row it holds for.
 */
export function patternHead(pattern) {
  const { alternatives } = new RegExpParser({ ecmaVersion: 2022 }).parsePattern(pattern.source);
  const { sets } = alternatives.map(sequenceOf).reduce(either);
  const head = [];
  for (const set of sets) {
    const hex = Buffer.from(set).toString('hex');
    if (head.at(-1)?.[0] === hex) head.at(-1)[1]++;
    else head.push([hex, 1]);
  }
  return head;
}

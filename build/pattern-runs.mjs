// A run of bytes that every match of a rule's pattern holds somewhere, worked out by the build: `{40}` of hex digits, an `@`. The
// engine looks for it in the window before it runs the pattern, and so need not even compile most patterns in a commit.
import { RegExpParser } from '@eslint-community/regexpp';
import { bitsOf, dot } from './pattern-heads.mjs';

/** How often bytes stand in source code, roughly (counted over this project): all of a kind together, and how many they are. */
const kinds = [
  [/[a-z]/, 0.56, 26],
  [/[A-Z]/, 0.06, 26],
  [/[0-9]/, 0.03, 10],
  [/ /, 0.16, 1],
  [/[!-/:-@[-`{-~]/, 0.16, 32],
];
const share = Array.from({ length: 128 }, (_, byte) => {
  const [, all, count] = kinds.find(([test]) => test.test(String.fromCharCode(byte))) ?? [null, 0.03, 33];
  return all / count;
});
/** Runs that random text holds too often are no help: so many times rarer than any text. */
const leastRarity = Math.log(64);

function shareOf(bits) {
  return share.reduce((sum, part, byte) => sum + part * ((bits[byte >> 3] >> (byte & 7)) & 1), 0);
}

/** How rare a run is; a run of nothing, or of anything, is not rare at all. */
function rarity({ bits, least }) {
  return -least * Math.log(Math.min(1, Math.max(1e-4, shareOf(bits))));
}

function union(a, b) {
  return a.map((bits, at) => bits | b[at]);
}

function rarest(runs) {
  return runs.reduce((best, run) => (best === null || rarity(run) > rarity(best) ? run : best), null);
}

/** Whether the text holds the run: an anchor's own run says nothing where the anchor stands. */
function holds(text, { bits, least }) {
  let length = 0;
  for (const byte of Buffer.from(text, 'latin1')) {
    length = (bits[byte >> 3] >> (byte & 7)) & 1 ? length + 1 : 0;
    if (length >= least) return true;
  }
  return false;
}

/** The set of a node that matches single bytes alone, and how many at least; null for another node. */
function bytesOf(node) {
  switch (node.type) {
    case 'Character':
    case 'CharacterClass':
      return { bits: bitsOf(node.raw), least: 1 };
    case 'CharacterSet':
      return { bits: node.kind === 'any' ? dot : bitsOf(node.raw), least: 1 };
    case 'Quantifier': {
      const one = bytesOf(node.element);
      return one && { bits: one.bits, least: one.least * node.min };
    }
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives
        .map(({ elements }) => bytesOfAll(elements))
        .reduce((all, one) => all && one && { bits: union(all.bits, one.bits), least: Math.min(all.least, one.least) });
    case 'Assertion':
      return { bits: new Uint8Array(32), least: 0 };
    default:
      return null;
  }
}

/** The same of nodes in a row: their bytes stand side by side. */
function bytesOfAll(nodes) {
  return nodes
    .map(bytesOf)
    .reduce((all, one) => all && one && { bits: union(all.bits, one.bits), least: all.least + one.least }, {
      bits: new Uint8Array(32),
      least: 0,
    });
}

/** The rarest run that stands within one of `nodes`, or over some that follow each other. */
function runOf(nodes, anchors) {
  const runs = nodes.map((node) => runWithin(node, anchors));
  for (let from = 0; from < nodes.length; from++) {
    for (let to = from + 1; to <= nodes.length; to++) {
      const run = bytesOfAll(nodes.slice(from, to));
      if (run === null) break;
      runs.push(run);
    }
  }
  const useful = (run) => run !== null && run.least > 0 && !anchors.some((anchor) => holds(anchor, run));
  return rarest(runs.filter(useful));
}

function runWithin(node, anchors) {
  if (node.type === 'Quantifier') return node.min > 0 ? runOf([node.element], anchors) : null;
  if (node.type !== 'Group' && node.type !== 'CapturingGroup') return null;
  const runs = node.alternatives.map(({ elements }) => runOf(elements, anchors));
  if (runs.some((run) => run === null)) return null;
  return runs.reduce((a, b) => ({ bits: union(a.bits, b.bits), least: Math.min(a.least, b.least) }));
}

/**
 * The rarest run in every match of `pattern` but those that each of `anchors` has itself: a set of bytes (256 bits in hex, lowest first) and how many of them stand side by
 * side at least; undefined where none is rare enough to be worth a look.
 */
export function patternRun(pattern, anchors) {
  const texts = anchors.flatMap((anchor) => [anchor, anchor.toUpperCase()]);
  const { alternatives } = new RegExpParser({ ecmaVersion: 2022 }).parsePattern(pattern.source);
  const runs = alternatives.map(({ elements }) => runOf(elements, texts));
  if (runs.some((run) => run === null)) return undefined;
  const run = runs.reduce((a, b) => ({ bits: union(a.bits, b.bits), least: Math.min(a.least, b.least) }));
  return rarity(run) < leastRarity ? undefined : [Buffer.from(run.bits).toString('hex'), run.least];
}

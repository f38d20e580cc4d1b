// Builds the byte automaton that finds every anchor of every rule in one pass (Aho-Corasick over byte classes,
// as in A. Aho and M. Corasick, "Efficient string matching", 1975). Run by the build, and at run time for a user's own rules.
import { type Automaton, maximumDepth } from './automaton.ts';

interface Trie {
  readonly next: Map<number, number>[];
  readonly ends: number[][];
}

/** Letters match in either case: the automaton works on bytes folded to lower case. */
function foldByte(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

/** Gives each byte that occurs in an anchor a class; all others share class 0. */
function classify(words: readonly Buffer[]): { classes: Uint8Array; count: number } {
  const classes = new Uint8Array(256);
  let count = 1;
  for (const word of words)
    for (const byte of word) {
      if (classes[byte] !== 0) continue;
      classes[byte] = count;
      if (byte >= 97 && byte <= 122) classes[byte - 32] = count;
      count++;
    }
  return { classes, count };
}

function buildTrie(words: readonly Buffer[], classes: Uint8Array): Trie {
  const next = [new Map<number, number>()];
  const ends: number[][] = [[]];
  words.forEach((word, index) => {
    let state = 0;
    for (const byte of word) {
      let target = next[state].get(classes[byte]);
      if (target === undefined) {
        target = next.length;
        next[state].set(classes[byte], target);
        next.push(new Map());
        ends.push([]);
      }
      state = target;
    }
    ends[state].push(index);
  });
  return { next, ends };
}

/** Completes the trie to a full transition table, breadth first, and hands down what ends along failure links. */
function complete({ next, ends }: Trie, classCount: number): Int32Array {
  const table = new Int32Array(next.length * classCount);
  const failure = new Int32Array(next.length);
  const queue: number[] = [];
  for (const [byteClass, target] of next[0]) {
    table[byteClass] = target;
    queue.push(target);
  }
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at];
    ends[state].push(...ends[failure[state]]);
    for (let byteClass = 0; byteClass < classCount; byteClass++) {
      const fallback = table[failure[state] * classCount + byteClass];
      const target = next[state].get(byteClass);
      if (target === undefined) {
        table[state * classCount + byteClass] = fallback;
      } else {
        table[state * classCount + byteClass] = target;
        failure[target] = fallback;
        queue.push(target);
      }
    }
  }
  return table;
}

/**
 * The automaton for `anchors` (ASCII, at least two bytes each; the order gives their numbers).
 * Accepting states are numbered last, so that one comparison a byte tells a hit.
 */
export function buildAutomaton(anchors: readonly string[]): Automaton {
  const words = anchors.map((anchor) => Buffer.from(anchor.slice(0, maximumDepth), 'latin1').map(foldByte) as Buffer);
  const { classes, count } = classify(words);
  const trie = buildTrie(words, classes);
  const states = trie.next.length;
  if (states > 65536) throw new RangeError(`${states} states do not fit 16 bits`);
  const plain = complete(trie, count);
  const shift = Math.max(1, Math.ceil(Math.log2(count)));
  const order = [...trie.ends.keys()].sort(
    (a, b) => Number(trie.ends[a].length > 0) - Number(trie.ends[b].length > 0) || a - b,
  );
  const rank = new Uint16Array(states);
  order.forEach((state, index) => {
    rank[state] = index;
  });
  const table = new Uint16Array(states << shift);
  const outputStart: number[] = [0];
  const outputs: number[] = [];
  for (const [index, state] of order.entries()) {
    for (let byteClass = 0; byteClass < count; byteClass++)
      table[(index << shift) + byteClass] = rank[plain[state * count + byteClass]];
    if (trie.ends[state].length === 0) continue;
    outputs.push(...trie.ends[state]);
    outputStart.push(outputs.length);
  }
  const firstAccepting = states - (outputStart.length - 1);
  return {
    classes,
    table,
    shift,
    firstAccepting,
    outputStart: Uint16Array.from(outputStart),
    outputs: Uint16Array.from(outputs),
  };
}

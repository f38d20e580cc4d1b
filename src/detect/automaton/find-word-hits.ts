// The pass of the automaton for readers that keep hits: those within words, where every rule wants the start of one, are left out.
import { isWordStart } from '../boundary.ts';
import { type Automaton, findNextHits, Hits, maximumDepth, PassState } from './automaton.ts';

/** Told of a hit: the offset behind the anchor, and the automaton's state. */
export type TakeHit = (end: number, state: number) => void;

/**
 * Finds where anchors end in a part of some bytes; keeps nothing from one call to the next.
 * Tells, by place, of those that end in (from, to].
 */
export type FindHits = (bytes: Buffer, from: number, to: number, take: TakeHit) => void;

/** So many bytes before `from` decide about a hit behind it: the longest anchor, and what may stand before a word. */
export const hitContext = maximumDepth + 4;

/** @param wordLengths as `Detector.wordLengths` has them */
export function wordHitFinder(automaton: Automaton, wordLengths: Uint8Array): FindHits {
  const hits = new Hits();
  return (bytes, from, to, take) => {
    const pass = new PassState();
    pass.at = Math.max(0, from - hitContext);
    const part = bytes.subarray(0, to);
    while (findNextHits(automaton, part, pass, hits)) {
      const { pairs, length } = hits;
      for (let at = 0; at < length; at += 2) {
        const wordLength = wordLengths[pairs[at + 1] - automaton.firstAccepting];
        if (pairs[at] <= from || (wordLength !== 0 && !isWordStart(bytes, pairs[at] - wordLength))) continue;
        take(pairs[at], pairs[at + 1]);
      }
    }
  };
}

import { describe, expect, it } from 'vitest';
import {
  findHits,
  findNextHits,
  Hits,
  maximumDepth,
  PassState,
  packAutomaton,
  unpackAutomaton,
} from '../../../../src/detect/automaton/automaton.ts';
import { buildAutomaton } from '../../../../src/detect/automaton/build-automaton.ts';
import fc from '../../../support/fast-check.ts';

/** (end, anchor number) pairs, found by comparing at every offset. */
function naive(anchors: readonly string[], text: string): string[] {
  const found: string[] = [];
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  anchors.forEach((anchor, number) => {
    const cut = anchor.slice(0, maximumDepth).toLowerCase();
    for (let at = 0; at + cut.length <= lower.length; at++)
      if (lower.startsWith(cut, at)) found.push(`${at + cut.length}:${number}`);
  });
  return found.sort();
}

function fast(anchors: readonly string[], bytes: Buffer, packed: boolean): string[] {
  const built = buildAutomaton(anchors);
  const automaton = packed ? unpackAutomaton(packAutomaton(built)) : built;
  const hits = new Hits();
  findHits(automaton, bytes, 0, bytes.length, hits);
  const found: string[] = [];
  for (let at = 0; at < hits.length; at += 2) {
    const output = hits.pairs[at + 1] - automaton.firstAccepting;
    for (let slot = automaton.outputStart[output]; slot < automaton.outputStart[output + 1]; slot++)
      found.push(`${hits.pairs[at]}:${automaton.outputs[slot]}`);
  }
  return found.sort();
}

const anchorText = fc.string({ unit: fc.constantFrom(...'abAB_-:'), minLength: 2, maxLength: 16 });
const hayText = fc.string({ unit: fc.constantFrom(...'abAB_-:cé\n'), maxLength: 400 });

describe('automaton', () => {
  it('finds what a comparison at every offset finds', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anchorText, { minLength: 1, maxLength: 12, selector: (text) => text.toLowerCase() }),
        hayText,
        fc.boolean(),
        (anchors, hay, packed) => {
          const bytes = Buffer.from(hay, 'latin1');
          expect(fast(anchors, bytes, packed)).toEqual(naive(anchors, bytes.toString('latin1')));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps every hit of a long run', () => {
    const bytes = Buffer.from('ab'.repeat(5000));
    expect(fast(['ab'], bytes, true)).toHaveLength(5000);
  });

  it('finds the same in pieces of any size, and keeps no more than a piece', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anchorText, { minLength: 1, maxLength: 12, selector: (text) => text.toLowerCase() }),
        hayText,
        fc.integer({ min: 1, max: 9 }),
        (anchors, hay, most) => {
          const bytes = Buffer.from(hay, 'latin1');
          const automaton = buildAutomaton(anchors);
          const whole = new Hits();
          findHits(automaton, bytes, 0, bytes.length, whole);
          const pass = new PassState();
          const piece = new Hits();
          const joined: number[] = [];
          while (findNextHits(automaton, bytes, pass, piece, most)) {
            expect(piece.length).toBeLessThanOrEqual(2 * most);
            joined.push(...piece.pairs.subarray(0, piece.length));
          }
          expect(joined).toEqual([...whole.pairs.subarray(0, whole.length)]);
        },
      ),
    );
  });

  it('holds a bounded number of hits of input full of anchors', () => {
    const pass = new PassState();
    const hits = new Hits();
    const bytes = Buffer.alloc(1_000_000, 'a');
    let found = 0;
    while (findNextHits(buildAutomaton(['aa']), bytes, pass, hits)) found += hits.length / 2;
    expect(found).toBe(999_999);
    expect(hits.pairs.length).toBeLessThan(20_000);
  });

  it('unpacks from a buffer that does not begin on a word', () => {
    const packed = packAutomaton(buildAutomaton(['needle']));
    const shifted = Buffer.alloc(packed.length + 1);
    packed.copy(shifted, 1);
    expect(unpackAutomaton(shifted.subarray(1)).firstAccepting).toBe(buildAutomaton(['needle']).firstAccepting);
  });

  it('begins anew in each window: an anchor that started before it does not count', () => {
    const automaton = buildAutomaton(['needle']);
    const hits = new Hits();
    const bytes = Buffer.from('needle needle');
    findHits(automaton, bytes, 3, bytes.length, hits);
    expect([...hits.pairs.subarray(0, hits.length)].filter((_, at) => at % 2 === 0)).toEqual([13]);
  });
});

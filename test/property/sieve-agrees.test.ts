// The kernel's sieve against the automaton alone: wherever an anchor stands that some rule or sign of escapes may hang on, the
// kernel finds it, and it finds nothing where the automaton does not.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { openDetector } from '../../src/commands/open-detector.ts';
import { loadKernel } from '../../src/commands/sweep-threads.ts';
import { anchorSieve } from '../../src/detect/anchor-sieve.ts';
import { findHits, Hits, maximumDepth } from '../../src/detect/automaton/automaton.ts';
import { isWordStart, standsAt } from '../../src/detect/boundary.ts';
import { sievedAnchors } from '../../src/detect/sieved-anchors.ts';
import { Kernel } from '../../src/git/pack/kernel.ts';
import { placeRules } from '../../src/git/pack/place-rules.ts';
import { escapeMarkers, markerNeeds } from '../../src/model/escape-markers.ts';
import fc from '../support/fast-check.ts';
import { fillTemplate } from '../support/fill-template.ts';
import { needBuild } from '../support/run-cli.ts';

needBuild();
const dist = join(import.meta.dirname, '..', '..', 'dist');
const { detector, ruleSet } = openDetector(dist);
const { automaton, index } = ruleSet;
const kernel = new Kernel(loadKernel(dist));
placeRules(kernel, detector.anchorTables());
const room = 1 << 18;
const textAt = kernel.take(room);
const hitsAt = kernel.take(room * 8);
const anchors = Array.from({ length: index.anchorCount }, (_, number) => index.anchor(number));

/** Whether anything can come of the anchor that ends at `end`: as src/detect/detector.ts asks, and only the bytes beside it. */
function counts(bytes: Buffer, end: number, number: number): boolean {
  const text = index.anchor(number);
  const at = end - Math.min(text.length, maximumDepth);
  if (escapeMarkers.has(text)) {
    const { isJoin, follow } = markerNeeds(text);
    const before = bytes.toString('latin1', at - 1, at);
    if (isJoin) return /^[A-Za-z0-9+\-./=_~]$/.test(before);
    return follow === null || follow.test(bytes.toString('latin1', end, end + 1));
  }
  return index
    .usesOf(number)
    .some(
      ({ exact, startsWord }) =>
        (exact === null || standsAt(bytes, at, exact.slice(0, maximumDepth), false)) &&
        (!startsWord || isWordStart(bytes, at)),
    );
}

/** Ends of anchors that the automaton finds: all, and those of which something can come. */
function plainly(bytes: Buffer) {
  const hits = new Hits();
  findHits(automaton, bytes, 0, bytes.length, hits);
  const all = new Set<number>();
  const counting = new Set<number>();
  for (let at = 0; at < hits.length; at += 2) {
    const [end, output] = [hits.pairs[at], hits.pairs[at + 1] - automaton.firstAccepting];
    all.add(end);
    const numbers = automaton.outputs.subarray(automaton.outputStart[output], automaton.outputStart[output + 1]);
    if (numbers.some((number) => counts(bytes, end, number))) counting.add(end);
  }
  return { all, counting };
}

/** What the kernel finds, of the whole or by parts of `part` bytes; what it says of the joins beside a line end is its own. */
function bySieve(bytes: Buffer, part?: number): number[] {
  kernel.bytes.fill(0x61, textAt, textAt + bytes.length + 64);
  kernel.bytes.set(bytes, textAt);
  const ends: number[] = [];
  const end = hitsAt + room * 8;
  for (let from = 0; from < bytes.length; from += part ?? bytes.length) {
    const to = Math.min(bytes.length, from + (part ?? bytes.length));
    const count = kernel.calls.scanPart(textAt, bytes.length, from, to, hitsAt, end);
    for (let at = 0; at < count; at++) ends.push(kernel.words[hitsAt / 4 + 2 * at]);
  }
  return ends;
}

const joins = /["']$/;

function expectAgrees(bytes: Buffer, part?: number) {
  const { all, counting } = plainly(bytes);
  const found = bySieve(bytes, part);
  expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
  expect(found.filter((end) => !all.has(end))).toEqual([]);
  const known = new Set(found);
  const missed = [...counting].filter((end) => !known.has(end));
  // A string that ends its line goes on only where more of a token stands before: the kernel looks further than this test.
  const told = missed.filter(
    (end) =>
      !(
        /[\r\n]/.test(bytes.toString('latin1', end - 1, end)) && joins.test(bytes.toString('latin1', end - 2, end - 1))
      ),
  );
  expect(told.map((end) => bytes.toString('latin1', Math.max(0, end - 14), end + 3))).toEqual([]);
}

const anchor = fc.constantFrom(...anchors);
const mixed = fc.tuple(anchor, fc.constantFrom('lower', 'upper', 'title', 'cut')).map(([text, how]) => {
  if (how === 'upper') return text.toUpperCase();
  if (how === 'title') return text[0].toUpperCase() + text.slice(1);
  return how === 'cut' ? text.slice(0, -1) : text;
});
const exact = fc.constantFrom(
  ...anchors.flatMap((_, number) => index.usesOf(number).flatMap((use) => (use.exact === null ? [] : [use.exact]))),
);
const between = fc.constantFrom(
  '',
  '',
  ' ',
  '\n',
  '=',
  '"',
  "'",
  '_',
  '-',
  '.',
  'x',
  'e',
  '7',
  '\\n',
  '\\',
  '%2F',
  '%3D',
  '\u00e9',
);
const soup = fc
  .array(fc.tuple(fc.oneof(anchor, mixed, exact), between), { minLength: 1, maxLength: 60 })
  .map((parts) => Buffer.from(parts.flat().join('')));

it('finds every anchor that counts, and no other, in soups of anchors', () => {
  fc.assert(
    fc.property(soup, (bytes) => expectAgrees(bytes)),
    { numRuns: 3000 },
  );
});

it('finds them by parts of any size', () => {
  fc.assert(
    fc.property(soup, fc.integer({ min: 1, max: 90 }), (bytes, part) => expectAgrees(bytes, part)),
    { numRuns: 1000 },
  );
});

it('finds each anchor alone, at the very start and the very end, and over the end of a piece', () => {
  for (const text of anchors) {
    expectAgrees(Buffer.from(text));
    expectAgrees(Buffer.from(` ${text}x`));
    const filler = 'a b '.repeat(1024);
    for (const shift of [1, 3, 7]) expectAgrees(Buffer.from(`${filler.slice(shift)}${text}${filler.slice(0, 40)}`));
  }
});

it('finds the anchors of every example of every rule', () => {
  for (const { id, examples } of families.flatMap(({ rules }) => rules))
    for (const [at, template] of [...examples.match, ...examples.ignore].entries())
      expectAgrees(Buffer.from(fillTemplate(template, `${id}${at}`)));
});

it('is what the build packed, of the anchors as the rules have them', () => {
  const { sieve } = detector.anchorTables();
  const made = anchorSieve(sievedAnchors(index), automaton);
  expect(sieve.masks).toEqual(made.masks);
  const bytesOf = (list: Uint8Array | Uint32Array) => Buffer.from(list.buffer, list.byteOffset, list.byteLength);
  for (const part of ['pairs', 'hashes', 'depths'] as const)
    expect(bytesOf(sieve[part]).equals(bytesOf(made[part]))).toBe(true);
});

// The pass for anchors in WebAssembly against the one in JavaScript.

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStreamProbe } from '../../../src/commands/anchor-kernel.ts';
import { openDetector } from '../../../src/commands/open-detector.ts';
import { nextEncoded } from '../../../src/decode/encoded/find-encoded.ts';
import { wordHitFinder } from '../../../src/detect/automaton/find-word-hits.ts';
import fc from '../../support/fast-check.ts';
import { needBuild } from '../../support/run-cli.ts';

needBuild();
const dist = join(import.meta.dirname, '..', '..', '..', 'dist');
const { detector } = openDetector(dist);
const numbers = Array.from({ length: detector.wordLengths().length }, (_, at) => at);

it('finds the same anchors, wherever it begins and ends', async () => {
  const { findHits: fast } = await openStreamProbe(detector, dist);
  const slow = wordHitFinder(detector.automaton, detector.wordLengths());
  expect(numbers.length).toBeGreaterThan(1000);
  const piece = fc.oneof(
    fc.constantFrom(
      'AKIA',
      'password',
      '-----BEGIN RSA PRIVATE KEY-----',
      'ghp_',
      ' ',
      '\\n',
      '%3D',
      '\n',
      'sk_live_',
      'x',
    ),
    fc.string({ maxLength: 40 }),
  );
  const text = fc.array(piece, { maxLength: 400 }).map((parts) => Buffer.from(parts.join('').repeat(30)));
  const hitsOf = (find: typeof slow, bytes: Buffer, from: number, to: number) => {
    const hits: number[] = [];
    find(bytes, from, to, (end, state) => hits.push(end, state));
    return hits;
  };
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (bytes, a, b) => {
      const [from, to] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y);
      expect(hitsOf(fast, bytes, from, to)).toEqual(hitsOf(slow, bytes, from, to));
    }),
    { numRuns: 200 },
  );
  expect(hitsOf(fast, Buffer.from(`${' x'.repeat(70_000)} AKIA`), 0, 140_005).length).toBeGreaterThan(0);
});

it('says that something may be encoded wherever a run is found, over the borders of pieces too', async () => {
  const { mayHoldEncoded } = await openStreamProbe(detector, dist);
  const base64 = Buffer.from('a text that can be read, as it is').toString('base64');
  const hex = Buffer.from('a text that can be read').toString('hex');
  expect(mayHoldEncoded(Buffer.from(` x`.repeat(100_000)), 0)).toBe(false);
  for (const run of [base64, hex, `0x${hex}`, `abc${base64}`])
    for (let at = 65_400; at < 65_560; at++) {
      const bytes = Buffer.alloc(140_000, '. ');
      bytes.write(run, at);
      expect(mayHoldEncoded(bytes, 0)).toBe(true);
      expect(mayHoldEncoded(bytes, at)).toBe(true);
      expect(mayHoldEncoded(bytes, at + run.length)).toBe(false);
    }
  const piece = fc.oneof(
    fc.constantFrom(base64, hex, base64.slice(0, 23), hex.slice(0, 31), '_', ' ', '0x', 'H4sI', 'ab'),
    fc.string({ maxLength: 20 }),
  );
  const text = fc.array(piece, { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')));
  fc.assert(
    fc.property(text, fc.nat(), (bytes, place) => {
      const from = place % (bytes.length + 1);
      if (nextEncoded(bytes, from) !== null) expect(mayHoldEncoded(bytes, from)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

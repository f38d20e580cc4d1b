// What is remembered of escapes against what is found there each time.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { openDetector } from '../../src/commands/open-detector.ts';
import { isEscape } from '../../src/decode/escapes/unescape.ts';
import { examineEscape } from '../../src/pipeline/detect-escaped.ts';
import { RememberedEscapes } from '../../src/pipeline/remembered-escapes.ts';
import fc from '../support/fast-check.ts';
import { fillTemplate } from '../support/fill-template.ts';
import { needBuild } from '../support/run-cli.ts';

needBuild();
const { detector } = openDetector(join(import.meta.dirname, '..', '..', 'dist'));
const kinds = ['percent-encoding', 'backslash escapes', 'character references', 'concatenation'] as const;
const rules = families.flatMap((family) => family.rules).filter(({ id }) => id.startsWith('github-'));
const examples = rules.flatMap(({ id, examples: { match } }) =>
  match.map((text, at) => fillTemplate(text, `${id}${at}`)),
);
expect(examples.length).toBeGreaterThan(3);

/** An example in which one character is written as an escape, or which is cut there. */
const written = fc
  .tuple(fc.constantFrom(...examples), fc.nat(), fc.constantFrom('%', '\\x', '&#x', '" +\n  "', '" + "', ''))
  .map(([text, place, how]) => {
    const at = place % text.length;
    const code = text.charCodeAt(at).toString(16).padStart(2, '0');
    if (how === '' || code.length > 2) return text;
    if (how.startsWith('"')) return `"${text.slice(0, at)}${how}${text.slice(at)}"`;
    return `${text.slice(0, at)}${how}${code}${how === '&#x' ? ';' : ''}${text.slice(at + 1)}`;
  });
const around = fc.constantFrom('', '\n', ' ', 'abc', "'", '=', 'x'.repeat(190), 'y'.repeat(440), '"\n"', '%41');
const texts = fc
  .tuple(fc.array(fc.tuple(written, around), { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat(255))
  .map(([parts, place, byte]) => {
    const bytes = Buffer.from(parts.flat().join(''), 'latin1');
    if (place % 2 === 0) bytes[place % bytes.length] = byte;
    return bytes;
  });

it('is what is found each time, however often it is asked', () => {
  const remembered = new RememberedEscapes(detector);
  let [asked, positive] = [0, 0];
  fc.assert(
    fc.property(texts, (bytes) => {
      // Another text with the same beginning, and one with the same end.
      for (const some of [bytes, bytes.subarray(0, bytes.length - 1), bytes.subarray(1), bytes]) {
        const layer = { bytes: some, kind: 'text' as const, via: [] };
        for (const kind of kinds)
          for (let at = 0; at < some.length; at++) {
            if (!isEscape(some, at, kind)) continue;
            const has = examineEscape(layer, at, kind, detector) !== null;
            asked++;
            positive += Number(has);
            expect(remembered.has(layer, at, kind)).toBe(has);
          }
      }
    }),
    { numRuns: 400 },
  );
  expect(positive).toBeGreaterThan(50);
  expect(asked - positive).toBeGreaterThan(50);
}, 60_000);

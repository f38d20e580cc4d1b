// The fast engine against the naive one: same candidates, byte for byte, on generated text and on real files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import type { Candidate } from '../../src/model/candidate.ts';
import { createDetector } from '../support/detector.ts';
import fc from '../support/fast-check.ts';
import { fillTemplate } from '../support/fill-template.ts';
import { referenceDetect } from '../support/reference-engine.ts';

const { detect } = createDetector({ families });
const templates = families.flatMap(({ rules }) =>
  rules.flatMap(({ examples }) => [...examples.match, ...examples.ignore]),
);
const anchors = families.flatMap(({ rules }) => rules.flatMap((rule) => [...rule.anchors]));

const show = (candidates: readonly Candidate[]) =>
  candidates.map(({ rule, start, end, secretStart, secretEnd, confidence, severity, facts }) =>
    [rule.id, start, end, secretStart, secretEnd, confidence, severity, JSON.stringify(facts)].join(' '),
  );

function expectAgreement(bytes: Buffer): number {
  const fast = detect(bytes);
  expect(show(fast)).toEqual(show(referenceDetect(families, bytes)));
  return fast.length;
}

/** Pieces that real files are made of, and pieces that break them in the middle. */
const filled = fc
  .tuple(fc.constantFrom(...templates), fc.nat(50))
  .map(([template, seed]) => fillTemplate(template, seed));
const piece = fc.oneof(
  { weight: 4, arbitrary: filled },
  {
    weight: 2,
    arbitrary: fc
      .tuple(filled, fc.nat(60), fc.nat(60))
      .map(([text, from, to]) => text.slice(Math.min(from, to), Math.max(from, to))),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('\n', '\r\n', ' ', '"', "'", ' = ', ': ', '\t', '\\n', '%3D', '\0', ',', 'x', '-'),
  },
  { weight: 1, arbitrary: fc.constantFrom(...anchors) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);

/** The naive engine takes its time, and a loaded machine more. */
const patience = 300_000;

describe('the engine', { timeout: patience }, () => {
  it('agrees with the reference on every example, alone and all in one text', () => {
    const all = templates.map((template, seed) => fillTemplate(template, seed));
    let found = 0;
    // A handful a text: the reference tries every rule at every place.
    for (let at = 0; at < all.length; at += 8)
      found += expectAgreement(Buffer.from(all.slice(at, at + 8).join('\n\n')));
    expect(found).toBeGreaterThan(families.length);
    expectAgreement(Buffer.from(all.join('\n')));
    expectAgreement(Buffer.from(all.join(' ')));
  });

  it('agrees with the reference on generated text', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expectAgreement(Buffer.from(pieces.join('')));
      }),
      { numRuns: 400 },
    );
  });

  it('agrees with the reference on this project’s own files', () => {
    const top = join(import.meta.dirname, '..', '..');
    const files = ['src', 'rules', 'test', 'hooks'].flatMap((folder) =>
      readdirSync(join(top, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        // Tools that other tests install lie among them.
        .filter((path) => !/[\\/](?:venv|node_modules|newer-git)[\\/]/.test(path)),
    );
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) expectAgreement(readFileSync(file));
  });
});

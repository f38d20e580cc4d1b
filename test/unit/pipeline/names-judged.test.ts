// What threads say of names spares looking at them, and leaves none out in which something stands.
import { describe, expect, it } from 'vitest';
import { families } from '../../../rules/index.ts';
import { objectText } from '../../../src/git/parse-commit.ts';
import { examine } from '../../../src/pipeline/examine.ts';
import { hitJudge } from '../../../src/pipeline/hit-judge.ts';
import { createDetector } from '../../support/detector.ts';
import fc from '../../support/fast-check.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const { detector } = createDetector({ families });
const judge = hitJudge(detector, objectText);

async function findingsIn(name: Buffer) {
  let losses = 0;
  const noteLosses = () => losses++;
  const terms = { detector, salt: '', usesAllowComments: true, noteLosses };
  const fragment = { bytes: name, place: { origin: 'filename', path: null }, isNamed: false } as const;
  return (await examine(fragment, terms)).length + losses;
}

describe('names that are judged', () => {
  it('are told where something stands in them, and nowhere else', async () => {
    const token = (seed: number) => fillTemplate('glpat-{alnum:20}', seed);
    const piece = fc.oneof(
      fc.integer({ min: 1, max: 50 }).map(token),
      fc.integer({ min: 1, max: 50 }).map((seed) => Buffer.from(`a token ${token(seed)} in base64`).toString('base64')),
      fc.constantFrom('password', 'key=', '.env', '.tar.gz', 'glpat-', '%2D', '\u00e4', ' ', '_'),
      fc.string({ maxLength: 12 }),
    );
    const known = { told: 0, quiet: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 4 }), async (pieces) => {
        const name = Buffer.from(pieces.join(''));
        const isTold = judge.hasAnythingInName(name);
        // As the sweep looks at a name.
        const found = detector.hasAnchor(name) ? await findingsIn(name) : 0;
        if (!isTold) expect(found).toBe(0);
        if (found > 0) expect(isTold).toBe(true);
        known[isTold ? 'told' : 'quiet']++;
      }),
      { numRuns: 500 },
    );
    expect(known.told).toBeGreaterThan(50);
    expect(known.quiet).toBeGreaterThan(50);
  });
});

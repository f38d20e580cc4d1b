// The history sweep, in every way it can read a repository, against the naive reference on generated repositories.
// `npm run prove -- --repositories 1000` does the same for many.
import { describe, expect, it } from 'vitest';
import { applyOps, encodeDelta, oddOpsBetween, opsBetween } from '../support/history/delta-ops.ts';
import { generateHistory } from '../support/history/generate-history.ts';
import { proveHistory, sweepVariants } from '../support/history/prove-history.ts';
import { SeededRandom } from '../support/history/seeded-random.ts';
import { shapeNames } from '../support/history/shapes.ts';
import { cli, needBuild } from '../support/run-cli.ts';

/** As many as there are forced situations: each comes first in one of them. */
const fixed = shapeNames.map((_, at) => at + 1);
/** New ones in every run; the name of a failed test holds its seed. */
const fresh = Array.from({ length: 4 }, (_, at) => (Date.now() % 1_000_000_000) + at);
const secondsForEach = 60;

describe('a sweep agrees with the reference', () => {
  needBuild();
  const variants = sweepVariants(cli);

  it.each([...fixed, ...fresh])(
    'in the generated repository of seed %i',
    { timeout: secondsForEach * 1000 },
    async (seed) => {
      const proof = await proveHistory(seed, { cli, variants });
      expect(proof.differences, `${proof.how}; ${proof.shapes.join(', ')}`).toEqual([]);
      expect(proof.objects).toBeGreaterThan(10);
    },
  );
});

describe('the generator', () => {
  it('plays every forced situation, and repeats itself', () => {
    const played = new Set(fixed.flatMap((seed) => generateHistory(seed).shapes));
    expect([...played].sort()).toEqual([...shapeNames].sort());
    const contents = (seed: number) =>
      generateHistory(seed).commits.map(({ files }) =>
        [...files].map(([path, { bytes }]) => [path, bytes.toString('latin1')]),
      );
    expect(contents(3)).toEqual(contents(3));
    expect(contents(3)).not.toEqual(contents(4));
  });

  it('writes deltas that make the target of the base', () => {
    const random = new SeededRandom('deltas');
    for (let round = 0; round < 100; round++) {
      const draw = () => Buffer.from(Array.from({ length: random.below(200) }, () => random.pick([97, 98, 10])));
      const [base, target] = [draw(), draw()];
      for (const ops of [opsBetween(base, target), oddOpsBetween(base, target, random)]) {
        expect(applyOps(base, ops)).toEqual(target);
        const sizes = { baseSize: base.length, resultSize: target.length, random };
        expect(encodeDelta(ops, sizes).subarray(0, 1)[0] & 0x7f).toBe(base.length & 0x7f);
      }
    }
  });
});

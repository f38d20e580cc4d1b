// Pieces of work: every root is in one of them, each is taken once, and what may take long only by those who take such.
import { describe, expect, it } from 'vitest';
import type { Forests } from '../../../../src/git/pack/forests.ts';
import type { SweepPlan } from '../../../../src/git/pack/sweep-plan.ts';
import { cutTasks, takePiece } from '../../../../src/git/pack/sweep-tasks.ts';
import fc from '../../../support/fast-check.ts';

const [commit, tree, blob] = [1, 2, 3];
const root = fc.record({
  type: fc.constantFrom(commit, tree, blob, blob, blob),
  size: fc.constantFrom(10, 1024 * 1024, 1024 * 1024 + 1, 20_000_000),
  cost: fc.oneof(fc.nat(2000), fc.nat(900_000)),
});

describe('pieces of work', () => {
  it('hold every root once, and slow ones stay with those who take such', () => {
    fc.assert(
      fc.property(fc.array(root, { maxLength: 60 }), fc.array(fc.boolean(), { maxLength: 200 }), (roots, turns) => {
        const plan = { types: roots.map(({ type }) => type), sizes: roots.map(({ size }) => size) };
        const forests = {
          roots: Int32Array.from(roots.keys()),
          costs: Float64Array.from(roots, ({ cost }) => cost),
          lost: [],
        };
        const tasks = cutTasks(plan as unknown as SweepPlan, forests satisfies Forests);
        const isSlow = (at: number) => roots[at].type === blob && roots[at].size > 1024 * 1024;
        const taken: number[] = [];
        const take = (leavesSlow: boolean) => {
          const piece = takePiece(tasks, leavesSlow);
          if (piece < 0) return false;
          const own = [...tasks.roots.subarray(tasks.starts[piece], tasks.starts[piece + 1])];
          expect(own.length).toBeGreaterThan(0);
          if (leavesSlow) expect(own.filter(isSlow)).toEqual([]);
          expect(own).toEqual([...own].sort((a, b) => a - b));
          taken.push(...own);
          return true;
        };
        // In any order, one that leaves slow pieces and one that does not; the latter goes on to the end.
        for (const leavesSlow of turns) take(leavesSlow);
        while (take(false));
        expect(take(true)).toBe(false);
        const others = roots.flatMap(({ type }, at) => (type === tree ? [] : [at]));
        expect(taken.sort((a, b) => a - b)).toEqual(others);
        expect([...tasks.treeRoots]).toEqual(roots.flatMap(({ type }, at) => (type === tree ? [at] : [])));
      }),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { TreeSizes } from '../../../src/git/tree-sizes.ts';

/** Trees by number: how many files and which subtrees. */
function largestOf(trees: readonly [number, number, readonly number[]][]): number {
  const sizes = new TreeSizes();
  for (const [tree, files, subtrees] of trees) {
    for (let file = 0; file < files; file++) sizes.addFile();
    for (const subtree of subtrees) sizes.addSubtree(subtree);
    sizes.endTree(tree);
  }
  return sizes.largest();
}

describe('TreeSizes', () => {
  it('counts files and folders, however the trees are ordered', () => {
    const trees: [number, number, number[]][] = [
      [5, 1, [7, 9]],
      [7, 2, []],
      [9, 3, [7]],
    ];
    expect(largestOf(trees)).toBe(2 + 3 + 7);
    expect(largestOf(trees.toReversed())).toBe(12);
    expect(largestOf([])).toBe(0);
  });

  it('passes over subtrees that are not there', () => {
    expect(largestOf([[1, 1, [2, 3]]])).toBe(2);
  });

  it('counts what is named twice, twice', () => {
    const trees = Array.from({ length: 13 }, (_, at): [number, number, number[]] => [
      at,
      1,
      at === 0 ? [] : Array(10).fill(at - 1),
    ]);
    expect(largestOf(trees)).toBeGreaterThan(1e12);
    expect(largestOf(trees.toReversed())).toBe(largestOf(trees));
    const crossed = Array.from({ length: 2000 }, (_, at): [number, number, number[]] => [
      at,
      1,
      at < 2 ? [] : [at - 1, at - 2],
    ]);
    expect(largestOf(crossed)).toBe(Number.POSITIVE_INFINITY);
  });

  it('sees that a tree holds itself', () => {
    expect(largestOf([[1, 1, [1]]])).toBe(Number.POSITIVE_INFINITY);
    expect(
      largestOf([
        [1, 1, [2]],
        [2, 1, [3]],
        [3, 1, [1]],
        [4, 1, []],
      ]),
    ).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes a nesting deeper than the call stack', () => {
    const trees = Array.from({ length: 200_000 }, (_, at): [number, number, number[]] => [at, 0, [at + 1]]);
    expect(largestOf(trees)).toBe(200_000);
  });
});

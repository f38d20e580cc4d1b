import { describe, expect, it } from 'vitest';
import { keepAdded } from '../../../src/decide/keep-added.ts';
import { isLinear } from '../../support/count-steps.ts';
import { fakeCandidate } from '../../support/fake-candidate.ts';

/** Text in which every word `S…` is a secret. */
function examined(text: string) {
  const candidates = [...text.matchAll(/S\w+/g)].map((found) =>
    fakeCandidate(found.index, found.index + found[0].length, { text: found[0] }),
  );
  return { bytes: Buffer.from(text), candidates };
}

const added = (before: string, after: string) => {
  const now = examined(after);
  return keepAdded([now], [examined(before)])[0].candidates.map(
    (candidate) => now.bytes.subarray(0, candidate.secretStart).toString().split('\n').length,
  );
};

describe('keepAdded', () => {
  it('keeps what was not there', () => {
    expect(added('a\n', 'a\nkey S1\n')).toEqual([2]);
  });

  it('leaves out what only moved, or whose line changed around it', () => {
    expect(added('key S1\nb\n', 'b\n\n\nkey S1\n')).toEqual([]);
    expect(added('key S1\n', 'key S1 # why\n')).toEqual([]);
  });

  it('keeps a changed value in an unchanged place', () => {
    expect(added('BEGIN S1 END\n', 'BEGIN S2 END\n')).toEqual([1]);
  });

  it('keeps one more copy, and names the copy on the new line', () => {
    expect(added('key S1\nz\n', 'other S1\nkey S1\nz\n')).toEqual([1]);
    expect(added('key S1\n', 'key S1\nkey S1\nkey S1\n')).toEqual([2, 3]);
  });

  it('leaves out a copy that went away', () => {
    expect(added('key S1\nkey S1\n', 'key S1\n')).toEqual([]);
  });

  it('takes linear work where thousands of secrets stand in one line', async () => {
    const text = (count: number) => 'x=Ssame '.repeat(count);
    expect(added(text(3000), text(3001))).toEqual([1]);
    const work = (count: number) => keepAdded([examined(text(count + 1))], [examined(text(count))]);
    expect(await isLinear(work, 3000)).toBe(true);
  });

  it('takes what moved between the parts of a file for old, and the part where it stood before for its place', () => {
    const part = (way: string, text: string) => ({ ...examined(text), way });
    const ways = (before: ReturnType<typeof part>[], after: ReturnType<typeof part>[]) =>
      keepAdded(after, before).flatMap(({ layer, candidates }) => candidates.map(() => layer.way));
    const old = [part('cell 1', 'key S1\n'), part('cell 2', 'other S2\n')];
    expect(ways(old, [part('cell 2', 'key S1\n'), part('cell 3', 'other S2\n')])).toEqual([]);
    expect(ways(old, [part('cell 1', 'a\n'), part('cell 9', 'key  S1\n'), part('cell 2', 'x S2\n')])).toEqual([]);
    expect(ways(old, [part('cell 0', 'key S1\n'), ...old])).toEqual(['cell 0']);
    expect(ways(old, [part('cell 0', 'print S1\n'), part('cell 7', 'key S1\n')])).toEqual(['cell 0']);
    expect(ways(old, [...old, part('cell 2 output 1', 'S1\n')])).toEqual(['cell 2 output 1']);
  });
});

// What is said of objects that are missing reads as a sentence, of one and of several, in a partial clone and in a whole one.
import { expect, it } from 'vitest';
import { HistoryProblems } from '../../../src/git/history-problems.ts';

const said = (count: number, isPartial: boolean) => {
  const problems = new HistoryProblems();
  problems.addMissing(['a', 'b', 'c'].slice(0, count), isPartial, count);
  return problems.list().map(({ message }) => message);
};

it('tells of missing objects in plain words', () => {
  expect(said(0, true)).toEqual([]);
  expect(said(1, true)).toEqual(['1 object is not in this repository, which is a partial clone: a']);
  expect(said(5, true)).toEqual(['5 objects are not in this repository, which is a partial clone: a, b, c, …']);
  expect(said(1, false)).toEqual(['1 object is not in this repository, though something refers to it: a']);
  expect(said(2, false)).toEqual(['2 objects are not in this repository, though something refers to them: a, b']);
});

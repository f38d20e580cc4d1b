// Only what a change adds counts: which candidates stood already in what the change replaces.
import type { Candidate } from '../model/candidate.ts';
import { groupBySecret } from '../model/secret.ts';

export interface Examined {
  readonly bytes: Buffer;
  readonly candidates: readonly Candidate[];
}

const newline = 10;
/** Of a longer line so many bytes each side of the secret are compared: files of one line hold thousands of secrets. */
const lineReach = 4096;

function lineOf({ bytes }: Examined, { secretStart, secretEnd }: Candidate): Buffer {
  const least = Math.max(0, secretStart - lineReach);
  const most = Math.min(bytes.length, secretEnd + lineReach);
  const before = bytes.subarray(least, secretStart).lastIndexOf(newline);
  const behind = bytes.subarray(secretEnd, most).indexOf(newline);
  return bytes.subarray(least + before + 1, behind < 0 ? most : secretEnd + behind);
}

/**
 * The candidates of `after` that `before` did not hold. The same secret may have moved or its line may have changed around it;
 * one more copy of it is new, and the copies on unchanged lines are taken for the old ones first.
 */
export function keepAdded(after: Examined, before: Examined): Candidate[] {
  const tagged = [
    ...before.candidates.map((candidate) => ({ candidate, isOld: true })),
    ...after.candidates.map((candidate) => ({ candidate, isOld: false })),
  ];
  const added: Candidate[] = [];
  for (const group of groupBySecret(tagged, ({ candidate }) => candidate.secret)) {
    const old = group.filter(({ isOld }) => isOld);
    const copies = group.filter(({ isOld }) => !isOld).map(({ candidate }) => candidate);
    if (copies.length <= old.length) continue;
    const oldLines = new Set(old.map(({ candidate }) => lineOf(before, candidate).toString('latin1')));
    const stands = (copy: Candidate) => oldLines.has(lineOf(after, copy).toString('latin1'));
    const oldFirst = [...copies.filter(stands), ...copies.filter((copy) => !stands(copy))];
    for (const copy of oldFirst.slice(old.length)) added.push(copy);
  }
  return added.sort((a, b) => a.secretStart - b.secretStart);
}

// Only what a change adds counts: which candidates stood already in what the change replaces.
import type { Candidate } from '../model/candidate.ts';
import { groupBySecret } from '../model/secret.ts';

export interface Examined {
  readonly bytes: Buffer;
  readonly candidates: readonly Candidate[];
  /** How these bytes were reached in their file: the same where they are the file's own. */
  readonly way?: string;
}

const newline = 10;
/** Of a longer line so many bytes each side of the secret are compared: files of one line hold thousands of secrets. */
const lineReach = 4096;

function lineOf({ bytes }: Examined, { secretStart, secretEnd }: Candidate): string {
  const least = Math.max(0, secretStart - lineReach);
  const most = Math.min(bytes.length, secretEnd + lineReach);
  const before = bytes.subarray(least, secretStart).lastIndexOf(newline);
  const behind = bytes.subarray(secretEnd, most).indexOf(newline);
  return bytes.toString('latin1', least + before + 1, behind < 0 ? most : secretEnd + behind);
}

interface Copy {
  readonly candidate: Candidate;
  readonly from: Examined;
  readonly isOld: boolean;
}

const copiesIn = (examined: readonly Examined[], isOld: boolean): Copy[] =>
  examined.flatMap((from) => from.candidates.map((candidate) => ({ candidate, from, isOld })));

/** Copies in the order in which they are taken for old ones: unchanged lines in their place, those elsewhere, then all others. */
function likelyOldFirst(copies: readonly Copy[], old: readonly Copy[]): Copy[] {
  const lines = new Set<string>();
  const places = new Set<string>();
  for (const { candidate, from } of old) {
    const line = lineOf(from, candidate);
    lines.add(line);
    places.add(`${from.way ?? ''}\0${line}`);
  }
  const ranks: Copy[][] = [[], [], []];
  for (const copy of copies) {
    const line = lineOf(copy.from, copy.candidate);
    const rank = places.has(`${copy.from.way ?? ''}\0${line}`) ? 0 : lines.has(line) ? 1 : 2;
    ranks[rank].push(copy);
  }
  return ranks.flat();
}

/**
 * The candidates of `after` that `before` did not hold. The same secret may have moved (to another cell of a notebook, to
 * another name in an archive) or its line may have changed around it; one more copy of it is new, and the copies on
 * unchanged lines are taken for the old ones first.
 * @returns the same layers, in their order, each with what of it is new
 */
export function keepAdded<Layer extends Examined>(
  after: readonly Layer[],
  before: readonly Examined[],
): { readonly layer: Layer; readonly candidates: readonly Candidate[] }[] {
  const added = new Set<Candidate>();
  const all = [...copiesIn(before, true), ...copiesIn(after, false)];
  for (const group of groupBySecret(all, ({ candidate }) => candidate.secret)) {
    const old = group.filter(({ isOld }) => isOld);
    const copies = group.filter(({ isOld }) => !isOld);
    if (copies.length <= old.length) continue;
    for (const { candidate } of likelyOldFirst(copies, old).slice(old.length)) added.add(candidate);
  }
  return after.map((layer) => ({ layer, candidates: layer.candidates.filter((one) => added.has(one)) }));
}

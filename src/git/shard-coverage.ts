// What one shard of a sweep has covered, of what all of them have to.
import { createHash } from 'node:crypto';
import type { Coverage, ShardSums } from '../model/history.ts';
import { IdAdder, isInShard, type Shard } from '../model/shard.ts';
import type { NamedTip } from './history-graph.ts';

/** How an id is counted in the coverage. */
export type CoveredAs = 'delivered' | 'missing' | 'damaged' | 'tooLarge' | 'submodules';

export interface ShardTerms {
  readonly shard: Shard;
  readonly hashLength: 40 | 64;
  readonly refs: readonly NamedTip[];
}

/** The counts of the shard's own ids, and the sums that show whether all shards together are the whole. */
export function shardCoverage(
  covered: Iterable<readonly [id: string, as: CoveredAs]>,
  { shard, hashLength, refs }: ShardTerms,
): Pick<Coverage, 'expected' | CoveredAs> & { readonly sums: ShardSums } {
  const counts: Record<CoveredAs, number> = { delivered: 0, missing: 0, damaged: 0, tooLarge: 0, submodules: 0 };
  const [all, own] = [new IdAdder(hashLength), new IdAdder(hashLength)];
  for (const [id, as] of covered) {
    const isOwn = isInShard(shard, id);
    if (isOwn) counts[as]++;
    // The commits of submodules are no objects of this repository.
    if (as === 'submodules') continue;
    all.add(id);
    if (isOwn) own.add(id);
  }
  const expected = counts.delivered + counts.missing + counts.damaged + counts.tooLarge;
  return { ...counts, expected, sums: { all: all.sum(), own: own.sum(), refs: refsDigest(refs) } };
}

/** SHA-256 over all refs, sorted, with the ids they name. */
function refsDigest(refs: readonly NamedTip[]): string {
  const lines = refs.map(({ name, id }) => `${id} ${name}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

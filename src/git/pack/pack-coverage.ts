// What a sweep over packs covered, worked out from the flags of its objects.
import type { Coverage } from '../../model/history.ts';
import type { Shard } from '../../model/shard.ts';
import type { NamedTip } from '../history-graph.ts';
import { type CoveredAs, shardCoverage } from '../shard-coverage.ts';
import type { PackBooks } from './pack-books.ts';
import { idOf, isOwn, judged, objectFlag, type SweepPlan } from './sweep-plan.ts';

export interface PackCoverageTerms {
  readonly plan: SweepPlan;
  readonly books: PackBooks;
  /** Ids that are there and cannot be read, or held. */
  readonly damaged: ReadonlySet<string>;
  readonly tooLarge: ReadonlySet<string>;
  readonly shard?: Shard;
  readonly refs: readonly NamedTip[];
}

type Counts = Omit<Coverage, 'isShallow' | 'isPartial' | 'skipsUnreachable'>;

export function packCoverage(terms: PackCoverageTerms): Counts {
  const { plan, books, damaged, tooLarge, shard, refs } = terms;
  let delivered = 0;
  let inherited = 0;
  for (let object = 0; object < plan.objects; object++) {
    if ((plan.states[object] & judged) === 0 || !isOwn(plan, object)) continue;
    delivered++;
    if ((plan.states[object] & objectFlag.scanned) === 0) inherited++;
  }
  const all: Counts = {
    expected: plan.objects + books.missing.size,
    delivered,
    inherited,
    missing: books.missing.size,
    missingExamples: [...books.missing].slice(0, 20),
    damaged: damaged.size,
    tooLarge: tooLarge.size,
    submodules: books.submodules.length,
  };
  if (shard === undefined) return all;
  const hashLength = (plan.idBytes * 2) as 40 | 64;
  const own = shardCoverage(coveredIds(terms), { shard, hashLength, refs });
  // Counted by what was judged, so that an object nobody came upon shows as a gap.
  return { ...all, ...own, delivered };
}

function* coveredIds({
  plan,
  books,
  damaged,
  tooLarge,
}: PackCoverageTerms): Generator<readonly [id: string, as: CoveredAs]> {
  for (let object = 0; object < plan.objects; object++) {
    const id = idOf(plan, object);
    yield [id, damaged.has(id) ? 'damaged' : tooLarge.has(id) ? 'tooLarge' : 'delivered'];
  }
  for (const id of books.missing) yield [id, 'missing'];
  for (const id of books.submodules) yield [id, 'submodules'];
}

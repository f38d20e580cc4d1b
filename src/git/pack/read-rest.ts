// Blobs that no thread could judge, each read on its own.
import type { StoredObject } from '../../model/history.ts';
import { readObjects } from '../cat-file.ts';
import type { HistoryProblems } from '../history-problems.ts';
import type { Repository } from '../repository.ts';
import type { Forests } from './forests.ts';
import { NeedsOtherReader } from './needs-other-reader.ts';
import { ringEntries } from './ring-entries.ts';
import { idOf, objectFlag, type SweepPlan } from './sweep-plan.ts';
import { unjudgedBlobs } from './unjudged-blobs.ts';

export interface RestTerms {
  readonly repo: Repository;
  readonly plan: SweepPlan;
  readonly forests: Forests;
  readonly noted: HistoryProblems;
  /** Take the ids of those that cannot be read. */
  readonly damaged: Set<string>;
  readonly tooLarge: Set<string>;
}

/** @throws NeedsOtherReader where it is no blob after all */
export async function* readRest(terms: RestTerms): AsyncGenerator<StoredObject> {
  const { repo, plan, forests, noted, damaged, tooLarge } = terms;
  const noteDamaged = (id: string) => {
    damaged.add(id);
    noted.addDamaged(id);
  };
  const { blobs: rest, hopeless } = unjudgedBlobs(plan, ringEntries(plan, forests));
  for (const object of hopeless) noteDamaged(idOf(plan, object));
  if (rest.size === 0) return;
  for await (const batch of readObjects(repo, [...rest.keys()])) {
    for (const object of batch.objects) {
      if (object.type !== 'blob') throw new NeedsOtherReader('structure that cannot be read from the packs');
      plan.states[rest.get(object.id) as number] |= objectFlag.scanned | objectFlag.isBlob;
      yield object;
    }
    for (const { id, why } of batch.unread) {
      if (why !== 'too-large') noteDamaged(id);
      else {
        tooLarge.add(id);
        noted.addTooLarge(id);
      }
    }
  }
}

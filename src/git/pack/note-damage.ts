// Names the entries that a thread could not read.
import type { HistoryProblems } from '../history-problems.ts';
import type { SweepPlan } from './sweep-plan.ts';
import type { ThreadOutcome } from './sweep-thread.ts';

export function noteDamage(
  noted: HistoryProblems,
  { packs, offsets }: Pick<SweepPlan, 'packs' | 'offsets'>,
  { damage, damageCount }: ThreadOutcome,
): void {
  for (const { entry, reason } of damage) {
    const pack = packs.find(({ first, last }) => entry >= first && entry < last);
    noted.addEntry(pack?.name ?? '', offsets[entry], reason);
  }
  if (damageCount > damage.length) noted.addEntry('', 0, `${damageCount - damage.length} more entries`);
}

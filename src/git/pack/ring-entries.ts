// Entries that are made from themselves, over however many steps: no pack of git's own has them, and git follows them without end.
import type { Forests } from './forests.ts';
import type { SweepPlan } from './sweep-plan.ts';

/** Those entries, and what hangs on them: nobody can ever read them, and git must not be asked for their objects. */
export function ringEntries({ bases, entries }: Pick<SweepPlan, 'bases' | 'entries'>, { lost }: Forests): Set<number> {
  const rings = new Set<number>();
  const sound = new Set<number>();
  for (const start of lost) {
    const path = new Set<number>();
    let entry = start;
    while (entry >= 0 && entry < entries && !path.has(entry) && !rings.has(entry) && !sound.has(entry)) {
      path.add(entry);
      entry = bases[entry];
    }
    // It ends at an entry without a base, or comes upon itself.
    const target = entry < 0 || entry >= entries || sound.has(entry) ? sound : rings;
    for (const one of path) target.add(one);
  }
  return rings;
}

// Marks the findings of a push that another remote holds already, so that a first push to a fork can tell them as one.
import { commitsHeldBy, otherRemotes } from '../git/other-remotes.ts';
import type { Repository } from '../git/repository.ts';
import type { Report } from '../model/report.ts';

/**
 * `report` with the name of such a remote at each finding that blocks. They block as before.
 * @param pushedTo the remote's name, or its URL
 * @throws GitError
 */
export function markHeld(repo: Repository, pushedTo: string, report: Report): Report {
  const open = new Set(report.verdicts.filter(({ blocks }) => blocks).flatMap(({ place }) => place.commit ?? []));
  if (open.size === 0) return report;
  const holder = new Map<string, string>();
  for (const remote of otherRemotes(repo, pushedTo)) {
    for (const commit of commitsHeldBy(repo, remote, [...open])) {
      holder.set(commit, remote);
      open.delete(commit);
    }
    if (open.size === 0) break;
  }
  if (holder.size === 0) return report;
  const verdicts = report.verdicts.map((verdict) =>
    verdict.blocks && verdict.place.commit !== undefined
      ? { ...verdict, heldBy: holder.get(verdict.place.commit) }
      : verdict,
  );
  return { ...report, verdicts };
}

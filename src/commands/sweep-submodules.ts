// `history --recurse-submodules`: the git folder of every submodule is swept too, judged by the policy of the superproject.
import { findSubmodules, type Submodule } from '../git/find-submodules.ts';
import type { Repository } from '../git/repository.ts';
import { ToolError } from '../model/errors.ts';
import type { HistoryBackend } from '../model/history.ts';
import type { Report } from '../model/report.ts';
import { hideInText } from '../pipeline/hide-in-place.ts';
import { type LeftOut, mergeSubmodules, type SubmoduleReport, withPrefix } from '../pipeline/merge-submodules.ts';
import { type SweepTerms, sweepHistory } from '../pipeline/sweep-history.ts';

export interface SubmoduleTerms {
  readonly open: (repo: Repository) => Promise<HistoryBackend>;
  readonly terms: SweepTerms;
}

/** `report` together with those of the submodules of `repo`; one that cannot be read is a gap. @throws GitError */
export async function addSubmodules(repo: Repository, report: Report, how: SubmoduleTerms): Promise<Report> {
  const reports: SubmoduleReport[] = [];
  const leftOut: LeftOut[] = [];
  for (const submodule of findSubmodules(repo)) {
    const swept = await sweepOne(submodule, how);
    const hide = (text: string) => hideInText(text, how.terms.detector);
    const path = hide(submodule.path);
    if (typeof swept === 'string') leftOut.push({ path, reason: hide(swept) });
    else reports.push({ path, report: swept });
  }
  return mergeSubmodules(report, reports, leftOut, how.terms.policy.acceptedGaps.has('missing'));
}

/** The report of one submodule, or why there is none. */
async function sweepOne({ path, repo, reason }: Submodule, { open, terms }: SubmoduleTerms): Promise<Report | string> {
  if (repo === null) return reason ?? 'it is not here';
  try {
    return await sweepHistory(withPrefix(await open(repo), `${path}/`), terms);
  } catch (error) {
    if (error instanceof ToolError) return error.message;
    throw error;
  }
}

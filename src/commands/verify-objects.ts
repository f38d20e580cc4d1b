// `history --verify`: every object is hashed, too. One that is not what its id says was scanned as what it is, and is a gap:
// whoever asks for that id elsewhere gets something else.
import { findOtherObjects } from '../git/find-other-objects.ts';
import type { Repository } from '../git/repository.ts';
import type { GapKind, Problem, Skip } from '../model/receipt.ts';
import type { Report } from '../model/report.ts';

function withDamaged(skipped: readonly Skip[], count: number, isAccepted: boolean): Skip[] {
  const known = skipped.find(({ kind, isGap }) => kind === 'damaged' && isGap);
  const skip: Skip = { kind: 'damaged', count: count + (known?.count ?? 0), isGap: true, isAccepted };
  return [...skipped.filter((one) => one !== known), skip].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

/** `report` of a sweep of `repo`, with the objects that are not what their ids say as damaged. @throws GitError */
export async function verifyObjects(
  repo: Repository,
  report: Report,
  acceptedGaps: ReadonlySet<GapKind>,
): Promise<Report> {
  const { checked, unread, wrong, examples } = await findOtherObjects(repo);
  const grouped = (count: number) => count.toLocaleString('en-US');
  const verdict = wrong === 0 ? 'all are' : `${grouped(wrong)} are not`;
  const rest = unread === 0 ? '' : ` ${grouped(unread)} could not be read.`;
  const note = `${grouped(checked)} objects were hashed: ${verdict} what their ids say.${rest}`;
  const { receipt } = report;
  if (wrong === 0) return { ...report, notes: [...report.notes, note] };
  const problems = examples.map(
    (id): Problem => ({ code: 'damaged-object', message: `Object ${id} is not what its id says.` }),
  );
  return {
    ...report,
    receipt: {
      ...receipt,
      // An inherited one is among those that were looked at; which it was does not matter to the sum.
      scanned: Math.max(0, receipt.scanned - wrong),
      inherited: receipt.inherited - Math.max(0, wrong - receipt.scanned),
      skipped: withDamaged(receipt.skipped, wrong, acceptedGaps.has('damaged')),
    },
    problems: [...report.problems, ...problems],
    notes: [...report.notes, note],
  };
}

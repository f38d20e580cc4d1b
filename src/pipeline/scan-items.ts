// Source items in, report out: the whole flow for everything but the history sweep.

import { judge } from '../decide/judge.ts';
import { remedyFor } from '../decide/remedy.ts';
import type { Detector } from '../detect/detector.ts';
import type { ClearanceBook } from '../model/clearance.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/fragment.ts';
import type { Policy } from '../model/policy.ts';
import type { TellProgress } from '../model/progress.ts';
import type { Report } from '../model/report.ts';
import { isClean, isCleared, isSkipped, type SourceItem } from '../model/source-item.ts';
import { catchesCanary } from './canary.ts';
import { hasAnything } from './detect-in.ts';
import { examine } from './examine.ts';
import type { ExamineTerms } from './find-in.ts';
import { FindingList, limitNoter } from './finding-list.ts';
import { hideInProblem, hideInText } from './hide-in-place.ts';
import { narrowingsOf } from './narrow.ts';
import { lossNoter } from './note-losses.ts';
import { ReceiptKeeper } from './receipt-keeper.ts';

export interface ScanTerms {
  readonly version: string;
  /** The command in the user's words, for the report and the remedies. */
  readonly command: string;
  /** What is counted: `staged files`, `commits`, `files`, … */
  readonly unit: string;
  /** True when a change is judged: what it brings to allow itself is named. */
  readonly isChange: boolean;
  readonly detector: Detector;
  readonly policy: Policy;
  /** Milliseconds since the process began, for the report. */
  readonly now: () => number;
  /** Takes down which contents were looked at, and which are clean. */
  readonly book?: ClearanceBook;
  /** Called after each item. */
  readonly progress?: TellProgress;
}

/** How fragments are examined under a policy; what is left of them goes into the receipt. */
export function examineTermsOf(detector: Detector, policy: Policy, keeper: ReceiptKeeper): ExamineTerms {
  const { salt, usesAllowComments } = policy;
  return {
    detector,
    salt,
    usesAllowComments,
    narrowings: narrowingsOf(policy),
    noteLimit: limitNoter(keeper),
    noteLosses: lossNoter(keeper, detector),
  };
}

/** Without a finding only the change's own policy is left to be told; a clean commit loads no judge. */
function judgeWhere(findings: readonly Finding[], { policy, command, isChange }: ScanTerms) {
  if (findings.length === 0) return { verdicts: [], notes: policy.changeNotes };
  return judge(findings, policy, { command, isChange, coversAll: false, remedyFor });
}

/** A finding that may be no part of the change goes where the same one surely is. */
function withoutDoubts(findings: readonly Finding[]): readonly Finding[] {
  if (findings.every(({ mayBlock }) => mayBlock !== false)) return findings;
  const key = ({ fingerprint, region }: Finding) => `${fingerprint} ${region.line}:${region.column}`;
  const sure = new Set(findings.filter(({ mayBlock }) => mayBlock !== false).map(key));
  return findings.filter((finding) => finding.mayBlock !== false || !sure.has(key(finding)));
}

/** Only contents at a path of their own are looked up again by blob. */
function cleanNoter(book: ClearanceBook) {
  return ({ blob, path }: Place, isBare: boolean) => {
    if (blob !== undefined && path !== null) book.clear(blob, path, isBare);
  };
}

/** Scans every item and judges what was found. Throws only what the source throws. */
export async function scanItems(
  items: AsyncIterable<SourceItem>,
  terms: ScanTerms,
  notes: string[] = [],
): Promise<Report> {
  const { detector, policy, book } = terms;
  const canary = catchesCanary(detector, policy) ? 'caught' : 'missed';
  const keeper = new ReceiptKeeper(terms.unit, policy.acceptedGaps);
  const examineTerms = { ...examineTermsOf(detector, policy, keeper), noteClean: book && cleanNoter(book) };
  const findings = new FindingList();
  const tell = (more: number) =>
    terms.progress?.({ objects: keeper.expected, bytes: keeper.bytes + more, findings: findings.items.length });
  detector.onPiece = tell;
  try {
    for await (const item of items) {
      if ('place' in item && item.place.blob !== undefined) book?.saw(item.place.blob);
      if (isCleared(item)) keeper.countInherited();
      else if (isClean(item)) keeper.countScanned(item.size, item.clean);
      else if (isSkipped(item)) keeper.countSkipped(item.skipped, item.isGap, item.problem);
      else if (item.place.path !== null && policy.isIgnoredPath(item.place.path))
        keeper.countSkipped('ignored-path', false);
      else {
        // A new name is looked at beside its content and is no input of its own.
        if (item.part !== undefined) keeper.countPart(item.part);
        else if (item.place.origin !== 'filename' && item.mayBlock !== false)
          keeper.countScanned(item.source?.size ?? item.bytes.length);
        if (!findings.isFull) findings.add(await examine(item, examineTerms));
        else if (item.source !== undefined || hasAnything(item.bytes, detector)) findings.countCut();
      }
      tell(0);
    }
  } catch (error) {
    // A source that breaks half-way: what was found still counts, and the rest is a gap.
    if (!(error instanceof ToolError) || error instanceof UsageError || keeper.expected === 0) throw error;
    keeper.countSkipped('damaged', true, {
      code: error.code,
      message: `The scan ended early: ${error.message} ${error.hint}`,
    });
  }
  findings.noteCut(keeper);
  const judged = judgeWhere(withoutDoubts(findings.items), terms);
  return {
    version: terms.version,
    command: terms.command,
    receipt: keeper.receipt(canary),
    verdicts: judged.verdicts,
    problems: keeper.problems.map((problem) => hideInProblem(problem, detector)),
    notes: [...notes, ...judged.notes].map((note) => hideInText(note, detector)),
    milliseconds: Math.round(terms.now()),
  };
}

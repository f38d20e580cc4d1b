// One word for a whole run, in step with the exit codes: what blocks wins over what is incomplete.
import type { Receipt } from '../model/receipt.ts';
import type { Report } from '../model/report.ts';

/** `blocked`: exit 1. `incomplete`: exit 3. `warnings` and `clean`: exit 0. */
export type RunVerdict = 'blocked' | 'incomplete' | 'warnings' | 'clean';

type Counts = Pick<Receipt, 'expected' | 'scanned' | 'inherited'> & { readonly skipped: readonly { count: number }[] };

/** Whether everything asked for was covered: the canary caught, no gap but accepted ones, and no input unaccounted for. */
export function isComplete(receipt: Receipt): boolean {
  return (
    receipt.canary === 'caught' &&
    receipt.skipped.every((skip) => !skip.isGap || skip.isAccepted) &&
    unaccounted(receipt) === 0
  );
}

/** How many inputs were asked for and neither covered nor listed as skipped. Skips may also list what was covered. */
export function unaccounted(receipt: Counts): number {
  const skipped = receipt.skipped.reduce((sum, skip) => sum + skip.count, 0);
  return Math.max(0, receipt.expected - receipt.scanned - receipt.inherited - skipped);
}

/** The word for `report`. */
export function runVerdict(report: Pick<Report, 'receipt' | 'verdicts'>): RunVerdict {
  if (report.verdicts.some((verdict) => verdict.blocks)) return 'blocked';
  if (!isComplete(report.receipt)) return 'incomplete';
  return report.verdicts.some((verdict) => verdict.status === 'new') ? 'warnings' : 'clean';
}

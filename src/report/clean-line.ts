// The one line of a clean run: all that nearly every commit prints, without loading the rest of the report.
import type { Report } from '../model/report.ts';
import { coverageWithCost } from './coverage.ts';
import { describeReceipt } from './describe-receipt.ts';
import { leftOut } from './left-out.ts';
import type { ReceiptData } from './report-data.ts';

/** `leakgate: clean, 5 of 5 staged files, 12 kB, 31 ms`. */
export function cleanHeadline(receipt: ReceiptData, milliseconds: number): string {
  return `leakgate: clean, ${coverageWithCost(receipt, milliseconds)}`;
}

/** ` (left out: 1 submodule link)`; empty when nothing was. */
export function leftOutInBrackets(receipt: ReceiptData): string {
  const skipped = leftOut(receipt);
  return skipped === '' ? '' : ` (left out: ${skipped})`;
}

/** Text of a clean report without colours; null when it has more to tell than its line. */
export function cleanText({ verdicts, notes, problems, receipt, milliseconds }: Report): string | null {
  if (verdicts.length > 0 || notes.length > 0 || problems.length > 0) return null;
  const data = describeReceipt(receipt);
  return `${cleanHeadline(data, milliseconds)}${leftOutInBrackets(data)}\n`;
}

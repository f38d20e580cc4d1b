// How much a run covered, and what that took.
import { formatBytes, formatCount, formatDuration } from './quantities.ts';
import type { ReceiptData } from './report-data.ts';

/** `5 of 5 staged files`; the unit comes in the plural. */
export function coverage(receipt: ReceiptData): string {
  const unit = receipt.expected === 1 ? receipt.unit.replace(/s$/, '') : receipt.unit;
  return `${formatCount(receipt.scanned + receipt.inherited)} of ${formatCount(receipt.expected)} ${unit}`;
}

/** `5 of 5 staged files, 12 kB, 31 ms`. */
export function coverageWithCost(receipt: ReceiptData, milliseconds: number): string {
  return `${coverage(receipt)}, ${formatBytes(receipt.bytes)}, ${formatDuration(milliseconds)}`;
}

// The receipt in the words of the report's contract.
import type { Receipt } from '../model/receipt.ts';
import type { ReceiptData } from './report-data.ts';

/** The shown side of `receipt`; it holds nothing from outside. */
export function describeReceipt(receipt: Receipt): ReceiptData {
  return {
    expected: receipt.expected,
    scanned: receipt.scanned,
    inherited: receipt.inherited,
    skipped: receipt.skipped.map(({ kind, count, isGap, isAccepted }) => ({
      kind,
      count,
      gap: isGap,
      accepted: isAccepted,
    })),
    canary: receipt.canary,
    unit: receipt.unit,
    bytes: receipt.bytes,
    ...(receipt.shard === undefined ? {} : { shard: receipt.shard }),
  };
}

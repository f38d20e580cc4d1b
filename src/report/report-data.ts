// The report as data that may be shown: the shape of `--format json`, from which every other format is made.
// A contract, described by schema/leakgate-report-1.schema.json; keys may be added, never changed.

import type { Status } from '../model/finding.ts';
import type { Origin } from '../model/fragment.ts';
import type { Problem } from '../model/receipt.ts';
import type { Confidence, Severity } from '../model/severity.ts';
import type { ShardReceipt } from '../model/shard.ts';
import type { RunVerdict } from './run-verdict.ts';

export interface FindingData {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly blocks: boolean;
  readonly origin: Origin;
  /** Null for texts that are no file; `line` and `column` then lie within that text. */
  readonly path: string | null;
  /** 1-based; columns count UTF-16 units; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly commit?: string;
  readonly author?: string;
  readonly date?: string;
  readonly blob?: string;
  readonly ref?: string;
  readonly submodule?: string;
  readonly layer?: readonly string[];
  readonly masked: string;
  readonly fingerprint: string;
  readonly status: Status;
  readonly reason?: string;
  readonly facts?: Readonly<Record<string, string>>;
  /** How many versions of the file, or commits, hold it; absent for one. */
  readonly versions?: number;
  readonly exposure?: string;
  /** In a push: the name of another remote that holds the commit already. */
  readonly heldBy?: string;
  readonly remedy: readonly string[];
}

export interface SkipData {
  readonly kind: string;
  readonly count: number;
  readonly gap: boolean;
  readonly accepted: boolean;
}

export interface ReceiptData {
  readonly expected: number;
  readonly scanned: number;
  readonly inherited: number;
  readonly skipped: readonly SkipData[];
  readonly canary: 'caught' | 'missed';
  /** What `expected`, `scanned` and `inherited` count. */
  readonly unit: string;
  readonly bytes: number;
  /** Present when this was one part of a sweep (`--shard`). */
  readonly shard?: ShardReceipt;
}

export interface SummaryData {
  readonly verdict: RunVerdict;
  readonly findings: number;
  readonly blocking: number;
  readonly severity: Readonly<Record<Severity, number>>;
  readonly status: Readonly<Record<Status, number>>;
}

export interface ReportData {
  readonly version: 1;
  readonly tool: { readonly name: 'leakgate'; readonly version: string; readonly command: string };
  readonly receipt: ReceiptData;
  readonly summary: SummaryData;
  readonly findings: readonly FindingData[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

// What a run was asked to cover and what it covered. When the sum does not close, the exit is 3.

import type { ShardReceipt } from './shard.ts';

/** Kinds of gap that `--accept-gap` and the config know. */
export const gapKinds = [
  'shallow',
  'partial',
  'lfs',
  'limit',
  'encrypted',
  'unreadable',
  'missing',
  'damaged',
  'deadline',
] as const;
export type GapKind = (typeof gapKinds)[number];

/** Things left out on purpose; they do not change the exit code. */
export const skipKinds = ['submodule', 'ignored-path', 'lfs-pointer', 'unreachable', 'pixels', 'tensors'] as const;
export type SkipKind = (typeof skipKinds)[number];

export interface Skip {
  readonly kind: GapKind | SkipKind;
  readonly count: number;
  /** A gap leaves the run incomplete; a skip by design does not. */
  readonly isGap: boolean;
  readonly isAccepted: boolean;
}

export interface Receipt {
  /** What is counted: `objects`, `files`, `changes`, … */
  readonly unit: string;
  readonly expected: number;
  readonly scanned: number;
  readonly inherited: number;
  readonly bytes: number;
  readonly skipped: readonly Skip[];
  readonly canary: 'caught' | 'missed';
  /** Present when this was one part of a sweep. */
  readonly shard?: ShardReceipt;
}

/** Something that went wrong with one input, told beside the findings. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
}

// One version of a file: its bytes, and how they were made of an earlier one.
import { applyOps, type DeltaOp, insert } from './delta-ops.ts';

export interface Version {
  readonly bytes: Buffer;
  /** Absent for a version that was written anew. */
  readonly base?: Version;
  readonly ops: readonly DeltaOp[];
}

export function written(content: string | Buffer): Version {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  return { bytes, ops: [insert(bytes)] };
}

export function edited(base: Version, ops: readonly DeltaOp[]): Version {
  const kept = ops.filter((op) => (op.kind === 'copy' ? op.size > 0 : op.bytes.length > 0));
  return { bytes: applyOps(base.bytes, kept), base, ops: kept };
}

/** What a commit does to one path; null takes the file away. */
export type Change = readonly [path: string, version: Version | null];

// The reports of all shards of one sweep → the report of a single run. Refuses what does not fit together: a part that is missing
// must never read as clean.
import { byPlace } from '../decide/judge.ts';
import { remedyFor } from '../decide/remedy.ts';
import { ToolError } from '../model/errors.ts';
import type { Verdict } from '../model/finding.ts';
import type { Problem, Receipt, Skip } from '../model/receipt.ts';
import type { Report } from '../model/report.ts';
import { addSums, type IdSetSum, type ShardReceipt } from '../model/shard.ts';
import { bestRef, byAge, exposureOf } from './merge-versions.ts';

/** One report, and the file it came from for messages. */
export interface ShardReport {
  readonly file: string;
  readonly report: Report;
  readonly shard: ShardReceipt;
}

/** Gaps of the repository as a whole: every shard meets the same one. */
const ofRepository = new Set<string>(['shallow']);

const isSameSet = (a: IdSetSum, b: IdSetSum) => a.count === b.count && a.sum === b.sum;

/** What must be equal in all shards, in words for the message. */
const shared: readonly (readonly [what: string, isSame: (a: ShardReport, b: ShardReport) => boolean])[] = [
  ['the number of shards', (a, b) => a.shard.count === b.shard.count],
  ['the version of leakgate', (a, b) => a.report.version === b.report.version],
  ['rules or policy', (a, b) => a.shard.terms === b.shard.terms],
  ['the objects of the repository', (a, b) => isSameSet(a.shard.all, b.shard.all)],
  ['its refs', (a, b) => a.shard.refs === b.shard.refs],
];

/** @throws ToolError shards-differ, shard-twice, shard-missing, shards-open */
function checkFit(shards: readonly ShardReport[]): void {
  const [first, ...rest] = shards;
  for (const other of rest)
    for (const [what, isSame] of shared)
      if (!isSame(first, other)) throw new ToolError('shards-differ', { what, first: first.file, other: other.file });
  const byIndex = new Map<number, string>();
  for (const { shard, file } of shards) {
    const before = byIndex.get(shard.index);
    if (before !== undefined) {
      throw new ToolError('shard-twice', { index: `${shard.index}/${shard.count}`, first: before, other: file });
    }
    byIndex.set(shard.index, file);
  }
  const { count } = first.shard;
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const indexes = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ', …' : '');
    throw new ToolError('shard-missing', { indexes, count: String(count), given: String(shards.length) });
  }
  const isWhole = isSameSet(addSums(shards.map(({ shard }) => shard.own)), first.shard.all);
  const isCounted = shards.every(({ report, shard }) => report.receipt.expected === shard.own.count);
  if (!isWhole || !isCounted) throw new ToolError('shards-open');
}

function mergeSkips(receipts: readonly Receipt[]): Skip[] {
  const skips = new Map<string, Skip>();
  for (const { skipped } of receipts)
    for (const skip of skipped) {
      const key = `${skip.kind} ${skip.isGap} ${skip.isAccepted}`;
      const before = skips.get(key)?.count ?? 0;
      const count = ofRepository.has(skip.kind) ? Math.max(before, skip.count) : before + skip.count;
      skips.set(key, { ...skip, count });
    }
  return [...skips.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

function mergeReceipts(receipts: readonly Receipt[]): Receipt {
  const sum = (of: (receipt: Receipt) => number) => receipts.reduce((all, receipt) => all + of(receipt), 0);
  return {
    unit: receipts[0].unit,
    expected: sum(({ expected }) => expected),
    scanned: sum(({ scanned }) => scanned),
    inherited: sum(({ inherited }) => inherited),
    bytes: sum(({ bytes }) => bytes),
    skipped: mergeSkips(receipts),
    canary: receipts.every(({ canary }) => canary === 'caught') ? 'caught' : 'missed',
  };
}

/**
 * Equal for versions of one secret. A report holds no secret, so its digest, mask and length stand in for it: of two
 * passwords at one path that have all three in common only one would be told.
 */
function identityOf({ rule, place, fingerprint, secret, region }: Verdict): string {
  const width = region.line === region.endLine ? region.endColumn - region.column : region.endColumn;
  const shape = [region.endLine - region.line, width];
  return JSON.stringify([rule.id, place.origin, place.path, fingerprint, secret.mask, ...shape]);
}

/** The versions that different shards met, as one finding, as `mergeVersions` makes it of all. */
function mergeVerdicts(versions: readonly Verdict[], command: string): Verdict {
  const [first] = [...versions].sort(byAge);
  const ref = bestRef(versions.map(({ place }) => place.ref));
  // Of tags nothing tells versions apart: a single run counts them as one.
  const count = first.place.origin === 'tag' ? 1 : versions.reduce((all, verdict) => all + (verdict.versions ?? 1), 0);
  const merged = { ...first, place: { ...first.place, ref }, versions: count > 1 ? count : undefined };
  return { ...merged, exposure: exposureOf(merged), remedy: remedyFor(merged, command) };
}

function mergeFindings(reports: readonly Report[]): Verdict[] {
  const groups = new Map<string, Verdict[]>();
  for (const { verdicts } of reports)
    for (const verdict of verdicts) {
      const key = identityOf(verdict);
      groups.set(key, [...(groups.get(key) ?? []), verdict]);
    }
  return [...groups.values()].map((group) => mergeVerdicts(group, reports[0].command)).sort(byPlace);
}

/** Each once: what concerns the whole repository is told by every shard. */
function mergeProblems(reports: readonly Report[]): Problem[] {
  const problems = new Map<string, Problem>();
  for (const report of reports) for (const problem of report.problems) problems.set(JSON.stringify(problem), problem);
  return [...problems.values()];
}

/**
 * Puts the parts together.
 * @param shards at least one
 * @throws ToolError shards-differ, shard-twice, shard-missing, shards-open
 */
export function mergeShards(shards: readonly ShardReport[]): Report {
  checkFit(shards);
  const reports = [...shards].sort((a, b) => a.shard.index - b.shard.index).map(({ report }) => report);
  return {
    version: reports[0].version,
    command: reports[0].command,
    receipt: mergeReceipts(reports.map(({ receipt }) => receipt)),
    verdicts: mergeFindings(reports),
    problems: mergeProblems(reports),
    notes: [...new Set(reports.flatMap(({ notes }) => notes))],
    milliseconds: Math.max(...reports.map(({ milliseconds }) => milliseconds)),
  };
}

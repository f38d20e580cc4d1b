// The history sweep: every object once for candidates, then only the objects that have some again, at the places where they stood.

import { judge } from '../decide/judge.ts';
import { remedyFor } from '../decide/remedy.ts';
import type { Detector } from '../detect/detector.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment, Place } from '../model/fragment.ts';
import type { HistoryBackend, ObjectText, Placement, StoredObject } from '../model/history.ts';
import { isLfsPointer } from '../model/lfs-pointer.ts';
import type { Report } from '../model/report.ts';
import type { Shard, ShardReceipt } from '../model/shard.ts';
import { catchesCanary } from './canary.ts';
import { examine, hasCandidates } from './examine.ts';
import type { ExamineTerms } from './find-in.ts';
import { FindingList, limitNoter } from './finding-list.ts';
import { hideInPlace } from './hide-in-place.ts';
import { exposureOf, mergeVersions } from './merge-versions.ts';
import { narrowingsOf } from './narrow.ts';
import { ReceiptKeeper } from './receipt-keeper.ts';
import type { ScanTerms } from './scan-items.ts';

export interface SweepTerms extends ScanTerms {
  /** Reads a commit or tag as text; git/ supplies it. */
  readonly textOf: (object: StoredObject) => ObjectText;
  /** Which part of the sweep this is, and the digest of its terms, for the receipt. */
  readonly shard?: Shard & Pick<ShardReceipt, 'terms'>;
  /** True when every object was asked for, so that ignores that match nothing are told. */
  readonly coversAll: boolean;
}

/** What the first pass leaves to be looked at again. */
interface FirstPass {
  readonly suspects: Set<string>;
  readonly findings: Finding[];
  bytes: number;
  done: number;
  /** Blobs that only point to a file kept elsewhere. */
  lfsPointers: number;
  /** Places of suspects that `paths.ignore` leaves out: told in the receipt, so that "clean" does not cover them. */
  ignoredPlaces: number;
}

function textFragments(text: ObjectText): Fragment[] {
  const { id, author, date } = text;
  const place = (origin: Place['origin']): Place =>
    text.type === 'tag'
      ? { origin, path: null, ref: id, author, date }
      : { origin, path: null, commit: id, author, date };
  return [
    { bytes: text.message, place: place(text.type === 'tag' ? 'tag' : 'message'), isNamed: false },
    { bytes: text.headers, place: place('author'), isNamed: false },
  ];
}

function tellProgress(pass: FirstPass, backend: HistoryBackend, terms: SweepTerms, isPlacing = false): void {
  const findings = pass.findings.length + pass.suspects.size;
  terms.progress?.({ objects: pass.done, total: backend.total, bytes: pass.bytes, findings, isPlacing });
}

async function firstPass(backend: HistoryBackend, terms: SweepTerms, examineTerms: ExamineTerms): Promise<FirstPass> {
  const pass: FirstPass = { suspects: new Set(), findings: [], bytes: 0, done: 0, lfsPointers: 0, ignoredPlaces: 0 };
  for await (const batch of backend.objects()) {
    for (const object of batch) {
      pass.done++;
      if (object.type === 'tree') continue;
      pass.bytes += object.bytes.length;
      if (object.type === 'blob') {
        if (hasCandidates(object.bytes, terms.detector)) pass.suspects.add(object.id);
        if (isLfsPointer(object.bytes)) pass.lfsPointers++;
      } else if (terms.detector.hasAnchor(object.bytes)) {
        for (const fragment of textFragments(terms.textOf(object)))
          for (const finding of await examine(fragment, examineTerms)) pass.findings.push(finding);
      }
    }
    tellProgress(pass, backend, terms);
  }
  return pass;
}

/** Names that are texts themselves: of refs, and of files and folders. */
async function scanNames(backend: HistoryBackend, terms: SweepTerms, examineTerms: ExamineTerms): Promise<Finding[]> {
  const findings: Finding[] = [];
  const scan = async (bytes: Buffer, place: Place) => {
    if (terms.detector.hasAnchor(bytes))
      for (const finding of await examine({ bytes, place, isNamed: false }, examineTerms)) findings.push(finding);
  };
  for (const name of backend.refNames()) await scan(Buffer.from(name), { origin: 'ref', path: null });
  for (const name of backend.fileNames()) await scan(name, { origin: 'filename', path: null });
  return findings;
}

function placeOf(placement: Placement, blob: string): Place {
  const { commit, author, date, ref } = placement;
  return placement.isNote
    ? { origin: 'note', path: null, blob, commit, author, date, ref }
    : { origin: 'file', path: placement.path, blob, commit, author, date, ref };
}

/** Examines the suspects again, once for each path they stood at: the path decides what a match means. */
async function secondPass(
  backend: HistoryBackend,
  pass: FirstPass,
  terms: SweepTerms,
  examineTerms: ExamineTerms,
): Promise<FindingList> {
  const blobs = new Set([...pass.suspects, ...backend.namedBlobs()]);
  const findings = new FindingList();
  if (blobs.size === 0) return findings;
  const placements = await backend.locate(blobs);
  for await (const object of backend.read(blobs)) {
    // The bytes may be a view into memory that the next object reuses.
    const bytes = Buffer.from(object.bytes);
    for (const placement of placements.get(object.id) ?? []) {
      if (placement.path !== null && terms.policy.isIgnoredPath(placement.path)) {
        pass.ignoredPlaces++;
        continue;
      }
      findings.add(await examine({ bytes, place: placeOf(placement, object.id), isNamed: false }, examineTerms));
    }
  }
  return findings;
}

/** Fills in which ref still holds the commits and tags whose texts had findings. */
function withRefs(findings: readonly Finding[], backend: HistoryBackend, detector: Detector): Finding[] {
  const idOf = ({ place }: Finding) => (place.origin === 'tag' ? place.ref : place.commit);
  const reached = backend.reachedBy(findings.map(idOf).filter((id) => id !== undefined));
  return findings.map((finding) => {
    const id = idOf(finding);
    if (id === undefined) return finding;
    return { ...finding, place: hideInPlace({ ...finding.place, ref: reached.get(id) ?? 'unreachable' }, detector) };
  });
}

function keepReceipt(keeper: ReceiptKeeper, backend: HistoryBackend, pass: FirstPass): void {
  const coverage = backend.coverage();
  keeper.expected = coverage.expected;
  keeper.scanned = coverage.delivered;
  keeper.bytes = pass.bytes;
  if (pass.lfsPointers > 0) {
    const message = 'Files kept by Git LFS are not in this repository: only their pointers were scanned.';
    keeper.noteSkipped('lfs', true, { code: 'lfs-content', message }, pass.lfsPointers);
  }
  if (pass.ignoredPlaces > 0) keeper.noteSkipped('ignored-path', false, undefined, pass.ignoredPlaces);
  const missing = coverage.isPartial ? 'partial' : 'missing';
  if (coverage.missing > 0) keeper.noteSkipped(missing, true, undefined, coverage.missing);
  if (coverage.damaged > 0) keeper.noteSkipped('damaged', true, undefined, coverage.damaged);
  if (coverage.tooLarge > 0) keeper.noteSkipped('limit', true, undefined, coverage.tooLarge);
  if (coverage.isShallow)
    keeper.noteSkipped('shallow', true, {
      code: 'shallow',
      message: 'This is a shallow clone: older commits are not here.',
    });
  if (coverage.submodules > 0) keeper.noteSkipped('submodule', false, undefined, coverage.submodules);
  for (const { gap, ...problem } of backend.problems) keeper.noteSkipped(gap, true, problem, 0);
  // Whatever the backend says: an object that was neither delivered nor named as absent is a gap of its own.
  const unexplained = coverage.expected - coverage.delivered - coverage.missing - coverage.damaged - coverage.tooLarge;
  if (unexplained > 0) keeper.noteSkipped('unreadable', true, undefined, unexplained);
}

function shardReceipt(backend: HistoryBackend, { shard }: SweepTerms): { shard?: ShardReceipt } {
  const { sums } = backend.coverage();
  return shard === undefined || sums === undefined ? {} : { shard: { ...shard, by: 'id', ...sums } };
}

/** Sweeps the repository behind `backend` and judges what was found. */
export async function sweepHistory(
  backend: HistoryBackend,
  terms: SweepTerms,
  notes: readonly string[] = [],
): Promise<Report> {
  const { policy, detector } = terms;
  const canary = catchesCanary(detector) ? 'caught' : 'missed';
  const keeper = new ReceiptKeeper(terms.unit, policy.acceptedGaps);
  const { salt, usesAllowComments } = policy;
  const narrowings = narrowingsOf(policy);
  const examineTerms: ExamineTerms = { detector, salt, usesAllowComments, narrowings, noteLimit: limitNoter(keeper) };
  const pass = await firstPass(backend, terms, examineTerms);
  const texts = withRefs(pass.findings, backend, detector);
  // Names have no id to be shared out by.
  const isFirst = terms.shard === undefined || terms.shard.index === 1;
  const names = !isFirst ? [] : await scanNames(backend, terms, examineTerms);
  tellProgress(pass, backend, terms, true);
  const files = await secondPass(backend, pass, terms, examineTerms);
  files.noteCut(keeper);
  keepReceipt(keeper, backend, pass);
  const context = { command: terms.command, isChange: false, coversAll: terms.coversAll, remedyFor };
  const findings = mergeVersions([...texts, ...names, ...files.items]);
  const judged = judge(findings, policy, context);
  const skipsUnreachable = backend.coverage().skipsUnreachable
    ? ['Objects that nothing reaches any more were left out.']
    : [];
  return {
    version: terms.version,
    command: terms.command,
    receipt: { ...keeper.receipt(canary), ...shardReceipt(backend, terms) },
    verdicts: judged.verdicts.map((verdict) => ({ ...verdict, exposure: exposureOf(verdict) })),
    problems: keeper.problems,
    notes: [...notes, ...skipsUnreachable, ...judged.notes],
    milliseconds: Math.round(terms.now()),
  };
}

// The history sweep: every object once for candidates, then only the objects that have some again, at the places where they stood.

import { judge } from '../decide/judge.ts';
import { remedyFor } from '../decide/remedy.ts';
import { hasEncoded } from '../decode/decode.ts';
import type { Detector } from '../detect/detector.ts';
import { rememberingWeigh } from '../detect/weighed-matches.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment, Place } from '../model/fragment.ts';
import type { HistoryBackend, ObjectText, StoredObject, Survey } from '../model/history.ts';
import type { Report } from '../model/report.ts';
import type { Shard, ShardReceipt } from '../model/shard.ts';
import { catchesCanary } from './canary.ts';
import type { LayersTold } from './detect-in.ts';
import { examine } from './examine.ts';
import { type Examiner, examineBlobs, placeOf, type Tally } from './examine-blobs.ts';
import type { ExamineTerms } from './find-in.ts';
import type { FindingList } from './finding-list.ts';
import { hideInPlace, hideInProblem, hideInText } from './hide-in-place.ts';
import { hitJudge } from './hit-judge.ts';
import { FindingNotes } from './keep-findings.ts';
import { exposureOf, mergeVersions } from './merge-versions.ts';
import { recallFindings } from './recall-findings.ts';
import { ReceiptKeeper } from './receipt-keeper.ts';
import { examineTermsOf, type ScanTerms } from './scan-items.ts';

export interface SweepTerms extends ScanTerms {
  /** Reads a commit or tag as text; git/ supplies it. */
  readonly textOf: (object: StoredObject) => ObjectText;
  /** What the survey saw in a content that it judged as a whole, where it is known. */
  readonly layersTold?: (content: Buffer) => LayersTold | undefined;
  /** Which part of the sweep this is, and the digest of its terms, for the receipt. */
  readonly shard?: Shard & Pick<ShardReceipt, 'terms'>;
  /** True when every object was asked for, so that ignores that match nothing are told. */
  readonly coversAll: boolean;
  /** Digest of everything that decides what is reported, where findings may be kept for the next run; absent where not. */
  readonly keptUnder?: string;
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

/** What rules find in the texts of commits and tags. */
async function examineTexts(
  backend: HistoryBackend,
  { texts }: Survey,
  terms: SweepTerms,
  { examineTerms, notes }: Examiner,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  // Of texts nothing but findings is kept.
  const noteLosses: ExamineTerms['noteLosses'] = (place, losses) => {
    examineTerms.noteLosses?.(place, losses);
    notes.spoil();
  };
  const textTerms = { ...examineTerms, noteLosses };
  for await (const object of backend.read(texts)) {
    const text = terms.textOf(object);
    notes.enterHeaders(text.headers);
    for (const fragment of textFragments(text))
      for (const finding of await examine(fragment, textTerms)) findings.push(finding);
  }
  return findings;
}

/** Names that are texts themselves: of refs, and of files and folders. */
async function scanNames(backend: HistoryBackend, terms: SweepTerms, { examineTerms }: Examiner): Promise<Finding[]> {
  const findings: Finding[] = [];
  const scan = async (bytes: Buffer, place: Place) => {
    if (terms.detector.hasAnchor(bytes) || hasEncoded(bytes))
      for (const finding of await examine({ bytes, place, isNamed: false }, examineTerms)) findings.push(finding);
  };
  for (const name of backend.refNames()) await scan(Buffer.from(name), { origin: 'ref', path: null });
  for (const name of backend.suspectNames?.() ?? backend.fileNames())
    await scan(name, { origin: 'filename', path: null });
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

function keepReceipt(keeper: ReceiptKeeper, backend: HistoryBackend, { survey, ignoredPlaces }: Tally): void {
  const coverage = backend.coverage();
  keeper.expected = coverage.expected;
  keeper.scanned = coverage.delivered - coverage.inherited;
  keeper.inherited = coverage.inherited;
  keeper.bytes = survey.bytes;
  if (survey.lfsPointers > 0) {
    const message = 'Files kept by Git LFS are not in this repository: only their pointers were scanned.';
    keeper.noteSkipped('lfs', true, { code: 'lfs-content', message }, survey.lfsPointers);
  }
  if (ignoredPlaces > 0) keeper.noteSkipped('ignored-path', false, undefined, ignoredPlaces);
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

interface Found {
  readonly tally: Tally;
  readonly texts: readonly Finding[];
  readonly names: readonly Finding[];
  readonly files: FindingList;
  /** Keeps all of it for the next run. */
  readonly keep?: () => Promise<void>;
}

/** Problems that the next run finds again by itself, or recalls with what was found. */
const mayBeKept = new Set(['missing-objects', 'lfs-content', 'shallow', 'not-decoded']);

/** What stands in the repository, before policy: as an earlier run found it, or looked for now. */
async function findAll(backend: HistoryBackend, terms: SweepTerms, examineTerms: ExamineTerms): Promise<Found> {
  const { detector, policy, keptUnder } = terms;
  const judge = hitJudge(detector, terms.textOf);
  let survey = await backend.survey(judge, terms.progress);
  if (survey.found !== undefined) {
    const recalled = await recallFindings(backend, survey, { terms: keptUnder ?? '', policy, detector, placeOf });
    if (recalled !== null) {
      for (const [place, losses] of recalled.losses) examineTerms.noteLosses?.(place, losses);
      return { ...recalled, names: [], tally: { survey, ignoredPlaces: recalled.ignoredPlaces } };
    }
    survey = await backend.survey(judge, terms.progress, { isAnew: true });
  }
  const placing = { objects: survey.objects, total: survey.objects, bytes: survey.bytes, isPlacing: true };
  terms.progress?.({ ...placing, findings: survey.suspects.size + survey.texts.size });
  const tally: Tally = { survey, ignoredPlaces: 0 };
  const notes = new FindingNotes(detector, keptUnder !== undefined);
  const examiner = { examineTerms, notes };
  const texts = await examineTexts(backend, survey, terms, examiner);
  // Names have no id to be shared out by.
  const isFirst = terms.shard === undefined || terms.shard.index === 1;
  const names = !isFirst ? [] : await scanNames(backend, terms, examiner);
  const files = await examineBlobs(backend, tally, terms, examiner);
  const keep = async () => {
    if (keptUnder === undefined) return;
    const found = notes.toBytes({ texts, names, refs: backend.refNames(), terms: keptUnder, policy });
    if (found !== null) await backend.remember?.(found);
  };
  return { tally, texts, names, files, keep };
}

/** Sweeps the repository behind `backend` and judges what was found. */
export async function sweepHistory(
  backend: HistoryBackend,
  terms: SweepTerms,
  notes: readonly string[] = [],
): Promise<Report> {
  const { policy, detector } = terms;
  detector.weigh = rememberingWeigh();
  const canary = catchesCanary(detector, policy) ? 'caught' : 'missed';
  const keeper = new ReceiptKeeper(terms.unit, policy.acceptedGaps);
  const examineTerms = examineTermsOf(detector, policy, keeper);
  const { tally, texts, names, files, keep } = await findAll(backend, terms, examineTerms).finally(() =>
    backend.close?.(),
  );
  files.noteCut(keeper);
  keepReceipt(keeper, backend, tally);
  if (keeper.problems.every(({ code }) => mayBeKept.has(code))) await keep?.();
  const context = { command: terms.command, isChange: false, coversAll: terms.coversAll, remedyFor };
  const findings = mergeVersions([...withRefs(texts, backend, detector), ...names, ...files.items]);
  const judged = judge(findings, policy, context);
  const skipsUnreachable = backend.coverage().skipsUnreachable
    ? ['Objects that nothing reaches any more were left out.']
    : [];
  return {
    version: terms.version,
    command: terms.command,
    receipt: { ...keeper.receipt(canary), ...shardReceipt(backend, terms) },
    verdicts: judged.verdicts.map((verdict) => ({ ...verdict, exposure: exposureOf(verdict) })),
    problems: keeper.problems.map((problem) => hideInProblem(problem, detector)),
    notes: [...notes, ...skipsUnreachable, ...judged.notes].map((note) => hideInText(note, detector)),
    milliseconds: Math.round(terms.now()),
  };
}

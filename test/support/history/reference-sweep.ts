// What a sweep of a history must report, worked out the slow way: every blob whole by the naive engine, at every path, placed by
// comparing whole sets of files. Shares with the product only what stands behind the candidates: decide, policy, report.
import { createHash } from 'node:crypto';
import { families } from '../../../rules/index.ts';
import { loadPolicy } from '../../../src/config/load-policy.ts';
import { judge } from '../../../src/decide/judge.ts';
import { remedyFor } from '../../../src/decide/remedy.ts';
import type { Detector, MarkerSink } from '../../../src/detect/detector.ts';
import { objectText } from '../../../src/git/parse-commit.ts';
import type { Candidate } from '../../../src/model/candidate.ts';
import { escapeMarkers } from '../../../src/model/escape-markers.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Place } from '../../../src/model/fragment.ts';
import type { Layer } from '../../../src/model/layer.ts';
import { examine } from '../../../src/pipeline/examine.ts';
import { hideInPlace } from '../../../src/pipeline/hide-in-place.ts';
import { exposureOf, mergeVersions } from '../../../src/pipeline/merge-versions.ts';
import { describeReport } from '../../../src/report/describe-report.ts';
import type { FindingData } from '../../../src/report/report-data.ts';
import { referenceDetect } from '../reference-engine.ts';
import type { Materialised } from './materialise.ts';
import { type NaivePlaces, placeNaively } from './naive-places.ts';

/** Every place of every sign of escapes, one after the other. */
function meetMarkers(bytes: Buffer, markers: MarkerSink): void {
  for (const [text, escapes] of escapeMarkers)
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) markers.meet(at, escapes);
  markers.endPiece();
}

/** Stands in for the engine: every rule at every place, each text once. */
function naiveDetector(): Detector {
  const known = new Map<string, readonly Candidate[]>();
  const naive = {
    detect: ({ bytes, kind }: Layer, markers?: MarkerSink): Candidate[] => {
      if (kind === 'text' && markers) meetMarkers(bytes, markers);
      const key = `${kind} ${createHash('sha256').update(bytes).digest('hex')}`;
      const found = known.get(key) ?? referenceDetect(families, bytes, kind === 'binary');
      known.set(key, found);
      return [...found];
    },
    hasAnchor: () => true,
    loadFamily: (id: string) => families.find((family) => family.id === id)?.rules ?? [],
  };
  return naive as unknown as Detector;
}

async function fileFindings(
  made: Materialised,
  places: NaivePlaces,
  scan: (bytes: Buffer, place: Place) => Promise<void>,
): Promise<void> {
  for (const { id, type, bytes } of made.objects.values()) {
    if (type !== 'blob') continue;
    for (const { path, commit, ref } of places.of(id)) {
      const fields = commit === undefined ? undefined : made.model.commits[made.commitIds.indexOf(commit)];
      const who = fields && { author: fields.author, date: isoDate(fields.authorSeconds) };
      const isNote = ref.startsWith('refs/notes/');
      const place = { blob: id, commit, ...who, ref };
      await scan(bytes, isNote ? { origin: 'note', path: null, ...place } : { origin: 'file', path, ...place });
    }
  }
}

const isoDate = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** The findings of the report of a whole sweep, sorted. */
export async function referenceFindings(made: Materialised, today: string): Promise<readonly FindingData[]> {
  const ruleIds = new Set(families.flatMap(({ rules }) => rules.map(({ id }) => id)));
  const policy = await loadPolicy({ read: () => null, flags: {}, today, ruleIds });
  const detector = naiveDetector();
  const terms = { detector, salt: policy.salt, usesAllowComments: true };
  const places = placeNaively(made);
  const findings: Finding[] = [];
  const scan = async (bytes: Buffer, place: Place) => {
    findings.push(...(await examine({ bytes, place, isNamed: false }, terms)));
  };
  await fileFindings(made, places, scan);
  for (const object of made.objects.values()) {
    if (object.type !== 'commit' && object.type !== 'tag') continue;
    const { message, headers, author, date } = objectText(object);
    const isTag = object.type === 'tag';
    const before = findings.length;
    const place = isTag ? { ref: object.id } : { commit: object.id };
    await scan(message, { origin: isTag ? 'tag' : 'message', path: null, ...place, author, date });
    await scan(headers, { origin: 'author', path: null, ...place, author, date });
    for (let at = before; at < findings.length; at++) {
      const held = { ...findings[at].place, ref: places.holderOf(object.id) };
      findings[at] = { ...findings[at], place: hideInPlace(held, detector) };
    }
  }
  for (const [name] of made.refs) await scan(Buffer.from(name), { origin: 'ref', path: null });
  const names = new Set(
    made.model.commits.flatMap(({ files }) => [...files.keys()].flatMap((path) => path.split('/'))),
  );
  for (const name of names) await scan(Buffer.from(name), { origin: 'filename', path: null });
  const merged = mergeVersions(findings);
  const context = { command: 'history', isChange: false, coversAll: true, remedyFor };
  const verdicts = judge(merged, policy, context).verdicts.map((verdict) => ({
    ...verdict,
    exposure: exposureOf(verdict),
  }));
  const receipt = { unit: 'objects', expected: 0, scanned: 0, inherited: 0, bytes: 0, skipped: [], canary: 'caught' };
  return describeReport({
    version: '0',
    command: 'history',
    receipt: receipt as never,
    verdicts,
    problems: [],
    notes: [],
    milliseconds: 0,
  }).findings;
}

// The blobs that a survey told of, examined at the places where they stood: by the threads that came upon them where there are
// some, and by ourselves.
import { mostCandidates } from '../detect/candidate-set.ts';
import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/fragment.ts';
import type {
  ExamineHere,
  FoundAtPath,
  HistoryBackend,
  Placement,
  Survey,
  SuspectAnswer,
  SuspectQuestion,
} from '../model/history.ts';
import { examineSuspect } from './examine-suspect.ts';
import type { ExamineTerms } from './find-in.ts';
import { FindingList } from './finding-list.ts';
import { hideInPlace } from './hide-in-place.ts';
import type { FindingNotes } from './keep-findings.ts';
import type { SweepTerms } from './sweep-history.ts';

/** What the passes leave for the receipt. */
export interface Tally {
  readonly survey: Survey;
  /** Places of suspects that `paths.ignore` leaves out: told in the receipt, so that "clean" does not cover them. */
  ignoredPlaces: number;
}

/** How findings are made, and noted for the next run. */
export interface Examiner {
  readonly examineTerms: ExamineTerms;
  readonly notes: FindingNotes;
}

/** The place of a finding in a blob. */
export function placeOf(placement: Placement, blob: string): Place {
  const { commit, author, date, ref } = placement;
  return placement.isNote
    ? { origin: 'note', path: null, blob, commit, author, date, ref }
    : { origin: 'file', path: placement.path, blob, commit, author, date, ref };
}

/** Whether the policy leaves out what stands there. */
function isIgnored({ path }: Placement, { policy }: SweepTerms): boolean {
  return path !== null && policy.isIgnoredPath(path);
}

/** What stands in the suspects at each path that is not ignored: by the threads that found them, and by ourselves. */
async function* askAll(
  backend: HistoryBackend,
  questions: ReadonlyMap<string, SuspectQuestion>,
  terms: SweepTerms,
  { salt, usesAllowComments, narrowings }: ExamineTerms,
): AsyncGenerator<readonly [string, SuspectAnswer]> {
  const rest = new Set(questions.keys());
  const how = { detector: terms.detector, salt, usesAllowComments, narrowings, told: terms.layersTold };
  const examineHere: ExamineHere = (suspect, question) => examineSuspect(suspect, question, how);
  // What narrows a rule may ask about paths in a way that only we know.
  if (narrowings === undefined)
    for await (const answer of backend.examineSuspects?.(questions, { salt, usesAllowComments }, examineHere) ?? []) {
      rest.delete(answer[0]);
      yield answer;
    }
  for await (const suspect of backend.readSuspects(rest))
    yield [suspect.id, await examineHere(suspect, questions.get(suspect.id) as SuspectQuestion)];
}

/** Findings with the place at which they stand, as it may be shown. */
function placed({ findings, isCut }: FoundAtPath, place: Place, { detector, noteLimit }: ExamineTerms): Finding[] {
  if (findings.length === 0 && !isCut) return [];
  const shown = hideInPlace(place, detector);
  if (isCut) noteLimit?.(shown, mostCandidates);
  return findings.map((finding) => ({ ...finding, place: shown }));
}

/** Examines the suspects, once for each path they stood at: the path decides what a match means. */
export async function examineBlobs(
  backend: HistoryBackend,
  tally: Tally,
  terms: SweepTerms,
  { examineTerms, notes }: Examiner,
): Promise<FindingList> {
  const { suspects } = tally.survey;
  const blobs = new Set([...suspects, ...backend.namedBlobs()]);
  const findings = new FindingList();
  if (blobs.size === 0) return findings;
  const places = await backend.locate(blobs);
  const ignored = new Set([...places.values()].flat().filter((one) => isIgnored(one, terms)));
  const questions = new Map<string, SuspectQuestion>();
  for (const id of blobs) {
    const wanted = (places.get(id) ?? []).filter((one) => !ignored.has(one));
    questions.set(id, { isClean: !suspects.has(id), paths: wanted.map((one) => placeOf(one, id).path) });
  }
  for await (const [id, { losses, found }] of askAll(backend, questions, terms, examineTerms)) {
    if (losses.length > 0) notes.enterLosses(id, losses);
    let at = 0;
    for (const placement of places.get(id) ?? []) {
      if (ignored.has(placement)) {
        tally.ignoredPlaces++;
        notes.enter(id, placement, null);
        continue;
      }
      if (losses.length > 0 && at === 0) examineTerms.noteLosses?.(placeOf(placement, id), losses);
      const here = placed(found[at++], placeOf(placement, id), examineTerms);
      notes.enter(id, placement, here);
      findings.add(here);
    }
  }
  return findings;
}

// What stands in a blob that a survey told of, at each of its paths: the path decides what a match means.
import type { Detector } from '../detect/detector.ts';
import type { AnswerTerms, FoundAtPath, SuspectAnswer, SuspectBlob, SuspectQuestion } from '../model/history.ts';
import { detectSuspect, type KnownOfSuspect } from './detect-suspect.ts';
import { type ExamineTerms, findIn } from './find-in.ts';

/** The narrowings cannot be handed to a thread, unlike all else. */
export type SuspectTerms = AnswerTerms & Pick<ExamineTerms, 'narrowings'>;

export async function examineSuspect(
  suspect: SuspectBlob,
  { isClean, paths }: SuspectQuestion,
  { detector, told, ...terms }: SuspectTerms & { readonly detector: Detector } & Pick<KnownOfSuspect, 'told'>,
): Promise<SuspectAnswer> {
  // May be a view into memory that the next object reuses: nothing of it is kept longer than this step.
  const { bytes } = suspect;
  const { layers, losses } = await detectSuspect(suspect, detector, { isClean, told });
  const found: FoundAtPath[] = [];
  for (const path of paths) {
    let isCut = false;
    const noteLimit = () => {
      isCut = true;
    };
    const fragment = { bytes, place: { origin: 'file', path }, isNamed: false } as const;
    const findings = await findIn(fragment, layers, { ...terms, detector, noteLimit });
    found.push({ findings: findings.map(({ place: _, ...rest }) => rest), isCut });
  }
  return { losses, found };
}

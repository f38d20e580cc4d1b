// Paths, authors and refs are told, stored in fingerprints and written to files, unlike contents: a secret in one of them is
// masked before anything else is made of the finding, whatever rules and paths the policy leaves out.
import { blankCodes, codesOf } from '../decode/escape-codes.ts';
import type { Detector } from '../detect/detector.ts';
import type { Place } from '../model/fragment.ts';
import type { Problem } from '../model/receipt.ts';
import { hideSecrets } from '../model/secret.ts';

/** What became of texts: the findings of a history share their paths, authors and refs. Beyond so many all are forgotten. */
const hidden = new WeakMap<Detector, Map<string, string>>();
const mostTexts = 4096;

/** `text` with the secrets in it masked. */
export function hideInText(text: string, detector: Detector): string {
  let known = hidden.get(detector);
  if (known === undefined || known.size >= mostTexts) {
    known = new Map();
    hidden.set(detector, known);
  }
  let shown = known.get(text);
  if (shown === undefined) {
    shown = withMasks(text, detector);
    known.set(text, shown);
  }
  return shown;
}

function withMasks(text: string, detector: Detector): string {
  const bytes = Buffer.from(text);
  if (!detector.hasAnchor(bytes)) return text;
  // Codes of terminals end in a letter, which would make a token beside it a longer word.
  const codes = codesOf(bytes);
  const views = codes.length > 0 ? [bytes, blankCodes(bytes, codes)] : [bytes];
  const found = views.flatMap((view) => [...detector.detect({ bytes: view, kind: 'text', via: [] })]);
  return found.length === 0 ? text : hideSecrets(found.map(({ secret }) => secret))(text);
}

/** `place` with the secrets in its path, author and ref masked; the same object where there are none. */
export function hideInPlace(place: Place, detector: Detector): Place {
  const path = place.path === null ? null : hideInText(place.path, detector);
  const author = place.author === undefined ? undefined : hideInText(place.author, detector);
  const ref = place.ref === undefined ? undefined : hideInText(place.ref, detector);
  return path === place.path && author === place.author && ref === place.ref ? place : { ...place, path, author, ref };
}

/** A problem with the secrets in its sentence and path masked. */
export function hideInProblem(problem: Problem, detector: Detector): Problem {
  const { path } = problem;
  return {
    ...problem,
    message: hideInText(problem.message, detector),
    ...(path === undefined ? {} : { path: hideInText(path, detector) }),
  };
}

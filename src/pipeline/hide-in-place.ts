// Paths, authors and refs are told, stored in fingerprints and written to files, unlike contents: a secret in one of them is
// masked before anything else is made of the finding, whatever rules and paths the policy leaves out.
import type { Detector } from '../detect/detector.ts';
import type { Place } from '../model/fragment.ts';
import { hideSecrets } from '../model/secret.ts';

function hide(text: string, detector: Detector): string {
  const bytes = Buffer.from(text);
  if (!detector.hasAnchor(bytes)) return text;
  const found = detector.detect({ bytes, kind: 'text', via: [] });
  return found.length === 0 ? text : hideSecrets(found.map(({ secret }) => secret))(text);
}

/** `place` with the secrets in its path, author and ref masked; the same object where there are none. */
export function hideInPlace(place: Place, detector: Detector): Place {
  const path = place.path === null ? null : hide(place.path, detector);
  const author = place.author === undefined ? undefined : hide(place.author, detector);
  const ref = place.ref === undefined ? undefined : hide(place.ref, detector);
  return path === place.path && author === place.author && ref === place.ref ? place : { ...place, path, author, ref };
}

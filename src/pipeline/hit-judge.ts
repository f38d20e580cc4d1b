// The rules as the reader of packs sees them: how it learns whether what it came upon holds candidates.
import { hasEncoded, mayBeOther, needsWhole } from '../decode/decode.ts';
import { alphabets } from '../decode/encoded/alphabets.ts';
import type { Detector } from '../detect/detector.ts';
import type { ObjectText, StoredObject } from '../model/history.ts';
import { type AnchorTables, contentKind, type HitJudge } from '../model/hit-judge.ts';
import { NeedsLibrary } from '../model/needs-library.ts';
import { MetEscapes } from './detect-escaped.ts';
import { detectNow, hasAnything, hasAnythingEncoded, type LayersTold } from './detect-in.ts';
import { plainLayer } from './plain-layer.ts';

/** Whether `examine` would tell anything of these bytes: findings, or a part that was not looked at. */
function mayStandIn(bytes: Buffer, detector: Detector): boolean {
  try {
    const { layers, losses } = detectNow(bytes, detector);
    return (
      losses.length > 0 || layers.some(({ layer, candidates }) => candidates.length > 0 || layer.path !== undefined)
    );
  } catch (error) {
    if (error instanceof NeedsLibrary) return true;
    throw error;
  }
}

const isOfFormat = (text: Buffer) => text.length > 0 && needsWhole(text, text.includes(0));

/**
 * @param textOf reads a commit or tag as text
 * @param tell told what was seen in a content that is judged as a whole
 */
export function hitJudge(
  detector: Detector,
  textOf: (object: StoredObject) => ObjectText,
  tell?: (content: Buffer, told: LayersTold) => void,
): HitJudge {
  // Many questions about one content follow each other.
  const none = plainLayer(Buffer.alloc(0), contentKind.text);
  let last = none;
  let tables: AnchorTables | undefined;
  const layerOf = (bytes: Buffer, kind: number) => {
    if (last.bytes !== bytes) last = plainLayer(bytes, kind);
    return last;
  };
  return {
    // Worked out where it is asked for: it loads every rule, and a run with nothing new needs none.
    get anchors() {
      tables ??= detector.anchorTables();
      return tables;
    },
    alphabets,
    mayBeOther,
    kindOf(bytes, hasNul) {
      if (needsWhole(bytes, hasNul)) return contentKind.whole;
      return hasNul ? contentKind.binary : contentKind.text;
    },
    hasCandidate(bytes, kind, end, state, isAll) {
      const layer = layerOf(bytes, kind);
      if (!detector.marks(state)) return detector.hasCandidateAt(layer, end, state, isAll);
      const escapes = new MetEscapes(layer, detector);
      return detector.hasCandidateAt(layer, end, state, isAll, escapes) || escapes.hasAny();
    },
    hasCandidateEncoded: (bytes) => hasAnythingEncoded(bytes, detector),
    hasAnyCandidate: (bytes) => hasAnything(bytes, detector, tell && ((told) => tell(bytes, told))),
    usePass(pass) {
      detector.pass = pass;
    },
    hasCandidateInText(object) {
      const { message, headers } = textOf(object);
      const isSilent = !detector.hasAnchor(object.bytes) && !hasEncoded(object.bytes);
      // A mail, say, may hold in other bytes what stands nowhere here.
      if (isSilent && !isOfFormat(message)) return false;
      return hasAnything(message, detector) || hasAnything(headers, detector);
    },
    hasAnythingInName: (name) => (detector.hasAnchor(name) || hasEncoded(name)) && mayStandIn(name, detector),
    forget() {
      last = none;
    },
  };
}

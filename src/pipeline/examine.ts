// One fragment through decode and detect. The usual one has no candidates and is done; the others go on to decide.

import { mayHavePathRule } from '../decide/may-have-path-rule.ts';
import { decode } from '../decode/decode.ts';
import type { Detector } from '../detect/detector.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import { type ExamineTerms, findIn } from './find-in.ts';

/** The findings of one fragment, by place; those that the change under judgement did not bring are left out. */
export async function examine(fragment: Fragment, terms: ExamineTerms): Promise<Finding[]> {
  const { path } = fragment.place;
  const layers = decode(fragment.bytes).map((layer) => ({ layer, candidates: terms.detector.detect(layer) }));
  const mayHoldAny = layers.some(({ candidates }) => candidates.length > 0) || (path !== null && mayHavePathRule(path));
  if (mayHoldAny) return findIn(fragment, layers, terms);
  terms.noteClean?.(fragment.place, true);
  return [];
}

/** The quick question of a sweep: has `bytes` any candidate at all, wherever it may stand? */
export function hasCandidates(bytes: Buffer, detector: Detector): boolean {
  return decode(bytes).some((layer) => detector.detect(layer).length > 0);
}

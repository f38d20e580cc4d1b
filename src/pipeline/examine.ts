// One fragment through decode and detect. The usual one has no candidates and is done; the others go on to decide.

import { mayHavePathRule } from '../decide/may-have-path-rule.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import { detectIn } from './detect-in.ts';
import { type ExamineTerms, findIn } from './find-in.ts';

/** The findings of one fragment, by place; those that the change under judgement did not bring are left out. */
export async function examine(fragment: Fragment, terms: ExamineTerms): Promise<Finding[]> {
  const { path } = fragment.place;
  const { layers, losses } = await detectIn(fragment.source ?? fragment.bytes, terms.detector, {
    within: fragment.within,
  });
  if (losses.length > 0) terms.noteLosses?.(fragment.place, losses);
  const mayHoldAny =
    layers.some(({ layer, candidates }) => candidates.length > 0 || layer.path !== undefined) ||
    (path !== null && mayHavePathRule(path));
  if (mayHoldAny) return findIn(fragment, layers, losses.length > 0 ? { ...terms, noteClean: undefined } : terms);
  if (losses.length === 0) terms.noteClean?.(fragment.place, true);
  return [];
}

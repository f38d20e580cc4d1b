// What a path says of the file, asked once a path: a history has the same ones in all its versions.
import { mayHavePathRule } from './may-have-path-rule.ts';
import { type PathClass, pathClass } from './path-class.ts';
import { isTellingPath, pathRulesFor } from './path-rules.ts';

export interface PathVerdict {
  readonly class: PathClass;
  readonly isTelling: boolean;
  /** As pathRulesFor. */
  readonly rules: readonly string[];
}

/** Beyond so many all are forgotten. */
const mostPaths = 4096;
const verdicts = new Map<string, PathVerdict>();

export function pathVerdict(path: string): PathVerdict {
  let verdict = verdicts.get(path);
  if (verdict === undefined) {
    const rules = mayHavePathRule(path) ? pathRulesFor(path) : [];
    verdict = { class: pathClass(path), isTelling: isTellingPath(path), rules };
    if (verdicts.size >= mostPaths) verdicts.clear();
    verdicts.set(path, verdict);
  }
  return verdict;
}

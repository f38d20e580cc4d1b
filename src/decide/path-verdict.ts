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

/** Each part is worked out when it is asked for: of a file without candidates only the rules are. */
class LazyVerdict implements PathVerdict {
  readonly #path: string;
  #class: PathClass | undefined;
  #isTelling: boolean | undefined;
  #rules: readonly string[] | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get class(): PathClass {
    this.#class ??= pathClass(this.#path);
    return this.#class;
  }

  get isTelling(): boolean {
    this.#isTelling ??= isTellingPath(this.#path);
    return this.#isTelling;
  }

  get rules(): readonly string[] {
    this.#rules ??= mayHavePathRule(this.#path) ? pathRulesFor(this.#path) : [];
    return this.#rules;
  }
}

export function pathVerdict(path: string): PathVerdict {
  let verdict = verdicts.get(path);
  if (verdict === undefined) {
    verdict = new LazyVerdict(path);
    if (verdicts.size >= mostPaths) verdicts.clear();
    verdicts.set(path, verdict);
  }
  return verdict;
}

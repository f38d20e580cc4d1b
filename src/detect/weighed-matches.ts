// What became of matches, by their text: the versions of a file hold the same lines, and evidence depends on nothing else.
import type { Candidate } from '../model/candidate.ts';
import type { Rule } from '../model/rule.ts';
import { weigh } from './evidence.ts';
import type { Match } from './match-at-anchor.ts';

/** Longer texts are weighed each time, and beyond so many all are forgotten. */
const longestText = 512;
const mostMatches = 4096;

class WeighedMatches {
  readonly #byRule = new Map<Rule, Map<string, Candidate | null>>();
  #count = 0;

  /** As `weigh`. */
  weigh(rule: Rule, match: Match): Candidate | null {
    if (match.text.length > longestText) return weigh(rule, match);
    let known = this.#byRule.get(rule);
    if (known === undefined) {
      known = new Map();
      this.#byRule.set(rule, known);
    }
    const key = keyOf(match);
    const found = known.get(key);
    if (found !== undefined) return found && atPlaceOf(match, found);
    if (++this.#count > mostMatches) {
      this.#byRule.clear();
      this.#count = 0;
    }
    const weighed = weigh(rule, match);
    known.set(key, weighed);
    return weighed;
  }
}

/** Everything that evidence is drawn from; the lengths keep apart what follows each other. */
function keyOf({ text, groups, facts, start, secretStart, secretEnd }: Match): string {
  let key = `${secretStart - start} ${secretEnd - start} ${text.length} ${text}`;
  for (const name in groups) {
    const group = groups[name];
    key += group === undefined ? '-' : `${group.length} ${group}`;
  }
  for (const name in facts) key += `/${name.length} ${name}${facts[name].length} ${facts[name]}`;
  return key;
}

function atPlaceOf({ start, end, secretStart, secretEnd }: Match, candidate: Candidate): Candidate {
  return { ...candidate, start, end, secretStart, secretEnd };
}

/** `weigh` with a memory. */
export function rememberingWeigh(): typeof weigh {
  const matches = new WeighedMatches();
  return (rule, match) => matches.weigh(rule, match);
}

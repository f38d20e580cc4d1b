// Entries of `rules` that are objects: narrower terms for a rule; and the readers that these share with rules of one's own.
import { confidences, severities } from '../../model/severity.ts';
import type { JsonObject } from '../json-value.ts';
import { isDeceptive } from '../policy-text.ts';
import { checkGlobs } from '../read-glob.ts';
import type { OwnRule, RuleTerms } from './rule-terms.ts';

/** Refuses a key, naming it; `key` is relative to the entry. */
export type FailAt = (key: string, reason: string) => never;

export const mostWords = 50;

/** An object that has no key but `known`. */
export function onlyKeys(value: JsonObject, known: readonly string[], fail: FailAt): void {
  for (const key of value.keys())
    if (!known.includes(key))
      fail(/^[A-Za-z]{1,40}$/.test(key) ? key : '…', `is not a key here; known are ${known.join(', ')}`);
}

export function oneOf<T extends string>(
  value: JsonObject,
  key: string,
  allowed: readonly T[],
  fail: FailAt,
): T | undefined {
  const given = value.get(key);
  if (given === undefined) return undefined;
  return allowed.find((item) => item === given) ?? fail(key, `takes ${allowed.join(', ')}`);
}

export function text(value: JsonObject, key: string, most: number, fail: FailAt): string | undefined {
  const given = value.get(key);
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || given.trim() === '' || given.length > most || isDeceptive(given))
    return fail(key, `takes a text of 1 to ${most} characters without control characters`);
  return given;
}

export function entropy(value: JsonObject, fail: FailAt): number | undefined {
  const given = value.get('entropy');
  if (given === undefined) return undefined;
  return typeof given === 'number' && given >= 0 && given <= 8 ? given : fail('entropy', 'takes a number from 0 to 8');
}

export function texts(value: JsonObject, key: string, most: number, fail: FailAt): readonly string[] | undefined {
  const given = value.get(key);
  if (given === undefined) return undefined;
  const isList = Array.isArray(given) && given.length > 0 && given.length <= most;
  if (!isList || !given.every((item) => typeof item === 'string' && item !== '' && item.length <= 4000))
    return fail(key, `takes a list of 1 to ${most} texts`);
  return given as readonly string[];
}

function globs(value: JsonObject, key: string, fail: FailAt): readonly string[] | undefined {
  const given = texts(value, key, 100, fail);
  const fault = given === undefined ? null : checkGlobs(given);
  return fault === null ? given : fail(fault.at === null ? key : `${key}[${fault.at}]`, fault.reason);
}

/** Terms that narrow or re-rate a rule. */
export function readTerms(value: JsonObject, fail: FailAt): RuleTerms & { readonly severity?: OwnRule['severity'] } {
  onlyKeys(value, ['severity', 'confidence', 'entropy', 'requires', 'paths', 'ignorePaths'], fail);
  const terms = {
    severity: oneOf(value, 'severity', severities, fail),
    confidence: oneOf(value, 'confidence', confidences, fail),
    entropy: entropy(value, fail),
    requires: texts(value, 'requires', mostWords, fail)?.map((word) => word.toLowerCase()),
    paths: globs(value, 'paths', fail),
    ignorePaths: globs(value, 'ignorePaths', fail),
  };
  return Object.fromEntries(Object.entries(terms).filter(([, term]) => term !== undefined));
}

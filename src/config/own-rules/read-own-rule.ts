// A rule of somebody's own: an entry of `rules` with a pattern, in the config or in a file that `ruleFiles` names.
import type { RuleSpec } from '../../model/rule.ts';
import { confidences, severities } from '../../model/severity.ts';
import type { JsonObject } from '../json-value.ts';
import { checkPattern } from './check-pattern.ts';
import { leastAnchor } from './derive-anchors.ts';
import { entropy, type FailAt, mostWords, oneOf, onlyKeys, text, texts } from './read-terms.ts';
import type { OwnRule } from './rule-terms.ts';

const mostExamples = 50;

const ownKeys = [
  'title',
  'why',
  'severity',
  'confidence',
  'kind',
  'pattern',
  'anchors',
  'ignoreCase',
  'entropy',
  'revoke',
  'docs',
  'examples',
];

function readAnchors(value: JsonObject, fail: FailAt): readonly string[] {
  const anchors = texts(value, 'anchors', mostWords, fail) ?? [];
  anchors.forEach((anchor, at) => {
    if (anchor.length < leastAnchor || anchor.length > 100 || !/^[\x20-\x7e]+$/.test(anchor))
      fail(`anchors[${at}]`, `takes ${leastAnchor} to 100 ASCII characters`);
  });
  return anchors;
}

function readExamples(value: JsonObject, fail: FailAt): RuleSpec['examples'] {
  const given = value.get('examples');
  if (given === undefined) return { match: [], ignore: [] };
  if (!(given instanceof Map)) return fail('examples', 'takes an object with "match" and "ignore"');
  const failIn: FailAt = (key, reason) => fail(`examples.${key}`, reason);
  onlyKeys(given, ['match', 'ignore'], failIn);
  return {
    match: texts(given, 'match', mostExamples, failIn) ?? [],
    ignore: texts(given, 'ignore', mostExamples, failIn) ?? [],
  };
}

function readFlag(value: JsonObject, key: string, fail: FailAt): boolean {
  const given = value.get(key) ?? false;
  return typeof given === 'boolean' ? given : fail(key, 'takes true or false');
}

/** A rule of somebody's own. @param file where it stands, for messages */
export function readOwnRule(id: string, value: JsonObject, file: string, fail: FailAt): OwnRule {
  onlyKeys(value, ownKeys, fail);
  const source = value.get('pattern');
  if (typeof source !== 'string') return fail('pattern', 'takes a regular expression as text');
  const ignoreCase = readFlag(value, 'ignoreCase', fail);
  const checked = checkPattern(source, readAnchors(value, fail), ignoreCase);
  if (typeof checked === 'string') return fail('pattern', checked);
  const docs = text(value, 'docs', 500, fail) ?? '';
  if (docs !== '' && !/^https:\/\/[\x21-\x7e]+$/.test(docs)) fail('docs', 'takes an address that begins with https://');
  const rule = {
    id,
    title: text(value, 'title', 100, fail) ?? fail('title', 'is missing: say in a few words what is found'),
    why: text(value, 'why', 400, fail) ?? 'A rule of this repository says that this must not be committed.',
    severity: oneOf(value, 'severity', severities, fail) ?? 'high',
    confidence: oneOf(value, 'confidence', confidences, fail) ?? 'medium',
    kind: oneOf(value, 'kind', ['token', 'password'] as const, fail) ?? 'token',
    pattern: source,
    anchors: checked.anchors,
    ignoreCase,
    entropy: entropy(value, fail),
    revoke: text(value, 'revoke', 400, fail) ?? 'Change the value at the service that issued it.',
    docs,
    examples: readExamples(value, fail),
    file,
  } as const;
  const around = checked.beginsWithAnchor ? {} : ({ near: true, behind: checked.reach } as const);
  const spec: RuleSpec = {
    id,
    title: rule.title,
    why: rule.why,
    severity: rule.severity,
    confidence: rule.confidence,
    kind: rule.kind,
    tier: 'specific',
    anchors: checked.anchors,
    anyCase: ignoreCase,
    ...around,
    ahead: checked.reach,
    pattern: checked.pattern,
    needs: rule.entropy === undefined ? undefined : { entropy: rule.entropy },
    revoke: rule.revoke,
    docs,
    examples: rule.examples,
  };
  return { ...rule, spec };
}

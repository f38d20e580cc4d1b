// Rules made of values that are known to be secret: those of the developer's own .env. No pattern can know a password that
// somebody made up; its own text can. The rules live in memory only, and nothing of a value is ever shown.
import type { RuleSpec } from '../model/rule.ts';
import { isDefaultPair } from './default-pairs.ts';
import { knownValueRule } from './known-rule-id.ts';
import { looksRandom, looksWritten } from './looks-random.ts';
import { isPlaceholderValue } from './placeholder.ts';

/** A value worth looking for, and where it stands. */
export interface KnownValue {
  readonly value: string;
  readonly variable: string;
  readonly file: string;
}

/** `export NAME = "value"  # comment`, as in env-file.ts; shells and dotenv differ in nothing that matters here. */
const line =
  /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,127})[ \t]*=[ \t]*(?:"(?<double>(?:[^"\\\r\n]|\\.)*)"|'(?<single>[^'\r\n]*)'|(?<bare>[^\s#"'][^\r\n#]*?))[ \t]*(?:#.*)?$/gm;
const saysSecret = /pass|pwd|secret|token|credential|private|key|auth|dsn|salt|seed|mnemonic|signature|webhook/i;
const harmless =
  /^(?:true|false|yes|no|on|off|null|none|[\d.,:_-]+|\.{0,2}\/\S*|~\/\S*|[\w.+-]+@[\w.-]+|[\w.-]+(?::\d+)?)$/i;
/** `scheme://user:password@host` */
const urlPassword = /^[a-z][a-z0-9+.-]*:\/\/([^\s:/@]*):([^\s/@]+)@/i;

/** Shorter ones stand in other texts by chance. */
const leastLength = 8;
/** Without a name that says secret a value must be longer, and drawn at random. */
const leastUnnamed = 16;
/** Longer values (keys in one line) are looked for by their beginning. */
const mostLength = 256;
/** Bounds the work; a real .env has some dozens. */
const mostValues = 256;

/** Words, versions, hosts, paths, numbers: what also stands in code that has nothing to hide. */
function isTrivial(value: string, isNamed: boolean): boolean {
  if (value.length < leastLength || !/^[\x21-\x7e]+$/.test(value) || new Set(value).size < 5) return true;
  if (isPlaceholderValue(value)) return true;
  if (!isNamed) return value.length < leastUnnamed || !looksRandom(value);
  if (/^[A-Za-z]+$/.test(value)) return !looksRandom(value);
  return harmless.test(value) && !looksRandom(value) && (looksWritten(value) || !/\d/.test(value));
}

function secretOf(name: string, value: string): string | null {
  const inUrl = urlPassword.exec(value);
  if (inUrl) return isDefaultPair(inUrl[1], inUrl[2]) || isTrivial(inUrl[2], true) ? null : inUrl[2];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return null;
  return isTrivial(value, saysSecret.test(name)) ? null : value.slice(0, mostLength);
}

/** Variables of a .env text with their values, as they stand. */
export function readVariables(text: string): { readonly name: string; readonly value: string }[] {
  return Array.from(text.matchAll(line), ({ groups: { name = '', double, single, bare } = {} }) => ({
    name,
    value: double ?? single ?? bare ?? '',
  }));
}

/** The values in a .env text that are worth looking for. */
export function knownValuesIn(text: string, file: string): KnownValue[] {
  return readVariables(text).flatMap(({ name, value }) => {
    const secret = secretOf(name, value);
    return secret === null ? [] : [{ value: secret, variable: name, file }];
  });
}

/** The texts of a JSON credential file whose names say secret; of a key its longest line, since line ends differ. */
export function knownValuesInJson(json: string, file: string): KnownValue[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    // No JSON: nothing in it has a name.
    return [];
  }
  if (typeof parsed !== 'object' || parsed === null) return [];
  return Object.entries(parsed).flatMap(([variable, text]) => {
    if (typeof text !== 'string' || !saysSecret.test(variable)) return [];
    const [value] = text.split('\n').sort((a, b) => b.length - a.length);
    return isTrivial(value, true) ? [] : [{ value: value.slice(0, mostLength), variable, file }];
  });
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A rule for each distinct value; where it comes from stands in its title. */
export function knownValueRules(values: readonly KnownValue[]): RuleSpec[] {
  const distinct = new Map(values.map((known) => [known.value, known]));
  return [...distinct.values()].slice(0, mostValues).map(({ value, variable, file }) => ({
    id: knownValueRule,
    title: `The value of ${variable} in your ${file}`,
    why: `It is a real value of yours: ${file} is kept out of git so that nobody else gets it.`,
    severity: 'critical',
    kind: 'password',
    tier: 'specific',
    anchors: [value],
    near: true,
    behind: 1,
    ahead: value.length + 1,
    pattern: new RegExp(
      `${/^\w/.test(value) ? '(?<![A-Za-z0-9])' : ''}(?<secret>${escaped(value)})${value.length < mostLength && /\w$/.test(value) ? '(?![A-Za-z0-9])' : ''}`,
    ),
    revoke: `Change it where it is used, and in ${file}.`,
    docs: 'https://12factor.net/config',
    examples: { match: [], ignore: [] },
  }));
}

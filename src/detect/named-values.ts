// Reads what somebody names as secret (`mask --known FILE`): variables of an env file, texts of a JSON or flat YAML file.
import type { NamedValue } from './known-forms.ts';
import { looksRandom } from './looks-random.ts';

/** What a file of known values holds. */
export interface NamedValues {
  readonly values: readonly NamedValue[];
  /** Names that say secret and whose values cannot be looked for: shorter than `leastValue`. */
  readonly tooShort: readonly string[];
}

/** `export NAME = "value"  # comment`; in quotes a value may go over lines, as dotenv has it. */
const variable =
  /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,127})[ \t]*=[ \t]*(?:(?:"(?<double>(?:[^"\\]|\\[\s\S])*)"|'(?<single>[^']*)'|`(?<back>[^`]*)`)?[ \t]*(?:[ \t]#[^\r\n]*)?$|(?<bare>[^\s#"'`][^\r\n]*))/gm;
/** `name: value` on one line, at any depth. */
const yamlLine =
  /^[ \t]*(?:- )?["']?(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,127})["']?[ \t]*:[ \t]+(?:(?:"(?<double>(?:[^"\\\r\n]|\\.)*)"|'(?<single>(?:[^'\r\n]|'')*)')[ \t]*(?:[ \t]#[^\r\n]*)?$|(?<bare>[^\s#"'|>{[&*!][^\r\n]*))/gm;
const saysSecret =
  /pass|pwd|secret|token|credential|private|key|auth|dsn|salt|seed|mnemonic|signature|webhook|cookie|(?:^|[_.-])pin$/i;
/** What is no secret whatever its name says: switches, numbers, paths, addresses, hosts. */
const harmless =
  /^(?:true|false|yes|no|on|off|null|none|enabled|disabled|required|optional|\d{1,7}|\.{0,2}\/\S*|~\/\S*|[A-Za-z]:\\\S*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|localhost(?::\d+)?|[\w-]+(?:\.[\w-]+)+(?::\d+)?|\$\{?\w+\}?)$/i;
const url = /^[a-z][a-z0-9+.-]*:\/\//i;
/** `scheme://user:password@host`; a password may hold an `@` that was not encoded. */
const urlPassword = /^[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:([^\s/]+)@/i;

/** Shorter ones would be masked in half of all words. */
const leastValue = 6;
/** Without a name that says secret a value must be longer, and drawn at random. */
const leastUnnamed = 16;
/** Longer ones are no values but files. */
const mostValue = 32 * 1024;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign of its own: the text is what it is.
    return text;
  }
}

/** The parts of a variable's value that are secret. */
function secretsOf(name: string, value: string): string[] {
  const inUrl = urlPassword.exec(value);
  if (inUrl) return [...new Set([inUrl[1], decoded(inUrl[1])])];
  if (value.length > mostValue) return [];
  const isNamed = saysSecret.test(name);
  if (isNamed ? harmless.test(value) && !looksRandom(value) : value.length < leastUnnamed || !looksRandom(value))
    return [];
  if (url.test(value) && !/webhook|signature|dsn/i.test(name)) return [];
  return [value];
}

/** In double quotes dotenv and JSON write line ends as `\n`. */
function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, char: string) => ({ n: '\n', r: '\r', t: '\t' })[char] ?? char);
}

function collect(pairs: Iterable<readonly [name: string, value: string]>): NamedValues {
  const values: NamedValue[] = [];
  const tooShort: string[] = [];
  for (const [name, value] of pairs)
    for (const secret of secretsOf(name, value)) {
      if (secret.length >= leastValue) values.push({ name, value: secret });
      else if (secret !== '') tooShort.push(name);
    }
  return { values, tooShort };
}

/** A bare value without a comment and the blanks behind it. Not by the pattern: runs of blanks would be read again at each. */
function trimmed(bare: string): string {
  const comment = bare.search(/[ \t]#/);
  let end = comment < 0 ? bare.length : comment;
  while (end > 0 && (bare[end - 1] === ' ' || bare[end - 1] === '\t')) end--;
  return bare.slice(0, end);
}

function* matchesOf(pattern: RegExp, text: string): Generator<[string, string]> {
  for (const { groups: { name = '', double, single, back, bare } = {} } of text.matchAll(pattern)) {
    yield [name, double === undefined ? (single ?? back ?? trimmed(bare ?? '')) : unescaped(double)];
    if (double?.includes('\\')) yield [name, double];
  }
}

function* textsOf(json: unknown): Generator<[string, string]> {
  const open: [string, unknown][] = [['', json]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [name, value] = next;
    if (typeof value === 'string') yield [name, value];
    else if (Array.isArray(value)) for (const item of value) open.push([name, item]);
    else if (typeof value === 'object' && value !== null) for (const field of Object.entries(value)) open.push(field);
  }
}

/** The values in the text of `file`: by its name JSON or YAML, else an env file. What is no JSON is read as an env file. */
export function namedValuesIn(text: string, file: string): NamedValues {
  const plain = text.replace(/^\ufeff/, '');
  if (/\.json$/i.test(file) || /^\s*\{/.test(plain)) {
    try {
      return collect(textsOf(JSON.parse(plain)));
    } catch {
      // No JSON, whatever its name says.
    }
  }
  return collect(matchesOf(/\.ya?ml$/i.test(file) ? yamlLine : variable, plain));
}

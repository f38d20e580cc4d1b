// The values of the developer's own .env files as rules. Loaded only where there is such a file.
import { randomBytes } from 'node:crypto';
import {
  type KnownValue,
  knownValueRules,
  knownValuesIn,
  knownValuesInJson,
  readVariables,
} from '../detect/known-values.ts';
import { hmacSha256 } from '../git/hmac-sha256.ts';
import type { Repository } from '../git/repository.ts';
import { stateKey } from '../git/state-key.ts';
import type { RuleSpec } from '../model/rule.ts';
import { envNames, readKnownFile } from '../sources/known-files.ts';

export interface KnownRules {
  readonly rules: readonly RuleSpec[];
  /** Tells two sets of values apart. Made with the user's key, or by chance: nobody can try a guess on it. */
  readonly digest: string;
}

const namesFile = /(?:credentials?|key_?file|_file|_path)$/i;

/** Values of the JSON files that a .env names by their paths. */
function namedFiles(repo: Repository, text: string): KnownValue[] {
  const paths = readVariables(text).filter(({ name, value }) => namesFile.test(name) && /\.json$/i.test(value));
  return paths.flatMap(({ value }) => {
    const file = readKnownFile(repo, value);
    return file === null ? [] : knownValuesInJson(file.text, file.file);
  });
}

function digestOf(values: readonly KnownValue[]): string {
  const key = stateKey();
  if (key === null) return randomBytes(16).toString('hex');
  const text = values.map(({ value }) => value).sort();
  return hmacSha256(key)(Buffer.from(JSON.stringify(['known values', ...text]))).toString('hex');
}

/** Null where there is nothing to look for. */
export function knownRules(repo: Repository): KnownRules | null {
  const { own, templates } = envNames(repo);
  const read = (names: readonly string[]) => names.flatMap((name) => readKnownFile(repo, name) ?? []);
  // What a template shows to everybody is no secret.
  const shown = new Set(read(templates).flatMap(({ text }) => readVariables(text).map(({ value }) => value)));
  const values = read(own)
    .flatMap(({ text, file }) => [...knownValuesIn(text, file), ...namedFiles(repo, text)])
    .filter(({ value }) => !shown.has(value));
  const rules = knownValueRules(values);
  return rules.length === 0 ? null : { rules, digest: digestOf(values) };
}

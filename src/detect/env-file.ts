// The path rule for a committed .env: every variable whose name says secret and whose value is real.
import type { Candidate } from '../model/candidate.ts';
import type { Rule } from '../model/rule.ts';
import { Secret } from '../model/secret.ts';
import { looksRandom } from './looks-random.ts';
import { maskOf } from './mask.ts';
import { isAboutSecret } from './name-words.ts';
import { isPlaceholderValue } from './placeholder.ts';

// `export NAME = "value"  # comment`; the value up to its closing quote, or to a comment or the end of the line.
const line =
  /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_.-]{0,127})[ \t]*=[ \t]*(?:"(?<double>(?:[^"\\\r\n]|\\.)*)"|'(?<single>[^'\r\n]*)'|(?<bare>[^\s#"'][^\r\n#]*?))[ \t]*(?:#.*)?$/dgm;

const saysSecret =
  /PASS|PWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|(?:^|[_.-])(?:API|ACCESS|AUTH|ENCRYPTION|SIGNING|MASTER|SERVICE|APP|LICENSE)?_?KEY(?:$|[_.-])|APIKEY|(?:^|_)(?:AUTH|DSN|SALT|SEED|MNEMONIC)$/i;
const harmlessValue =
  /^(?:true|false|yes|no|on|off|null|none|\d{1,8}|(?:https?|file):\/\/[^:@\s/]*(?::\d{1,5})?(?:\/[^:@\s]*)?|\.{0,2}\/\S*|~\/\S*)$/i;
const leastLength = 6;
/** Names whose values are typed by people; under any other a plain word is no secret: `KEY=unsafe`. */
const saysTyped = /PASS|PWD|SECRET/i;

/** Candidates of `rule` for each real secret in the text of a .env file, the first `most` of them. */
export function detectEnvFile(bytes: Buffer, rule: Rule, most: number = Number.POSITIVE_INFINITY): Candidate[] {
  const candidates: Candidate[] = [];
  for (const found of bytes.toString('latin1').matchAll(line)) {
    const { name = '', double, single, bare } = found.groups ?? {};
    const value = double ?? single ?? bare ?? '';
    if (value.length < leastLength || !saysSecret.test(name) || isAboutSecret(name)) continue;
    if (harmlessValue.test(value) || isPlaceholderValue(value)) continue;
    if (!saysTyped.test(name) && /^[A-Za-z_.-]+$/.test(value) && !looksRandom(value)) continue;
    const spans = found.indices?.groups ?? {};
    const span = spans.double ?? spans.single ?? spans.bare;
    if (!span) continue;
    if (candidates.length === most) break;
    candidates.push({
      rule,
      start: found.index,
      end: found.index + found[0].length,
      secretStart: span[0],
      secretEnd: span[1],
      secret: new Secret(value, maskOf(value, '', 'password')),
      severity: rule.severity,
      confidence: 'high',
      facts: { variable: name },
    });
  }
  return candidates;
}

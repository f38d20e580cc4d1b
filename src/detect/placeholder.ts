// Values that stand where a secret would stand: dummies, references to a safe store, templates.

import { looksRandom } from './looks-random.ts';

// Whole values or whole segments (split at - _ . / and spaces) that say "not the real one".
const words =
  'example|examples|sample|samples|dummy|fake|foo|bar|baz|foobar|test|testing|tests|mock|placeholder|redacted|hidden|removed|masked|omitted|changeme|changeit|change|replace|replaceme|insert|todo|fixme|tbd|none|null|nil|undefined|true|false|default|xxx+|your|my|here|some|secret|password|passwd|word|token|key|apikey|value|string|empty|unset|unknown|na|invalid|wrong|notreal|real|public|demo|enter|put|goes|required|optional|nullable|confirmed|hashed|rehashed|encrypted|sensitive|something|different|this|is|the|a|an|not|used|api|access|client|auth|user|username|name|id|pass|pwd|private|credential|credentials|bearer|basic|admin|root|guest|passwort|kennwort|contrasena|senha|motdepasse|wachtwoord|parola|haslo|heslo|salasana|losenord|mot|de|passe|hunter|hunter2|letmein|qwerty|welcome|passw0rd|p@ssw0rd|p@ssword|localhost|nopass|nopassword|nopasswd|password1|password123|secret123|test123|abc123|123456|12345678|123456789|1234567890|0123456789';
/** Made when first asked: reading it takes as long as a small file. */
let placeholderWord: RegExp | undefined;

const reference =
  /^(?:\$\{?[A-Za-z_(]|\$\(|\$\{\{|\{\{|\{%|\{[A-Za-z_][\w.]*\}?$|<[^>]*>?$|%[A-Za-z_(][^%]*[%)]|%[sdv]$|%[A-Z_]+(?:$|[?#/:])|#\{|@\{|@@|\[\[?[A-Za-z_ -]+\]?\]?$|__\w+__$|process\.env|os\.environ|os\.getenv|getenv|env\(|env\.|env:|ENV\[|ENV\.|System\.getenv|import\.meta|secrets?\.|vault:|vault kv|op:\/\/|ssm:|sops:|ref\+|arn:aws|projects\/[\w-]+\/secrets|keyvault|azurekeyvault|ENC\[|ENC\(|\{cipher\}|!vault|!Ref|!Sub|!GetAtt|Fn::|var\.|local\.|data\.|module\.|params\.|config\.|settings\.|self[.[]|this\.|file:|\/run\/secrets|\/var\/run\/secrets|\/etc\/)/i;

const runOfOne = /(.)\1{5,}/;
/** Shortened by whoever wrote it down: `ya29.AHES6Z...OMfs`. */
/** Blanked out in part: `SWMTKN-1--xxxxx`. */
const blanked = /(?:^|[-_.])[xX]{4,}(?:$|[-_.])/;
const shortened = /[A-Za-z0-9]\.{3,}(?:[A-Za-z0-9]|$)/;
const fillers = /^[xX*.0#_\-?\u2022\u2026=~]+$/;
const leastRun = 6;

// Three questions before the patterns: a clean commit asks them of its canary, and would wait for these to be compiled.

function isFilled(value: string): boolean {
  return 'xX*.0#_-?\u2022\u2026=~'.includes(value[0] ?? ' ') && fillers.test(value);
}

function runIn(value: string): RegExpExecArray | null {
  let length = 1;
  for (let at = 1; at < value.length && length < leastRun; at++) length = value[at] === value[at - 1] ? length + 1 : 1;
  return length < leastRun ? null : runOfOne.exec(value);
}

function isNumber(text: string): boolean {
  return text[0] >= '0' && text[0] <= '9' && /^\d+$/.test(text);
}

const sequences = [
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789012345678901234567890',
  '9876543210987654321',
  'qwertyuiopasdfghjklzxcvbnm',
  '0123456789abcdef0123456789abcdef',
  // Letters and digits by turns, the commonest made-up key; also within hex.
  'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1v2w3x4y5z6',
  'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0',
];
const sequenceLength = 8;
/** A whole value counts from this length on: `abcdef`, `123456`. */
const shortest = 5;

/** All pieces of that length; made when it is worth it: a clean commit asks for the few of its canary. */
let pieces: Set<string> | undefined;
const mostSearched = 64;
let searched = 0;
function isPiece(text: string): boolean {
  if (searched++ < mostSearched) return sequences.some((all) => all.includes(text));
  pieces ??= new Set(
    sequences.flatMap((all) =>
      Array.from({ length: all.length - sequenceLength + 1 }, (_, at) => all.slice(at, at + sequenceLength)),
    ),
  );
  return pieces.has(text);
}

/** Whether alphabet or keyboard runs make up at least half of the value. */
function isSequence(value: string): boolean {
  const lower = value.toLowerCase();
  if (lower.length >= shortest && lower.length < sequenceLength) return sequences.some((all) => all.includes(lower));
  if (isNumber(lower) && lower.length >= shortest && countsUp(lower)) return true;
  let covered = 0;
  // Up to here the characters are counted already.
  let counted = 0;
  for (let at = 0; at + sequenceLength <= lower.length; at++) {
    if (!isPiece(lower.slice(at, at + sequenceLength))) continue;
    covered += at + sequenceLength - Math.max(at, counted);
    counted = at + sequenceLength;
  }
  return covered * 2 >= value.length;
}

/** The shortest value in which repeats and counting say something, in characters. */
const patternFrom = 16;
/** Counting needs so many letters and so many digits, and this share of steps by one. */
const countedEach = 5;
const countedShare = 0.85;
/** So many letters in order need no digits to agree. */
const countedAlone = 12;

/** Whether one piece makes up all of the value, three times or more: `abcd1234abcd1234abcd1234`. */
function isRepeated(value: string): boolean {
  if (value.length < patternFrom) return false;
  for (let period = 1; period * 3 <= value.length; period++) if (value.startsWith(value.slice(period))) return true;
  return false;
}

/** Whether the characters count up by one, starting again at the first of them or at zero. */
function countsUp(text: string): boolean {
  let steps = 0;
  for (let at = 1; at < text.length; at++) {
    const [code, last] = [text.charCodeAt(at), text.charCodeAt(at - 1)];
    if (code === last + 1 || text[at] === text[0] || (text[at] === '0' && text[at - 1] === '9')) steps++;
  }
  return steps >= countedShare * (text.length - 1);
}

/** Letters and digits that each count up, in whatever way they are mixed: `a1b2c3d4e5f6g7h8`, `abcd1234efgh5678`. */
function isCounted(value: string): boolean {
  const letters = value
    .replace(/^(?:[A-Za-z]+[^A-Za-z0-9])+/, '')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  const digits = value.replace(/[^0-9]/g, '');
  const lettersCount = letters.length >= countedEach && countsUp(letters);
  return lettersCount && (letters.length >= countedAlone || (digits.length >= countedEach && countsUp(digits)));
}

/** Whether a value was made by counting, which chance never does and a person who needs a sample does. */
export function isMadeUp(value: string): boolean {
  return value.length >= patternFrom && (isCounted(value) || hasSequence(value));
}

/** Whether an alphabet, digit or keyboard run of eight or more stands somewhere in the value. */
function hasSequence(value: string): boolean {
  const lower = value.toLowerCase();
  for (let at = 0; at + sequenceLength <= lower.length; at++)
    if (isPiece(lower.slice(at, at + sequenceLength))) return true;
  return false;
}

/** Whether all nine digits stand in it in order: typed, and left by whoever published the sample. */
export function hasDigitRun(value: string): boolean {
  return /123456789|987654321/.test(value);
}

/** A reference to where the secret is kept, or a template to be filled: `${DB_PASSWORD}`, `{{ .Values.x }}`, `vault:…`. */
export function isReference(value: string): boolean {
  return reference.test(value) || /\$\{[^}]*\}|\{\{.*\}\}|\$\(.*\)|<%.*%>|#\{[^}]*\}/.test(value);
}

/** The body of a token that nobody minted: fillers, one character over and over, sequences, or a telling word as a segment. */
export function isPlaceholderBody(body: string): boolean {
  if (body === '' || isFilled(body) || isSequence(body) || isRepeated(body)) return true;
  const run = runIn(body);
  if (run && (run[0].length >= 8 || run[0].length * 3 >= body.length)) return true;
  if (new Set(body).size <= 4 && body.length >= 12) return true;
  return /EXAMPLE|example|placeholder|PLACEHOLDER|redacted|REDACTED|changeme|CHANGEME|dummy|DUMMY|notreal|insert[-_]|your[-_]|YOUR[-_]/.test(
    body,
  );
}

/** A value that a person typed to say "put yours here": only telling words, or a frame of brackets, or fillers. */
export function isPlaceholderValue(value: string): boolean {
  if (isFilled(value) || isSequence(value) || isRepeated(value) || isReference(value)) return true;
  if (shortened.test(value) || blanked.test(value)) return true;
  if (/^(?:<.*>|\[.*\]|\{.*\}|%.*%|\*.*\*)$/.test(value)) return true;
  if (
    /^(?:your|my|insert|enter|replace|change|put|add|todo|fixme|example|sample|dummy|fake|test)[-_ .]/i.test(value) ||
    /^(?:[Yy]our|[Mm]y|[Ii]nsert|[Ee]nter|[Rr]eplace|[Cc]hange|[Pp]ut|[Aa]dd|[Ee]xample|[Ss]ample|[Dd]ummy|[Ff]ake|[Tt]est)(?=[A-Z])/.test(
      value,
    )
  )
    if (!looksRandom(value)) return true;
  if (
    /^(?:your|my|the|some|enter|insert|put|add|this|a|bad|wrong|invalid|incorrect|fake|dummy|mock|example|sample)[a-z]*(?:passw?or?d?|passwd|passw|pass|pwd|pw|secret|token|key|here|value|string)s?$/i.test(
      value,
    )
  )
    return true;
  const run = runIn(value);
  if (run && run[0].length * 2 >= value.length) return true;
  const segments = value.split(/[^A-Za-z0-9@]+|(?<=[a-z])(?=[A-Z])/).filter((segment) => segment !== '');
  placeholderWord ??= new RegExp(`^(?:${words})$`, 'i');
  const isWord = (segment: string) => placeholderWord!.test(segment) || /^\d{1,4}$/.test(segment);
  return segments.length > 0 && segments.every(isWord);
}

// Judges the value of an assignment whose name says secret: real, doubtful, or something else altogether.
import type { Confidence } from '../model/severity.ts';
import { classesOf, entropyOf } from './entropy.ts';
import { languageShare, looksRandom } from './looks-random.ts';
import { isAboutSecret } from './name-words.ts';
import { isPlaceholderValue } from './placeholder.ts';

/** What the judge looks at. */
export interface Assigned {
  /** The name as written, `db.password`; empty where there is none. */
  readonly name: string;
  readonly value: string;
  /** Whether the value stands in quotes; a bare one may be code. */
  readonly isQuoted: boolean;
  /** True when a comma or bracket, not an operator, joins name and value: a list or a call, where only a strong value counts. */
  readonly isLoose?: boolean;
}

const leastPassword = 6;
const leastLiteral = 16;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const notSecretShapes = [
  /^(?:https?|ftp|file|ssh|git|data|ws|wss):/i,
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)/,
  /^[\w.+-]+@[\w-]+\.[\w.-]+$/,
  /^(?:sha(?:1|256|384|512)|md5)[-:=]/i,
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2)/,
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/,
  /^[a-z]+(?:[._-][a-z]+)+$/i,
  /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,}$/,
  /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$/,
  /^\d+(?:\.\d+)+$/,
  // A file in a folder, maybe with a line behind it.
  /^[\w.-]+(?:\/[\w.%-]+)+\.[A-Za-z]{1,5}(?::\S*)?$/,
  /^(?:int|string|bool|boolean|number|object|bytes|char|varchar|text|any|void|None|Optional|Option|Secret|String)\b/,
];
/** Code in place of a value: calls, members, subscripts, operators, type parameters. */
const code = /[()[\]{}<>;|]|=>|->|::|\w\.\w+\.|^[a-z_$][\w$]*\.[A-Za-z_$][\w$]*$|^[&*][A-Za-z_]/;

function normal(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Strings glued together around variables: `'" . $_POST['x'] . "'`. */
const concatenation = /["'`]\s*[.+&]|[.+&]\s*["'`]|\$[A-Za-z_]\w*(?:->|\[|\{)/;
/** In a call the word must be in the last part of the name, and the call must not ask for the value. */
const asking =
  /(?:^|[._-])(?:get|fetch|find|read|parse|has|is|check|validate|verify|prompt|ask|input|load|require|credentials?)(?:[A-Z_.-]\w*|pass\w*)?$/;

/** Whether a call or list reads the secret, or names it, rather than giving it. */
function isAsking(name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return asking.test(name) || asking.test(last) || !/pass|pwd|secret|token|key|cred/i.test(last);
}

function isOtherThing({ name, value, isQuoted, isLoose }: Assigned): boolean {
  if (concatenation.test(value) || (isLoose && (isAsking(name) || /^[A-Za-z_][\w.-]*[=:]/.test(value)))) return true;
  if (/^\s|[\s:]$/.test(value)) return true;
  if (isAboutSecret(name)) return true;
  if (isPlaceholderValue(value)) return true;
  if (notSecretShapes.some((shape) => shape.test(value))) return true;
  if (!isQuoted && code.test(value)) return true;
  const ofName = normal(name);
  const ofValue = normal(value);
  return ofValue === '' || (ofName !== '' && (ofName.endsWith(ofValue) || ofValue.startsWith(ofName)));
}

/** A sentence or label: spaces between words that read as language. */
function isProse(value: string): boolean {
  return /\s/.test(value.trim()) && (languageShare(value) > 0.55 || /[A-Za-z]{3,}\s[A-Za-z]{2,}/.test(value));
}

/** Name of a variable, message key or constant rather than a value: letters only in camelCase, kebab-case or snake_case. */
function isIdentifier(value: string): boolean {
  return /^[A-Za-z_$][A-Za-z_$]*$/.test(value) && languageShare(value) >= 0.6;
}

/**
 * How sure we are that `value` is a password somebody uses; null when it is none.
 * A strong mix is medium, a mere word low: only the former blocks.
 */
export function judgePassword(assigned: Assigned): Confidence | null {
  const confidence = judgeTyped(assigned);
  return confidence === 'low' && assigned.isLoose ? null : confidence;
}

function judgeTyped(assigned: Assigned): Confidence | null {
  const { value, isQuoted } = assigned;
  if (value.length < leastPassword || isOtherThing(assigned) || isProse(value)) return null;
  const classes = classesOf(value);
  // `pass = encode_base64 shift`: a bare word with a digit in it is still the name of something.
  if (!isQuoted && /^[A-Za-z_$][\w$]*$/.test(value) && languageShare(value) >= 0.6) return null;
  if (isIdentifier(value))
    return isQuoted && value.length >= 8 && classes >= 2 && languageShare(value) < 0.75
      ? 'low'
      : isQuoted
        ? 'low'
        : null;
  if (value.length >= 16 && looksRandom(value)) return 'medium';
  if (value.length >= 8 && classes >= 3) return 'medium';
  if (value.length >= 8 && classes >= 2 && languageShare(value) < 0.7) return 'medium';
  return isQuoted || classes >= 3 ? 'low' : null;
}

/** How sure we are that `value` is a key or token of unknown make; null when it is none. */
export function judgeLiteral(assigned: Assigned): Confidence | null {
  const { value } = assigned;
  if (value.length < leastLiteral || /\s/.test(value) || isOtherThing(assigned)) return null;
  if (uuid.test(value)) return 'low';
  if (!/^[A-Za-z0-9+/=_.~:%!@#$^&*-]+$/.test(value)) return null;
  if (isIdentifier(value) || !looksRandom(value)) return null;
  const entropy = entropyOf(value);
  if (/^[0-9]+$/.test(value)) return null;
  if (/^[0-9a-f]+$/i.test(value)) return entropy >= 3 && value.length >= 32 ? 'medium' : 'low';
  if (entropy < 3.2 || classesOf(value) < 2) return null;
  return entropy >= 3.5 && /[0-9]/.test(value) ? 'medium' : 'low';
}

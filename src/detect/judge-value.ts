// Judges the value of an assignment whose name says secret: real, doubtful, or something else altogether.
import type { Confidence } from '../model/severity.ts';
import { classesOf, entropyOf } from './entropy.ts';
import { looksRandom, looksWritten } from './looks-random.ts';
import { isAboutSecret, wordsOf } from './name-words.ts';
import { encodesSamplePair, isKeyFingerprint, isNoValue, isProseAboutFlag } from './not-a-value.ts';
import { isCode, isOtherShape } from './other-shapes.ts';
import { hasDigitRun, isMadeUp, isPlaceholderValue } from './placeholder.ts';

/** How name and value are joined, which says how much a weak value may count. */
export type Join =
  /** An operator or a mark that gives the name its value. */
  | 'assigned'
  /** A comparison: `if password == "…"`. */
  | 'compared'
  /** A comma or bracket: a list or a call. */
  | 'listed'
  /** Nothing but white space, and no flag or command before: prose, unless the value is strong. */
  | 'spoken';

/** What the judge looks at. */
export interface Assigned {
  /** The name as written, `db.password`; empty where there is none. */
  readonly name: string;
  readonly value: string;
  /** Whether the value stands in quotes; a bare one may be code. */
  readonly isQuoted: boolean;
  /** Whether a bare value is a literal by its syntax: `NAME=value` in a .env file, a script or a properties file, a flag's value. */
  readonly isLiteral?: boolean;
  /** `#define NAME value`: a bare number is a constant of the program. */
  readonly isDefined?: boolean;
  readonly join?: Join;
}

const leastPassword = 6;
const leastLiteral = 12;
/** What reaches these lengths had no end within the window of its rule. */
const mostPassword = 128;
const mostLiteral = 1024;
/** From this length on a value that reads as random is hardly anything but a key. */
const sureLiteral = 20;
/** Whether the value ran to the end of its rule's window, so that nobody knows where it ends. */
export function isEndless(value: string, judge: 'password' | 'literal' | 'random'): boolean {
  return judge !== 'random' && value.length >= (judge === 'password' ? mostPassword : mostLiteral);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function normal(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** In a call the word must be in the last part of the name, and the call must not ask for the value. */
const asking =
  /(?:^|[._-])(?:get|fetch|find|read|parse|has|is|check|validate|verify|prompt|ask|input|load|require|credentials?|assert\w*|expect|describe|it|log|print\w*|echo|label|fill_in|type|send_?keys|contains?|equals?|match(?:es)?|replace|remove|delete|unset|include\w*|with_options?)(?:[A-Z_.-]\w*|pass\w*)?$/;

/** Whether a call or list reads the secret, or names it, rather than giving it. */
function isAsking(name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return asking.test(name) || asking.test(last) || !/pass|pwd|secret|token|key|cred/i.test(last);
}

/** A list of names, which end in the same word: `['authPass', 'privPass']`. */
function isNameLike(name: string, value: string): boolean {
  return /^[A-Za-z_]\w*$/.test(value) && wordsOf(value).at(-1) === wordsOf(name).at(-1);
}

/** The value repeats its name, or the name its value: `password: password`, `apiKey: my_api_key`, `"user:password" or "me:password"`. */
function echoesName(name: string, value: string): boolean {
  const ofName = normal(name);
  const ofValue = normal(value);
  if (ofValue === '') return true;
  const last = normal(/[:/\\]([^:/\\]+)$/.exec(value)?.[1] ?? '');
  return ofName !== '' && (ofName.endsWith(ofValue) || ofValue.startsWith(ofName) || last === ofName);
}

function isOtherThing({ name, value, isQuoted, join }: Assigned): boolean {
  if (join === 'listed' && (isAsking(name) || /^[A-Za-z_][\w.-]*[=:]/.test(value) || isNameLike(name, value)))
    return true;
  if (/^\s|[\s:]$/.test(value)) return true;
  if (isAboutSecret(name) || isPlaceholderValue(value) || isOtherShape(value) || isNoValue(value)) return true;
  if (isKeyFingerprint(name, value) || (!isQuoted && isProseAboutFlag(name, value))) return true;
  return (!isQuoted && isCode(value)) || echoesName(name, value);
}

/** A sentence or label: spaces between words that read as language. */
function isProse(value: string): boolean {
  return /\s/.test(value.trim()) && (looksWritten(value) || /[A-Za-z]{3,}\s[A-Za-z]{2,}/.test(value));
}

/** Name of a variable, message key or constant rather than a value: letters in camelCase, kebab-case or snake_case. */
function isIdentifier(value: string): boolean {
  const hasForm = /^[A-Za-z_$][A-Za-z_$]*$/.test(value) || /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(value);
  return hasForm && !looksRandom(value);
}

/**
 * A bare word with a mark of code in it: joined words, or one that speaks of secrets itself. Where the syntax makes it a literal
 * all of its words must speak.
 */
function isVariable(value: string, isLiteral: boolean): boolean {
  if (!/^[A-Za-z_$][\w$]*$/.test(value)) return false;
  const words = wordsOf(value);
  return isLiteral ? words.every(speaks) : /[a-z][A-Z]|[A-Za-z]_[A-Za-z]/.test(value) || words.some(speaks);
}

const speaking =
  /^(?:pass|passwd|password|passphrase|pwd|pw|secret|token|key|auth|cred|creds|credentials|hash|hashed|salt|value|val|input|data|field|text|hidden|string|plain|plaintext|encrypted|optional|required|param|params|arg|args|env|config|user|admin_password|new|old|current|self|this|none|null|nil|true|false|default|result|res|req|request|response|body|form|buf|buffer|str|bytes|char|ptr|always|never|on_create|prompt|disabled|enabled|unset|empty)$/;
function speaks(word: string): boolean {
  return speaking.test(word);
}

/**
 * How sure we are that `value` is a password somebody uses; null when it is none.
 * A strong mix is medium, a mere word low: only the former blocks.
 */
export function judgePassword(assigned: Assigned): Confidence | null {
  const confidence = judgeJoined(assigned);
  return confidence === 'medium' && spellsSecret(assigned.value) ? 'low' : confidence;
}

const spelled = /p[a4@][s5$]{1,2}(?:w[o0]?r?d|phrase)|s[e3]cr[e3]t/gi;

/**
 * A password that spells the word and says little else, `ssshVerySecret`, `P4ssw0rd!1`: a sample far more often than one in use,
 * so it is told and does not block.
 */
function spellsSecret(value: string): boolean {
  const rest = value.replace(spelled, '');
  return rest !== value && rest.length <= leastLiteral && (/^[a-z]{0,8}$/.test(rest) || !looksRandom(rest));
}

function judgeJoined(assigned: Assigned): Confidence | null {
  const confidence = judgeTyped(assigned);
  const { join = 'assigned', value, name } = assigned;
  if (join === 'spoken') return confidence === 'medium' && isSpoken(name, value) ? 'low' : null;
  if (confidence !== 'low' || join === 'assigned') return confidence;
  return join === 'compared' && !/^[A-Za-z]+$/.test(value) ? 'low' : null;
}

/** `password S3cr…` in a .netrc or a note; not the verb: `pass training=False to the layer`. */
function isSpoken(name: string, value: string): boolean {
  return !/pass$/i.test(name) && /[0-9]/.test(value) && !/[=/]|^[A-Z][A-Z0-9_]*\.?[0-9]*$/.test(value);
}

function judgeTyped(assigned: Assigned): Confidence | null {
  const { value, isQuoted, isLiteral = false, isDefined = false } = assigned;
  if (value.length < leastPassword || isOtherThing(assigned) || isProse(value)) return null;
  if (/^\d+$/.test(value)) return value.length >= 8 && (isQuoted || (isLiteral && !isDefined)) ? 'low' : null;
  if (isDefined && !isQuoted && /^[A-Za-z_]\w*$/.test(value)) return null;
  if (!isQuoted && isVariable(value, isLiteral) && !looksRandom(value)) return null;
  if (isIdentifier(value)) return isQuoted || isLiteral ? 'low' : null;
  const classes = classesOf(value);
  if (value.length >= leastLiteral && looksRandom(value)) return 'medium';
  if (value.length >= 8 && (classes >= 3 || (classes >= 2 && !looksWritten(value)))) return 'medium';
  return isQuoted || isLiteral || classes >= 3 ? 'low' : null;
}

/** How sure we are that `value` is a key or token of unknown make; null when it is none. */
export function judgeLiteral(assigned: Assigned): Confidence | null {
  const { value, join = 'assigned' } = assigned;
  if (value.length < leastLiteral || !/^[A-Za-z0-9+/=_.~:%!@#$^&*,-]+$/.test(value)) return null;
  if (isOtherThing(assigned) || hasDigitRun(value) || encodesSamplePair(value)) return null;
  if (/^\d+$/.test(value)) return judgeNumber(assigned);
  if (uuid.test(value)) return mayBeUuid(assigned) ? 'low' : null;
  if (isIdentifier(value) || !looksRandom(value) || entropyOf(value) < 2.8) return judgePhrase(assigned);
  if (isMadeUp(value)) return join === 'compared' ? null : 'low';
  return join === 'assigned' ? sureness(value) : spokenSureness(value);
}

/** A UUID is mostly an id: outside of an assignment the name must say more than key. */
function mayBeUuid({ name, join = 'assigned' }: Assigned): boolean {
  return join === 'assigned' || (join !== 'compared' && /secret|token|private|access/i.test(name));
}

/** A secret that a person typed, as sessions and webhooks are signed with: the name must end in the word. */
function judgePhrase(assigned: Assigned): Confidence | null {
  if (!/(?:secret|secret_?key|passphrase)$/i.test(assigned.name)) return null;
  return judgeJoined(assigned) === 'medium' ? 'low' : null;
}

/** A long number may be a token where the name says no more than that; ids and sizes are shorter or round. */
function judgeNumber({ name, value, isQuoted, isLiteral = false, join }: Assigned): Confidence | null {
  const mayBe = value.length >= 16 && /(?:token|secret)$/i.test(name) && (isQuoted || isLiteral) && join !== 'listed';
  return mayBe && !/0{4}/.test(value) && entropyOf(value) >= 2.5 ? 'low' : null;
}

function sureness(value: string): Confidence {
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(value)) return value.length >= 32 && entropyOf(value) >= 3 ? 'medium' : 'low';
  const isStrong = value.length >= sureLiteral && classesOf(value) >= 2 && /[0-9]/.test(value);
  return isStrong && entropyOf(value) >= 3.5 ? 'medium' : 'low';
}

/** Of a commit, or of a key that may be published. */
const fingerprint = /^(?:[0-9a-f]{40}|[0-9A-F]{40}|[0-9A-F]{16})$/;

/** Where only a strong value counts, it must be long and mixed; it never blocks unless a call gives it. */
function spokenSureness(value: string): Confidence | null {
  if (fingerprint.test(value)) return null;
  return value.length >= sureLiteral && classesOf(value) >= 2 ? 'low' : null;
}

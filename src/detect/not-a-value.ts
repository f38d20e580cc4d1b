// Words and marks that stand where a value would stand and are none: settings of a switch, the next word of a sentence about a
// flag, the salt without its hash, what a hash of nothing is.
import { isDefaultPair } from './default-pairs.ts';
import { isPlaceholderValue } from './placeholder.ts';

/** What a switch is set to: `update_password: always`, `save-password: "disable"`. */
const setting =
  /^(?:always|never|enabled?|disabled?|on_?create|on_?update|automatic|manual|allow(?:ed)?|den(?:y|ied)|ignored?|optional|required|expir(?:y|ed)|unchanged)$/i;

/** What follows a flag in a sentence about it: `the --pass option`, `use --password= instead of -p`, `--ask-pass without a tty`. */
const nextWord =
  /^(?:options?|param(?:eter)?s?|arguments?|args?|flags?|switch(?:es)?|values?|fields?|configs?|references?|versions?|instead|passed|prompts?|without|with|when|where|which|that|must|support(?:s|ed)?|should|would|could|will|can|does|was|were|is|are|has|and|or|not|but|for|from|into|if|via|because|within|between|before|after|also|even|only)[.,:;!?)]{0,2}$/;

/** The salt that a hash is asked for with (crypt(3)), without a hash: `$1$SomeSalt$`. */
const saltAlone = /^\\?\$[0-9a-z]{1,2}\\?\$(?:rounds=\d{1,9}\\?\$)?[^$\\]{0,22}\\?\$?$/;

/** Numbers in public catalogues of weaknesses. */
const catalogueNumber = /^(?:CCE|CVE|CWE|CAPEC|GHSA|RHSA)-[\w-]+$/;

/** Emphasis of Markdown that goes on behind the value: `forward pass: **4.44 ms → 2.52 ms**`. */
const openEmphasis = /^\*\*[^*]+$/;

/** Names of members: `getPasswordAttribute`. */
const accessor = /^(?:get|set|has|is|with|to|from)(?:[A-Z][a-z]+)+$/;

/** Words that only name parts of a list: `prog,link`. */
const wordList = /^[a-z]+(?:,[a-z]+)+$/;

/** MD5, SHA-1 and SHA-256 of nothing at all: samples use them, and nobody's key comes out as them. */
const hashesOfNothing = new Set([
  'd41d8cd98f00b204e9800998ecf8427e',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
]);

/** Whether `value` says by itself that it is no secret of anybody, whatever its name. */
export function isNoValue(value: string): boolean {
  if (setting.test(value) || saltAlone.test(value) || catalogueNumber.test(value) || openEmphasis.test(value))
    return true;
  return accessor.test(value) || wordList.test(value) || hashesOfNothing.has(value.toLowerCase());
}

/** Whether a bare word behind the flag `name` goes on with a sentence about the flag. */
export function isProseAboutFlag(name: string, value: string): boolean {
  return name.startsWith('-') && (nextWord.test(value) || /^-{1,2}ask-/.test(name));
}

/** Whether user and password are a pair that opens nothing: a well-known default, or a word that says "put yours here". */
export function isSamplePair(user: string, password: string): boolean {
  return isDefaultPair(user, password) || isPlaceholderValue(password);
}

/** Whether `value` is base64 of such a pair, `admin:admin`. */
export function encodesSamplePair(value: string): boolean {
  if (!/^[A-Za-z0-9+/]{8,88}={0,2}$/.test(value)) return false;
  const [, user, password] = /^([\x21-\x39\x3b-\x7e]{1,32}):([\x20-\x7e]{1,32})$/.exec(fromBase64(value)) ?? [];
  return user !== undefined && isSamplePair(user, password);
}

function fromBase64(value: string): string {
  return Buffer.from(value, 'base64').toString('latin1');
}

/** Fingerprints and ids of keys whose public half everybody may have. */
const fingerprint = /^(?:[0-9a-f]{40}|[0-9A-F]{40}|[0-9A-F]{16}|0x[0-9A-Fa-f]{8,16})$/;

/** Whether the name speaks of a public key ring and the value is the fingerprint of a key in it: `TINI_GPG_KEY=595E85A6…`. */
export function isKeyFingerprint(name: string, value: string): boolean {
  return /gpg|pgp|recv[_-]?key|keyserver/i.test(name) && fingerprint.test(value);
}

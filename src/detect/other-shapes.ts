// What a value is when it is no secret: a path, an address, a name, code, a hash, an image, a certificate, a sealed text.

import { looksRandom } from './looks-random.ts';

/** Forms that a whole value has. */
const shapes: readonly RegExp[] = [
  // Addresses and paths: a path has letters around its slashes and no digits mixed in as base64 has.
  /^(?:https?|ftp|file|ssh|git|data|ws|wss|urn|mailto|tel|jdbc|s3|gs|classpath|chrome|about|javascript|android|ios|res):/i,
  /^@?(?:\.{0,2}\/|~\/|[A-Za-z]:\\|\\\\)/,
  /^[\w.-]+(?:\/[\w.%@-]+)+\.[A-Za-z]{1,5}(?::\S*)?$/,
  /^[\w.+-]+@[\w-]+\.[\w.-]+$/,
  // Names: constants, words joined by marks, qualified names, package versions, host names.
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/,
  /^[a-z]+(?:[._:/-][a-z]+)+$/i,
  /^@?[a-z][\w.-]*(?:\/[a-z][\w.-]*)?@[\d.^~]+/,
  /^[A-Za-z_][\w-]*::[A-Za-z_]/,
  // Class names of PHP and .NET with their namespaces, and lists of validation rules: `required|min:8`.
  /^\\{0,2}[A-Za-z_]\w*(?:\\{1,2}[A-Za-z_]\w*)+(?:::\w+)?$/,
  /^[a-z_]+(?::[\w,.]+)?(?:\|[a-z_]+(?::[\w,.:]+)?)+$/,
  // Dates, versions, numbers with units, IP addresses.
  /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[T ].*)?$/,
  /^v?\d+(?:\.\d+)+(?:[-+][\w.]+)?$/,
  /^[-+]?\d*\.\d+(?:e[-+]?\d+)?$/i,
  /^\d+(?:\.\d+)?\s?(?:[smhdw]|ms|[kmgt]i?b|%|px|em)$/i,
  /^0x[0-9a-f]{1,8}$/i,
  // Hashes that manifests hold, public keys, certificates.
  /^(?:sha(?:1|224|256|384|512)|md5|blake2\w?|h1)[-:=/]/i,
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2|sk-ssh)|AAAA[BCE]3NzaC/,
  /^-----BEGIN (?:CERTIFICATE|PUBLIC KEY)|^MII[A-Za-z0-9+/]{3}CCA|^MII[BC]IjAN|^MIGfMA0G|^MFkwEwYH|^LS0tLS1CRUdJTiB(?:DRVJU|QVUJM)/,
  // Images and fonts as base64: PNG, GIF, JPEG, SVG, WOFF.
  /^(?:iVBORw0KGgo|R0lGOD[dl]h|\/9j\/4|PHN2Zy|PD94bWwg|d09G[RM]|AAABAA)/,
  // Sealed: Jasypt, Spring, sops, Ansible, Vault transit, AWS KMS, Jenkins, Maven, eyaml.
  /^(?:ENC[([]|\{(?:cipher|AES|bcrypt|noop|SSHA?|SHA|CRYPT|MD5|PBKDF2)|\$ANSIBLE_VAULT|!vault|vault:v\d|AQICAH|\{AQAAAB|\{[A-Za-z0-9+/=]{20,}\}$)/i,
  // A type in place of a value.
  /^(?:int|str|string|bool|boolean|number|object|bytes|char|varchar|text|any|void|None|Optional|Option|Secret|SecretStr|String|&str|\*string)\b/,
  // A colour or a CSS length.
  /^#[0-9a-f]{3,8}$/i,
];

/** Code in place of a value: calls, subscripts, operators, type parameters, references. */
const code = /[()[\]{}<>;|]|=>|->|::|^[&*][A-Za-z_]|^\$[A-Za-z_]\w*$|^@\w+$/;
/** `config.password`, `user.password.trim`: members of members, each of them a word. */
const members = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+\.?$/;
/** Strings glued together around variables: `'" . $_POST['x'] . "'`. */
const concatenation = /["'`]\s*[.+&]|[.+&]\s*["'`]|\$[A-Za-z_]\w*(?:->|\[|\{)/;
/** A format string that something is filled into or read by: `pass=%s`, `%63[^:]`, `{0}`, `:password`, `?`. */
const template =
  /%[-+ 0#]*\d*(?:\.\d+)?[sdifuxXv@q](?![A-Za-z0-9])|%\d*\[\^|\{\d*\}|^:[a-z_]+$|^\?+$|&(?:#\d+|quot|apos|lt|gt|amp|nbsp);?/;

/** Whether a value has the form of something that is no secret, whatever its name says. */
export function isOtherShape(value: string): boolean {
  if (members.test(value) && value.split('.').length > 2 && !looksRandom(value)) return true;
  return shapes.some((shape) => shape.test(value)) || concatenation.test(value) || template.test(value);
}

/** Whether a bare value is code. */
export function isCode(value: string): boolean {
  return code.test(value) || (members.test(value) && !looksRandom(value));
}

// A rule in words: what it finds, why that matters, how it is recognised, how to get rid of it. For `leakgate rules` and the
// pages in docs/rules/, which say the same.
import type { ChecksumName, FactName, RuleSpec } from '../model/rule.ts';

const checksumWords: Readonly<Record<ChecksumName, string>> = {
  'github-crc': 'the CRC-32 in its last six characters',
  'gitlab-routable': 'the length and CRC-32 at its end',
  'grafana-crc': 'the CRC-32 at its end',
  'atlassian-crc': 'the CRC-32 at its end',
  'hex-crc': 'the CRC-32 at its end',
  'confluent-crc': 'the CRC-32 at its end',
  'cargo-xor': 'the check character at its end',
  'matrix-crc': 'the CRC-32 at its end',
  'azure-fixed': 'the Marvin32 hash in its last four bytes',
  'azure-annotated': 'the Marvin32 hash at its end',
  'entra-secret': 'the Marvin32 hash in its last three characters',
  bech32: 'the bech32 checksum at its end',
  jwt: 'header and payload that are JSON',
  'jwt-in-base64': 'a JSON Web Token inside',
  base58check: 'the double SHA-256 in its last four bytes',
  bip39: 'words of the BIP 39 list, and the checksum in the last one',
  'pgp-crc24': 'the CRC-24 of the armour',
  'datacenter-pat': 'a token id of 12 digits inside',
  'devops-crc': 'the CRC-32 spread over its bytes',
  'ngc-key': 'the key id and UUID inside',
};

const factWords: Readonly<Record<FactName, string>> = {
  'aws-account': 'the account',
  'bedrock-user': 'user and account',
  jwt: 'algorithm, issuer, role, expiry, and whose it is for known makers',
  'discord-user': 'bot and time of issue',
  'key-block': 'kind of key, and whether a passphrase guards it',
  'gitlab-routable': 'organization, group, project, user',
  'pypi-macaroon': 'token id, projects, user and when it ends',
  'url-host': 'host, user, database',
  'mapbox-user': 'user and token id',
  'service-account': 'project, account, key id',
  'annotated-key': 'service and month of issue',
  'basic-pair': 'the user',
  'stripe-account': 'the account',
  'public-id': 'the part that names it',
  'supabase-role': 'the project',
  'kubernetes-value': 'whether the value says anything',
  'presigned-url': 'expiry, region, service',
  'bedrock-request': 'expiry and region',
  'shared-access': 'expiry and rights',
  'reference-token': 'expiry',
  ksuid: 'time of issue',
  'webhook-id': 'webhook id and time of creation',
  'json-fields': 'organization, account, host',
  'pair-id': 'token id',
  'jwt-in-base64': 'issuer, role, expiry',
  'hash-cost': 'algorithm and cost',
  'bitcoin-key': 'the form of the public key',
  'netrc-host': 'host and user',
};

const shownAnchors = 6;

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function anchorWords({ anchors, anyCase }: RuleSpec): string {
  const shown = anchors.slice(0, shownAnchors).map(code).join(', ');
  const more = anchors.length > shownAnchors ? ` and ${anchors.length - shownAnchors} more` : '';
  return `${shown}${more}${anyCase ? ' (in either case)' : ''}`;
}

function placeWords(rule: RuleSpec): string {
  if (rule.near) return `a value of its form near ${anchorWords(rule)}`;
  if (rule.tier === 'specific' && !rule.lead) return `a value that begins with ${anchorWords(rule)}`;
  return rule.tier === 'specific'
    ? `a value that holds ${anchorWords(rule)}`
    : `a name or text with ${anchorWords(rule)}, and a value of its form beside it`;
}

/** How the rule recognises a secret, as sentences. */
export function recognisedBy(rule: RuleSpec): readonly string[] {
  const { needs = {}, pairs, facts = [] } = rule;
  const words = rule.recognised ?? placeWords(rule);
  const sentences = [`${words[0].toUpperCase()}${words.slice(1)}.`];
  if (needs.checksum) {
    const fails = needs.checksum.onFail === 'drop' ? 'drops it' : 'makes it less certain';
    sentences.push(`Checked: ${checksumWords[needs.checksum.name]}; a failed check ${fails}.`);
  }
  if (needs.entropy !== undefined) sentences.push(`Entropy of at least ${needs.entropy} bits a character.`);
  if (needs.judge) sentences.push('The value must read as real: no placeholder, reference, name or code.');
  if (pairs) {
    const others = typeof pairs.with === 'string' ? [pairs.with] : pairs.with;
    sentences.push(
      `With its other half (${others.map(code).join(', ')}) within ${pairs.lines} lines it is one critical finding.`,
    );
  }
  if (facts.length > 0) sentences.push(`Read from it: ${facts.map((fact) => factWords[fact]).join('; ')}.`);
  return sentences;
}

/** Whether findings of the rule block by default. */
export function blocksByDefault({ severity, confidence = 'high' }: RuleSpec): boolean {
  return (severity === 'critical' || severity === 'high') && confidence !== 'low';
}

/** The rule for a terminal; code marks are left away. */
export function ruleText(rule: RuleSpec): string {
  const { id, title, why, severity, confidence = 'high', revoke, docs } = rule;
  const rows: readonly (readonly [string, string])[] = [
    ['why', why],
    ['severity', `${severity}, confidence ${confidence}; ${blocksByDefault(rule) ? 'blocks' : 'only warns'}`],
    ['recognised', recognisedBy(rule).join(' ').replaceAll('`', '')],
    ['revoke', revoke],
    ...(docs === '' ? [] : [['more', docs] as const]),
  ];
  return [`${id}: ${title}`, '', ...rows.map(([name, text]) => `  ${name.padEnd(12)}${text}`), ''].join('\n');
}

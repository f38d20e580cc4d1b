// Private keys: PEM in all its forms, OpenSSH, PGP, PuTTY, age, WireGuard, and PEM wrapped in base64.
import type { RuleSpec } from '../src/model/rule.ts';
import { shape } from './compose.ts';

const pem = 'https://www.rfc-editor.org/rfc/rfc7468';
const replace =
  'Remove the public half wherever it is trusted, make a new pair, and have the certificate revoked if there is one.';

/**
 * The body of a block as it stands in files, JSON strings (`\n`), YAML, and lines joined in code: base64, white space,
 * backslashes, quotes, commas and comment marks. Brackets and dots end it, so code that only names the header does not match.
 */
const bodyBytes = '[A-Za-z0-9+/=\\s\\\\"\'`,#*&;.|_]';
const opening = '(?:[\\s\\\\"\'`,#*+|&;.]|\\\\[nr]){0,60}';
/** `Proc-Type`, `DEK-Info`, `Comment`, `Version`: header lines inside a block. */
const innerHeader = '(?:[\\s\\\\rn"\'`,]{0,24}[A-Z][A-Za-z\\-]{3,16}: [^\\r\\n\\\\"]{1,120}){0,5}';
/** A line of base64: what proves that a body follows and not prose or dots. */
const proof = '(?=[A-Za-z0-9+/=\\s\\\\"\'`,#*&;.|_]{0,160}?[A-Za-z0-9+/]{40})';
const mostBody = 12000;

function block(label: string) {
  return {
    kind: 'block',
    tier: 'specific',
    spansLines: true,
    anchors: [`-----BEGIN ${label}-----`],
    ...shape(
      `(?<secret>-----BEGIN ${label}-----${opening}${innerHeader}${proof}${bodyBytes}{64,${mostBody}}(?:-{5}END ${label}-{5})?)`,
    ),
    needs: { entropy: 4.5 },
    facts: ['key-block'],
    docs: pem,
  } as const;
}

function blockExamples(label: string, kind: string) {
  return {
    match: [
      `{pem:${kind}}\n`,
      `  key: |\n    {indented({pem:${kind}})}\n`,
      `KEY="{escaped({pem:${kind}})}\\n"`,
      `{"key": "{escaped({pem:${kind}})}\\n"}`,
      `const key = "{joined({pem:${kind}})}";`,
      `{crlf({pem:${kind}})}`,
    ],
    ignore: [
      `-----BEGIN ${label}-----\n...\n-----END ${label}-----`,
      `if (text.startsWith('-----BEGIN ${label}-----')) return parse(text);`,
      `-----BEGIN ${label}-----\nMIIE<your key here>\n-----END ${label}-----`,
      `-----BEGIN ${label}-----\n${'x'.repeat(80)}\n-----END ${label}-----`,
      '-----BEGIN PUBLIC KEY-----\n{b64:120}\n-----END PUBLIC KEY-----',
    ],
  };
}

const wrappedHeads = [
  'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVkt',
  'LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0t',
  'LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0t',
  'LS0tLS1CRUdJTiBEU0EgUFJJVkFURSBLRVkt',
  'LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZLS0t',
  'LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFURSBLRVkt',
] as const;

export const privateKeyRules = [
  {
    id: 'pem-rsa-private-key',
    title: 'RSA private key',
    why: 'Signs and decrypts as its owner: servers, certificates, code or accounts that trust the public half.',
    severity: 'critical',
    ...block('RSA PRIVATE KEY'),
    revoke: replace,
    examples: blockExamples('RSA PRIVATE KEY', 'rsa'),
  },
  {
    id: 'pem-pkcs8-private-key',
    title: 'Private key (PKCS#8)',
    why: 'Signs and decrypts as its owner: servers, certificates, code or accounts that trust the public half.',
    severity: 'critical',
    ...block('PRIVATE KEY'),
    revoke: replace,
    examples: blockExamples('PRIVATE KEY', 'pkcs8'),
  },
  {
    id: 'pem-ec-private-key',
    title: 'EC private key',
    why: 'Signs as its owner: servers, certificates, tokens or accounts that trust the public half.',
    severity: 'critical',
    ...block('EC PRIVATE KEY'),
    revoke: replace,
    examples: blockExamples('EC PRIVATE KEY', 'ec'),
  },
  {
    id: 'pem-dsa-private-key',
    title: 'DSA private key',
    why: 'Signs as its owner wherever the public half is trusted.',
    severity: 'critical',
    ...block('DSA PRIVATE KEY'),
    revoke: replace,
    examples: blockExamples('DSA PRIVATE KEY', 'dsa'),
  },
  {
    id: 'pem-encrypted-private-key',
    title: 'Private key under a passphrase',
    why: 'Only its passphrase stands between the reader and the key.',
    severity: 'medium',
    ...block('ENCRYPTED PRIVATE KEY'),
    revoke: replace,
    examples: blockExamples('ENCRYPTED PRIVATE KEY', 'encrypted'),
  },
  {
    id: 'openssh-private-key',
    title: 'OpenSSH private key',
    why: 'Logs in wherever its public half is authorised.',
    severity: 'critical',
    ...block('OPENSSH PRIVATE KEY'),
    revoke: 'Remove the public key from authorized_keys files and code hosts, then make a new pair.',
    examples: blockExamples('OPENSSH PRIVATE KEY', 'openssh'),
  },
  {
    id: 'pgp-private-key',
    title: 'PGP private key',
    why: 'Signs and decrypts mail, packages and commits as its owner; a passphrase may guard it.',
    severity: 'critical',
    ...block('PGP PRIVATE KEY BLOCK'),
    needs: { entropy: 4.5, checksum: { name: 'pgp-crc24', onFail: 'lower' } },
    revoke: 'Publish a revocation certificate for the key and make a new one.',
    examples: {
      match: ['{pem:pgp}\n', 'key: "{escaped({pem:pgp})}"'],
      ignore: [
        '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n...\n-----END PGP PRIVATE KEY BLOCK-----',
        "grep -q -- '-----BEGIN PGP PRIVATE KEY BLOCK-----' file && exit 1",
      ],
    },
  },
  {
    id: 'ssh2-encrypted-private-key',
    title: 'SSH2 private key',
    why: 'Logs in wherever its public half is authorised; a passphrase may guard it.',
    severity: 'high',
    kind: 'block',
    tier: 'specific',
    spansLines: true,
    anchors: ['---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----'],
    ...shape(`(?<secret>---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----${innerHeader}${proof}${bodyBytes}{64,${mostBody}})`),
    needs: { entropy: 4.5 },
    revoke: 'Remove the public key from authorized_keys files and code hosts, then make a new pair.',
    docs: 'https://www.rfc-editor.org/rfc/rfc4716',
    examples: {
      match: [
        '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: rsa-key\n{b64:64}\n{b64:64}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----',
        'key: "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\\n{b64:64}\\n{b64:64}\\n---- END',
      ],
      ignore: [
        '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n...',
        '---- BEGIN SSH2 PUBLIC KEY ----\n{b64:64}\n{b64:64}\n',
      ],
    },
  },
  {
    id: 'putty-ppk',
    title: 'PuTTY private key',
    why: 'Logs in wherever its public half is authorised.',
    severity: 'critical',
    kind: 'block',
    tier: 'specific',
    spansLines: true,
    anchors: ['PuTTY-User-Key-File-'],
    ...shape(
      '(?<secret>PuTTY-User-Key-File-\\d: [\\w\\-]{3,40}(?:\\r?\\n|\\\\n)Encryption: [\\w\\-]{4,20}(?:[A-Za-z0-9+/=\\s\\\\:@.\\-_]){100,6000}?Private-Lines: \\d{1,3}(?:\\r?\\n|\\\\r|\\\\n)[A-Za-z0-9+/=\\s\\\\]{64,8000})',
    ),
    needs: { entropy: 4.5 },
    facts: ['key-block'],
    revoke: 'Remove the public key from authorized_keys files and code hosts, then make a new pair.',
    docs: 'https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html',
    examples: {
      match: ['{pem:putty}\n', 'ppk: "{escaped({pem:putty})}"'],
      ignore: ['PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n...', 'reads PuTTY-User-Key-File-2 and -3 files'],
    },
  },
  {
    id: 'pem-base64-wrapped',
    title: 'Private key in base64',
    why: 'Base64 hides nothing: the key inside signs and decrypts as its owner.',
    severity: 'critical',
    anchors: wrappedHeads,
    spansLines: true,
    kind: 'token',
    tier: 'specific',
    ...shape(`(?<secret>(?<prefix>${wrappedHeads.join('|')})[A-Za-z0-9+/]{64,8000}={0,2})`),
    needs: { entropy: 4 },
    revoke: replace,
    docs: pem,
    examples: {
      match: ['KEY={base64({pem:rsa}\n)}', '"tls.key": "{base64({pem:ec}\n)}"', 'key: {base64({pem:openssh})}'],
      ignore: ['KEY={base64(-----BEGIN PRIVATE KEY-----)}', 'CERT={base64(-----BEGIN CERTIFICATE-----{b64:300})}'],
    },
  },
  {
    id: 'age-secret-key',
    title: 'age secret key',
    why: 'Decrypts every file that was encrypted to its recipient, such as the secrets kept with sops.',
    severity: 'critical',
    confidence: 'medium',
    kind: 'token',
    tier: 'specific',
    anchors: ['AGE-SECRET-KEY-1'],
    ...shape('(?<secret>(?<prefix>AGE-SECRET-KEY-1)[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58})(?![A-Za-z0-9])'),
    needs: { entropy: 3.5, checksum: { name: 'bech32', onFail: 'lower' } },
    revoke: 'Make a new key, encrypt the files to it again, and treat what they held as read.',
    docs: 'https://github.com/C2SP/C2SP/blob/main/age.md',
    examples: {
      match: [
        '# public key: age1…\nAGE-SECRET-KEY-1{[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]:52}{bech32sum}',
        'SOPS_AGE_KEY="AGE-SECRET-KEY-1{[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]:52}{bech32sum}"',
      ],
      ignore: [`AGE-SECRET-KEY-1${'X'.repeat(58)}`, 'AGE-SECRET-KEY-1{[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]:40}'],
    },
  },
  {
    id: 'wireguard-private-key',
    title: 'WireGuard private or preshared key',
    why: 'Joins the private network as that peer.',
    severity: 'high',
    confidence: 'medium',
    kind: 'token',
    tier: 'contextual',
    anchors: ['PrivateKey', 'PresharedKey'],
    ...shape(
      '(?:PrivateKey|PresharedKey)["\']?\\s{0,4}[=:]\\s{0,4}["\']?(?<secret>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)(?![A-Za-z0-9+/=])',
    ),
    needs: { entropy: 4, classes: 3 },
    dummies: [3582170537],
    revoke: 'Make a new key (`wg genkey`) and replace the public key at every peer.',
    docs: 'https://www.wireguard.com/quickstart/',
    examples: {
      match: ['[Interface]\nPrivateKey = {b64:42}A=', 'PresharedKey={b64:42}8='],
      ignore: ['PrivateKey = {b64:30}=', 'PublicKey = {b64:42}A=', 'PrivateKey = <private key of the server>'],
    },
  },
  {
    id: 'openvpn-static-key',
    title: 'OpenVPN static key',
    why: 'Decrypts or joins the tunnel that it guards.',
    severity: 'high',
    kind: 'block',
    tier: 'specific',
    spansLines: true,
    anchors: ['-----BEGIN OpenVPN Static key V1-----'],
    ...shape(
      '(?<secret>-----BEGIN OpenVPN Static key V1-----[0-9a-f\\s\\\\n]{400,900}(?:-----END OpenVPN Static key V1-----)?)',
    ),
    needs: { entropy: 3 },
    revoke: 'Make a new key (`openvpn --genkey`) and hand it to every peer.',
    docs: 'https://openvpn.net/community-resources/reference-manual-for-openvpn-2-6/',
    examples: {
      match: [
        '-----BEGIN OpenVPN Static key V1-----\n{hex:192}\n{hex:192}\n{hex:128}\n-----END OpenVPN Static key V1-----',
        '<tls-auth>\n-----BEGIN OpenVPN Static key V1-----\n{hex:192}\n{hex:192}\n{hex:128}\n',
      ],
      ignore: ['-----BEGIN OpenVPN Static key V1-----\n...\n-----END OpenVPN Static key V1-----'],
    },
  },
  {
    id: 'minisign-signify-secret-key',
    title: 'minisign or signify secret key',
    why: 'Signs releases that everybody with the public half trusts.',
    severity: 'high',
    kind: 'token',
    tier: 'specific',
    spansLines: true,
    anchors: ['untrusted comment:'],
    ...shape(
      'untrusted comment:[^\\r\\n\\\\]{0,200}(?:\\r?\\n|\\\\n)(?<secret>(?<prefix>RW)[A-Z][A-Za-z0-9+/]{130,216}={0,2})(?![A-Za-z0-9+/=])',
    ),
    needs: { entropy: 4 },
    revoke: replace,
    docs: 'https://jedisct1.github.io/minisign/',
    examples: {
      match: [
        'untrusted comment: minisign encrypted secret key\nRWR{b64:209}\n',
        'untrusted comment: signify secret key\r\nRWQ{b64:137}\r\n',
      ],
      ignore: ['untrusted comment: minisign public key\nRWQ{b64:53}\n', 'untrusted comment: signature\n...'],
    },
  },
] as const satisfies readonly RuleSpec[];

// Secrets of no known maker: a name that says secret, then a literal that looks like one.
import type { RuleSpec } from '../src/model/rule.ts';
import { patternReach } from './pattern-reach.ts';

/** Identifier bytes before the telling word: `DB_`, `spring.datasource.`, `my-`. */
const lead = { bytes: 'A-Za-z0-9_.-', max: 48 };
/** A name that goes on after the telling word, at most so far. */
const tail = '[A-Za-z0-9_.\\-]{0,32}';
/**
 * Between name and value: the end of a quoted or subscripted key, a type, an operator; or an XML bracket, or ` value=`.
 * Samples: `password = `, `"password": `, `password: str = `, `['password'] => `, `<password>`, `key="password" value=`.
 */
const separator =
  '(?:\\\\?["\'`]?\\]?[ \\t]{0,8}(?::[ \\t]?[A-Za-z][A-Za-z<>?|\\[\\]]{0,24}[ \\t]{0,2}(?==[^=]))?(?:=>|:=|\\?\\?=|\\|\\|=|\\?=|===?|=|:)[ \\t]{0,8}|>|\\\\?["\'][ \\t]{1,4}value[ \\t]?=[ \\t]?|\\\\?["\'`]?[ \\t]{0,2}(?<loose>[,(])[ \\t]{0,2}(?=\\\\?["\'`]))';
/** String prefixes of C#, C++, Python, Rust and others. */
const stringPrefix = '(?:[@$]|[bBrRuULf]{1,2})?(?=\\\\?["\'`])';

/** A quoted value up to its own quote, or a bare one up to white space or a bracket. `least` and `most` in bytes. */
function value(bytes: string, least: number, most: number): string {
  const quoted = (quote: string) =>
    `(?<=${quote})(?:(?!${quote})${bytes}|\\\\[^${quote}\\r\\n]){${least},${most}}(?=\\\\?${quote})`;
  const bare = `(?<!["'\`\\\\])(?:(?!["'\`\\\\<>,;(){}\\[\\] \\t\\r\\n])${bytes}){${least},${most}}(?=["'\`,;<)}\\] \\t]|$)`;
  return `(?<secret>${quoted('"')}|${quoted("'")}|${quoted('`')}|${bare})`;
}

function assignment(word: string, bytes: string, least: number, most: number): { pattern: RegExp; ahead: number } {
  return reaching(
    `(?<![A-Za-z0-9])(?<name>[A-Za-z0-9_.\\-]{0,48}?(?:${word})${tail})${separator}(?:${stringPrefix})?(?:\\\\?["'\`])?${value(bytes, least, most)}`,
  );
}

/** A pattern with the window that it needs. */
function reaching(source: string): { pattern: RegExp; ahead: number } {
  return { pattern: new RegExp(source), ahead: patternReach(source) };
}

/** Each letter in either case, since patterns carry no flags. */
function anyCase(text: string): string {
  return text.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

// `pass` alone must be a word of its own or end one that is known for it: not passed, bypass, passenger or compass.
const passOwners =
  'db|user|admin|root|my|sql|ftp|ssh|smtp|imap|mail|http|ldap|auth|login|key|store|bind|wifi|vpn|proxy|redis|mongo';
const passAlone = `(?:(?<![a-z])pass(?![a-z])|(?<=${passOwners})pass(?![a-z])|(?<![A-Z])PASS(?![A-Z])|(?<=${passOwners.toUpperCase()})PASS(?![A-Z])|Pass(?![a-z]))`;
const passwordWord = `${anyCase('passphrase|password|passwort|passwd|passwrd|passcode|pwd')}|${passAlone}`;
const secretWord = anyCase(
  'secret|token|api[_.-]?key|access[_.-]?key|private[_.-]?key|auth[_.-]?key|encryption[_.-]?key|signing[_.-]?key|master[_.-]?key|service[_.-]?key|account[_.-]?key|shared[_.-]?key|credentials?',
);
const rotate = 'Change it at the service that issued it, then keep the new one in a secret store.';

export const genericRules = [
  {
    id: 'generic-password',
    title: 'Password in an assignment',
    why: 'Whoever reads this file can sign in with it.',
    severity: 'high',
    confidence: 'medium',
    kind: 'password',
    tier: 'generic',
    anchors: ['pass', 'pwd'],
    anyCase: true,
    lead,
    ...assignment(passwordWord, '[^\\r\\n\\\\]', 6, 128),
    needs: { judge: 'password', text: true },
    revoke: rotate,
    docs: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
    examples: {
      match: [
        'DB_PASSWORD={alnum:14}',
        'password = "{alnum:8}!{digit:3}"',
        '"password": "{alnum:16}",',
        "$config['password'] => '{alnum:12}';",
        '<password>{alnum:14}</password>',
        'spring.datasource.password={alnum:16}',
        'const dbPassword: string = `{alnum:16}`;',
        '<add key="Password" value="{alnum:14}"/>',
        '{\\"password\\": \\"{alnum:16}\\"}',
        'setPassword("{alnum:16}")',
      ],
      ignore: [
        'password = "changeme"',
        'password: ${DB_PASSWORD}',
        'password = os.environ["DB_PASSWORD"]',
        'password: string',
        'password = getPassword(user)',
        '"password": "Enter your password"',
        'DB_PASSWORD=',
        'passwordField = "password_field"',
        'const { password } = req.body',
        'PASSWORD_HASHER = "django.contrib.auth.hashers.PBKDF2PasswordHasher"',
      ],
    },
  },
  {
    id: 'generic-secret',
    title: 'Key or token in an assignment',
    why: 'The name says secret and the value looks random: it probably opens a service.',
    severity: 'high',
    confidence: 'medium',
    kind: 'token',
    tier: 'generic',
    anchors: [
      'secret',
      'token',
      'apikey',
      'api_key',
      'api-key',
      'api.key',
      'accesskey',
      'access_key',
      'access-key',
      'access.key',
      'privatekey',
      'private_key',
      'private-key',
      'private.key',
      'authkey',
      'auth_key',
      'auth-key',
      'encryptionkey',
      'encryption_key',
      'encryption-key',
      'encryption.key',
      'signingkey',
      'signing_key',
      'signing-key',
      'signing.key',
      'masterkey',
      'master_key',
      'master-key',
      'servicekey',
      'service_key',
      'service-key',
      'accountkey',
      'account_key',
      'account-key',
      'sharedkey',
      'shared_key',
      'shared-key',
      'credential',
    ],
    anyCase: true,
    lead,
    ...assignment(secretWord, '[^\\r\\n\\\\ ]', 16, 256),
    needs: { judge: 'literal', text: true },
    revoke: rotate,
    docs: 'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
    examples: {
      match: [
        'API_KEY={alnum:32}',
        'client_secret = "{alnum:40}"',
        '"accessToken": "{alnum:36}"',
        'apiKey: "{hex:32}",',
        "os.environ['SECRET_KEY'] = '{alnum:50}'",
        'encryption_key: {b64:43}=',
        '<apiKey>{alnum:32}</apiKey>',
      ],
      ignore: [
        'API_KEY=your-api-key-goes-here',
        'token = "{{ .Values.token }}"',
        'secret_name = "projects/my-project/secrets/database"',
        'token: ${{ secrets.GITHUB_TOKEN }}',
        'csrfTokenName = "csrf_token_field_name"',
        'integrity_token = "sha512-{b64:86}=="',
        'apiKeyHeader = "X-Custom-Application-Header"',
        'tokenUrl = "https://auth.example.com/oauth/token"',
      ],
    },
  },
  {
    id: 'authorization-header',
    title: 'Credential in an Authorization header',
    why: 'The request can be replayed by anyone who reads this line.',
    severity: 'high',
    confidence: 'medium',
    kind: 'token',
    tier: 'generic',
    anchors: ['bearer ', 'basic ', 'authorization: token ', 'authorization: apikey '],
    anyCase: true,
    behind: 4,
    ...reaching(
      `(?:${anyCase('authorization')}: )?(?:${anyCase('bearer|basic|token|apikey')}) (?<secret>[A-Za-z0-9_.~+/\\-]{20,600}={0,2})(?![A-Za-z0-9_.~+/=\\-])`,
    ),
    needs: { judge: 'random', entropy: 3.2, text: true },
    revoke: rotate,
    docs: 'https://www.rfc-editor.org/rfc/rfc6750',
    examples: {
      match: [
        'Authorization: Bearer {alnum:40}',
        '-H "Authorization: Basic {b64:40}"',
        "headers = {'Authorization': 'Bearer {alnum:32}'}",
      ],
      ignore: [
        'Authorization: Bearer $TOKEN',
        'Authorization: Bearer YOUR_ACCESS_TOKEN_GOES_HERE',
        'basic authentication is supported here',
        'Bearer authentication-is-required-here',
      ],
    },
  },
] as const satisfies readonly RuleSpec[];

// Apart from `pathRulesFor` and its tables, because every commit asks this and few go on to those.

/** The cheap test before the others: no path that lacks all of these has a rule of its own. */
const parts = [
  ...['env', '.dev.vars', 'wallet', 'crypt', 'logins.json', 'login data', 'cookies', 'id.json', 'keypair', 'htpasswd'],
  ...['vault', 'initialadmin', 'passwd-s3fs'],
];
const ends = ['key', 'secret', 'token', 'passwd', 'password', 'credential', 'credentials'];
const endings = [
  ...[
    'p12',
    'pfx',
    'jks',
    'jceks',
    'keystore',
    'truststore',
    'bks',
    'uber',
    'kdb',
    'kdbx',
    'keytab',
    'gpg',
    'pgp',
    'skr',
  ],
  ...['kbx', 'der', 'pk8', 'p8', 'pvk', 'dat', 'db', 'sqlite', 'cnf'],
];

/**
 * Whether `pathRulesFor` may name a rule; also true of a last path component alone. No pattern: a commit would wait for its
 * compilation.
 */
export function mayHavePathRule(path: string): boolean {
  const lower = path.toLowerCase();
  return (
    endings.includes(lower.slice(lower.lastIndexOf('.') + 1)) ||
    ends.some((end) => lower.endsWith(end)) ||
    parts.some((part) => lower.includes(part))
  );
}

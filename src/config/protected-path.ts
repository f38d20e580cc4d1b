// Files that hold secrets by nature. A glob with a wildcard never leaves them out: only their exact path does.

const envFile = /^(?:\.env(?:[.-].+)?|.+\.env|\.envrc|\.dev\.vars|\.flaskenv)$/;
const envTemplate = /(?:^|[._-])(?:example|sample|template|tpl|dist|defaults?|schema|vault)(?:[._-]|$)/;
const keyFile =
  /(?:^id_(?:rsa|dsa|ecdsa|ed25519)|^id_.+_sk|^ssh_host_.+_key|^secring\.gpg|\.(?:pem|key|ppk|p12|pfx|p8|jks|keystore|bks|kdbx|keytab|ovpn|asc))$/;
const credentialFile =
  /^(?:\.git-credentials|[._]netrc|\.pgpass|\.htpasswd|wallet\.dat|utc--.+|(?:rootkey|accesskeys|credentials)\.csv|application_default_credentials\.json|.*(?:service[-_]account|firebase-adminsdk|client_secret).*\.json|.+\.publishsettings)$/;
const credentialPath =
  /(?:^|\/)(?:\.aws\/credentials|\.cargo\/credentials(?:\.toml)?|\.gem\/credentials|\.docker\/config\.json|\.kube\/config)$/;

/**
 * Whether a path names an environment, key or credential file. In any case of letters, since some file systems do not
 * tell `.ENV` from `.env`; templates such as `.env.example` are not protected.
 */
export function isProtectedPath(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (envFile.test(name)) return !envTemplate.test(name);
  return keyFile.test(name) || credentialFile.test(name) || credentialPath.test(lower);
}

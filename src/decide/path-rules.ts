// Which rules judge a file by its name and what its bytes parse as, and which names make what is inside more likely real.
import { isTemplateName, pathClass } from './path-class.ts';

/** Rule of the by-path family → the file names (lower case, with the folder before it where that matters) that it looks at. */
const named: readonly (readonly [ruleId: string, name: RegExp])[] = [
  ['pkcs12-bundle', /\.(?:p12|pfx|jks|keystore|truststore|bks)$/],
  ['java-keystore', /\.(?:jks|jceks|keystore|truststore|bks|uber)$/],
  ['keepass-database', /\.(?:kdbx?|kdb)$/],
  ['wallet-file', /(?:^|\/)(?:wallet[\w.-]*\.dat|wallet\.db)$/],
  ['kerberos-keytab', /(?:\.keytab|(?:^|\/)krb5\.keytab)$/],
  ['pgp-secret-keyring', /(?:\.(?:gpg|pgp|skr|kbx)|(?:^|\/)private-keys-v1\.d\/[0-9a-f]{40}\.key)$/],
  ['der-private-key', /\.(?:der|key|pk8|p8|pvk)$/],
  ['git-crypt-key', /(?:git-?crypt[\w.-]*key[\w.-]*|\.key)$/],
  [
    'browser-login-store',
    /(?:^|\/)(?:key[34]\.db|logins\.json|signons\.sqlite|login data(?: for account)?|cookies(?:\.sqlite)?)$/,
  ],
  ['solana-keypair', /(?:(?:^|\/)id\.json|keypair[\w.-]*\.json)$/],
  ['mysql-login-path', /(?:^|\/)\.mylogin\.cnf$/],
  ['htpasswd-file', /(?:^|\/)\.?htpasswd[\w.-]*$/],
  [
    'one-secret-file',
    /(?:^|\/)(?:\.?(?:ansible_)?vault[_-]pass(?:word)?(?:[_-]file)?(?:\.txt)?|initialadminpassword|config\/(?:master|credentials\/[\w-]+)\.key|secrets\/master\.key|\.passwd-s3fs)$/,
  ],
  // Parameters and tags of a run that MLflow keeps, each in a file of its own: only the name says what the value is.
  [
    'one-secret-file',
    /(?:^|\/)mlruns\/[^/]+\/[0-9a-f]{32}\/(?:params|tags)\/(?:[^/]*[._-])?(?:api[_-]?key|access[_-]?key|secret(?:[_-]?key)?|token|password|passwd|credentials?)$/,
  ],
];

/** File names that hold credentials by nature: what is found inside is more likely real than the same text elsewhere. */
const telling = new RegExp(
  `(?:^|/)(?:${[
    '\\.aws/(?:credentials|config)|credentials(?:\\.(?:csv|json|xml|db|toml|tfrc\\.json))?|accesskeys\\.csv|rootkey\\.csv',
    '\\.boto|\\.s3cfg|\\.passwd-s3fs|application_default_credentials\\.json|[\\w.-]*service-?account[\\w.-]*\\.json',
    '[\\w.-]*firebase-adminsdk[\\w.-]*\\.json|client_secret[\\w.-]*\\.json|token\\.(?:json|pickle)|access_?tokens\\.(?:json|db)',
    'msal_token_cache\\.[\\w.]+|azureprofile\\.json|[\\w.-]+\\.publishsettings|\\.oci/config|\\.aliyun/config\\.json',
    'kubeconfig[\\w.-]*|\\.kube/config|k3s\\.yaml|admin\\.conf|terraform\\.tfstate[\\w.-]*|[\\w.-]+\\.tfstate|[\\w.-]*\\.tfvars(?:\\.json)?',
    '\\.terraformrc|\\.edgerc|rclone\\.conf|\\.databrickscfg|\\.snowsql/config|profiles\\.yml|doctl/config\\.yaml',
    '\\.npmrc|\\.yarnrc(?:\\.yml)?|\\.pypirc|pip\\.conf|\\.cargo/credentials[\\w.]*|\\.gem/credentials|nuget\\.config|settings(?:-security)?\\.xml',
    'gradle\\.properties|(?:keystore|key|signing)\\.properties|auth\\.json|\\.docker/config\\.json|\\.dockercfg|\\.git-credentials|[._]netrc',
    'gh/hosts\\.yml|\\.config/hub|glab-cli/config\\.yml|\\.git/config|\\.gitconfig|\\.pgpass|pgpass\\.conf|\\.my\\.cnf',
    'wp-config[\\w.-]*\\.php|configuration\\.php|local_settings\\.py|secrets?\\.(?:ya?ml|json|toml|properties|xml)|\\.streamlit/secrets\\.toml',
    'appsettings\\.[\\w.-]+\\.json|web\\.config|database\\.yml|app/etc/env\\.php|sitemanager\\.xml|recentservers\\.xml|filezilla\\.xml',
    'winscp\\.ini|sftp(?:-config)?\\.json|\\.ftpconfig|\\.remote-sync\\.json|[\\w.-]+\\.postman_(?:environment|collection)\\.json|[\\w.-]+\\.har',
    '\\.(?:bash|zsh|psql|mysql|python|node_repl|irb)_history|consolehost_history\\.txt|kaggle\\.json|\\.mcp\\.json|mcp\\.json|claude_desktop_config\\.json',
    'settings\\.local\\.json|\\.codex/auth\\.json|\\.aider\\.conf\\.yml|\\.continue/config\\.(?:json|ya?ml)|(?:\\.cache/)?huggingface/(?:token|stored_tokens)',
    '(?:\\.config/)?wandb/settings|mlruns/[^/]+/[0-9a-f]{32}/(?:params|tags)/[^/]+|\\.modal\\.toml|clearml\\.conf|\\.comet\\.config|\\.neptune|[\\w.-]+\\.ovpn|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[\\w.-]+\\.ppk|ssh_host_[\\w]+_key',
    'datasources\\.local\\.xml|credentials-config\\.json|bitwarden_export[\\w.-]*\\.json|[\\w.-]+\\.1pif|[\\w.-]+\\.rdp|looker\\.ini',
  ].join('|')})$`,
);

function lowerPath(path: string): string {
  return path.replaceAll('\\', '/').toLowerCase();
}

/** Ids of the rules that judge the file at `path` by its name and bytes; none for most. */
export function pathRulesFor(path: string): readonly string[] {
  const ids = pathClass(path) === 'env' ? ['env-file'] : [];
  const lower = lowerPath(path);
  for (const [id, name] of named) if (name.test(lower)) ids.push(id);
  return isTemplateName(lower) ? ids.filter((id) => id === 'env-file') : ids;
}

/** Whether a file of that name holds credentials by nature. Templates of such files do not. */
export function isTellingPath(path: string): boolean {
  const lower = lowerPath(path);
  return telling.test(lower) && !isTemplateName(lower);
}

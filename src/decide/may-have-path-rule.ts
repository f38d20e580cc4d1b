// Apart from `pathRulesFor` and its tables, because every commit asks this and few go on to those.

/** The cheap test before the others: no path that lacks all of these has a rule of its own. */
const hint =
  /env|\.dev\.vars|\.(?:p12|pfx|jks|jceks|keystore|truststore|bks|uber|kdbx?|keytab|gpg|pgp|skr|kbx|der|key|pk8|p8|pvk|dat|db|sqlite|cnf)$|wallet|crypt|logins\.json|login data|cookies|id\.json|keypair|htpasswd|vault|initialadmin|passwd-s3fs|(?:key|secret|token|passw(?:or)?d|credentials?)$/i;

/** Whether `pathRulesFor` may name a rule; also true of a last path component alone. */
export function mayHavePathRule(path: string): boolean {
  return hint.test(path);
}

// Host, user and database of a connection string: they say where the password opens something.
type Facts = Record<string, string>;

const url = /:\/\/([^\s:@/]{0,256}):[^\s@]{1,512}@([^\s/?#"'`]{1,256})(?:\/([\w.-]{1,128}))?/;
const hostField = /(?:^|[;\s"'])(?:server|data source|host|addr(?:ess)?)\s{0,4}=\s{0,4}(?:tcp:)?([^;\s"',]{1,256})/i;
const userField = /(?:^|[;\s"'?&])(?:user id|uid|user(?:name)?)\s{0,4}=\s{0,4}([^;\s"'&]{1,256})/i;
const jdbcHost = /jdbc:[a-z0-9:]{1,40}(?:\/\/|@)(?:\/\/)?([^\s/?;"']{1,256})/i;
const cloudinary = /^cloudinary:/;
const unprintable = /[^\x21-\x7e]/g;

/** Only printable ASCII is passed on: these values are shown. */
function clean(text: string): string {
  return text.replace(unprintable, '');
}

/** Reads `host`, `user` and `database` from the whole match, never the password. */
export function readUrlHost(secret: string, match: string): Facts {
  const facts: Facts = {};
  const found = url.exec(match);
  const host = found?.[2] ?? jdbcHost.exec(match)?.[1] ?? hostField.exec(match)?.[1];
  const user = found?.[1] ?? userField.exec(match)?.[1];
  if (host && !host.includes(secret)) facts[cloudinary.test(match) ? 'cloud' : 'host'] = clean(host);
  if (user && user !== secret) facts.user = clean(user);
  if (found?.[3] && found[3] !== secret) facts.database = clean(found[3]);
  return facts;
}

/** `host` and `user` of an entry `machine <host> login <user> password …`. */
export function readNetrcHost(secret: string, match: string): Facts {
  const found = /^machine\s+(\S{1,255})(?:\s+(?:login|user)\s+(\S{1,128}))?/.exec(match);
  const facts: Facts = {};
  if (found?.[1]) facts.host = clean(found[1]);
  if (found?.[2] && found[2] !== secret) facts.user = clean(found[2]);
  return facts;
}

// Who a Discord bot token belongs to: its first part is the user id, its second the time of issue.
type Facts = Record<string, string>;

/** 2011-01-01, from which the second part counts; newer tokens count from 1970. */
const oldEpoch = 1293840000;

/** `bot id` and, where it is plausible, `issued`; low confidence when the first part does not decode to an id. */
export function readDiscordUser(secret: string): Facts {
  const [user = '', time = ''] = secret.split('.');
  const id = Buffer.from(user, 'base64url').toString('latin1');
  if (!/^\d{16,20}$/.test(id)) return { confidence: 'low' };
  const facts: Facts = { 'bot id': id };
  const stamp = Buffer.from(time, 'base64url');
  const seconds = stamp.length >= 4 ? stamp.readUInt32BE(0) : 0;
  const issued = seconds < oldEpoch ? seconds + oldEpoch : seconds;
  if (seconds > 0 && issued * 1000 < Date.now()) facts.issued = new Date(issued * 1000).toISOString().slice(0, 10);
  return facts;
}

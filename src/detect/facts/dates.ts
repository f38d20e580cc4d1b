// When a value was issued and when it ends, read from the value: one that has ended opens nothing any more.

type Facts = Record<string, string>;

const day = (time: number) => new Date(time).toISOString().slice(0, 10);
/** Years outside this range are no dates but other numbers. */
const isPlausible = (time: number) => time > Date.UTC(2005, 0) && time < Date.UTC(2200, 0);

/** `expires`, and a low severity once that is past. */
export function expiry(time: number): Facts {
  if (!isPlausible(time)) return {};
  return time < Date.now() ? { expires: day(time), severity: 'low' } : { expires: day(time) };
}

const amazonDate = /X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/;
const amazonExpires = /X-Amz-Expires=(\d{1,7})/;
const amazonScope =
  /X-Amz-Credential=(?:A[A-Z0-9]{3}[A-Z2-7]{16})(?:%2F|\/)\d{8}(?:%2F|\/)([a-z0-9-]{4,24})(?:%2F|\/)([a-z0-9-]{2,24})/i;

/** End of a presigned request, from its date and the seconds it lives; undefined where it says neither. */
function presignedEnd(query: string): number | undefined {
  const date = amazonDate.exec(query);
  const seconds = amazonExpires.exec(query)?.[1];
  if (!date || !seconds) return undefined;
  const [year, month, ...rest] = date.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest) + Number(seconds) * 1000;
}

/** `expires`, `region`, `service` of a presigned URL; `drop` when it has ended or states no end. */
export function readPresignedUrl(_secret: string, match: string): Facts {
  const end = presignedEnd(match);
  if (end === undefined || !isPlausible(end)) return { confidence: 'low' };
  if (end < Date.now()) return { drop: 'expired' };
  const scope = amazonScope.exec(match);
  return { expires: day(end), ...(scope ? { region: scope[1], service: scope[2] } : {}) };
}

/** End of a short-term Bedrock key: base64 of a presigned request. */
export function readBedrockRequest(secret: string): Facts {
  const request = Buffer.from(secret.replace(/^bedrock-api-key-/, ''), 'base64').toString('latin1');
  const end = presignedEnd(request);
  const region = amazonScope.exec(request)?.[1];
  return { ...(end === undefined ? {} : expiry(end)), ...(region ? { region } : {}) };
}

/** `expires` and `rights` of an Azure shared access signature: `se=` and `sp=` in the same query. */
export function readSharedAccess(_secret: string, match: string): Facts {
  const stated = /(?:^|[?&;"'\s])se=([^&"'\s<>]{8,40})/.exec(match)?.[1].replaceAll('%3A', ':').replaceAll('%3a', ':');
  const rights = /(?:^|[?&;"'\s])sp=([a-z]{1,16})(?=&|$)/.exec(match)?.[1];
  const time = stated === undefined ? Number.NaN : Date.parse(stated);
  return { ...(Number.isNaN(time) ? {} : expiry(time)), ...(rights ? { rights } : {}) };
}

/** `expires` of a JFrog reference token: base64 of `reftkn:01:<epoch>:…`; zeros mean never. */
export function readReferenceToken(secret: string): Facts {
  const epoch = /^reftkn:\d{2}:(\d{10}):/.exec(Buffer.from(secret, 'base64').toString('latin1'))?.[1];
  if (epoch === undefined) return {};
  return Number(epoch) === 0 ? { expires: 'never' } : expiry(Number(epoch) * 1000);
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 27 base62 digits hold 20 bytes: 4 of time, 16 at random (github.com/segmentio/ksuid). */
const ksuidLength = 27;
const ksuidEpoch = 1400000000n;

/** `issued`, from the time that a KSUID begins with: the first part of an ngrok token. */
export function readKsuid(secret: string): Facts {
  const id = secret.slice(0, ksuidLength);
  if (id.length < ksuidLength || [...id].some((letter) => !base62.includes(letter))) return {};
  const value = [...id].reduce((sum, letter) => sum * 62n + BigInt(base62.indexOf(letter)), 0n);
  const time = Number((value >> 128n) + ksuidEpoch) * 1000;
  return isPlausible(time) && time < Date.now() ? { issued: day(time) } : {};
}

/** Milliseconds from which Discord counts in its ids. */
const snowflakeEpoch = 1420070400000n;

/** `id` and `created` of a Discord webhook: the number in its path is a snowflake. */
export function readWebhookId(_secret: string, match: string): Facts {
  const id = /webhooks\/(\d{17,20})\//.exec(match)?.[1];
  if (id === undefined) return {};
  const time = Number((BigInt(id) >> 22n) + snowflakeEpoch);
  return { 'webhook id': id, ...(isPlausible(time) ? { created: day(time) } : {}) };
}

const fernetVersion = 0x80;
/** Version, time, initial vector, one block, and the authentication code. */
const leastFernet = 1 + 8 + 16 + 16 + 32;

/** Whether `text` is a Fernet token: encrypted, so that it says nothing without its key (github.com/fernet/spec). */
export function isFernetToken(text: string): boolean {
  if (!/^gAAAAA[\w-]{90,}={0,2}$/.test(text)) return false;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < leastFernet || bytes[0] !== fernetVersion) return false;
  const time = Number(bytes.readBigUInt64BE(1)) * 1000;
  return time > 0 && time < Date.UTC(2200, 0);
}

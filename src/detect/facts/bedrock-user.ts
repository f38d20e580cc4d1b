// User name and account inside a long-term Amazon Bedrock API key: base64 of `<user>-at-<account>:<secret>` after its prefix.
type Facts = Record<string, string>;

const inside = /^[\x00-\x1f]{0,4}([\w+=,.@-]{1,64})-at-(\d{12}):/;

export function readBedrockUser(secret: string): Facts {
  const found = inside.exec(Buffer.from(secret.slice('ABSK'.length), 'base64').toString('latin1'));
  return found ? { user: found[1], account: found[2] } : {};
}

// The account number inside an AWS access key id. Layout verified against ids with a known account.
type Facts = Record<string, string>;

const typeLength = 4;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const accountWidth = 12;

/** The account of an id such as AKIA…; ids from before about 2019 carry none. */
export function readAwsAccount(secret: string): Facts {
  // Ten base32 characters hold the first 50 bits; the account stands in 40 of the first 48.
  let bits = 0n;
  for (const letter of secret.slice(typeLength, typeLength + 10)) {
    const digit = digits.indexOf(letter);
    if (digit < 0) return {};
    bits = (bits << 5n) | BigInt(digit);
  }
  const head = bits >> 2n;
  if (secret.length < typeLength + 10 || (head & 0x800000000000n) === 0n) return {};
  const account = (head & 0x7fffffffff80n) >> 7n;
  return { account: account.toString().padStart(accountWidth, '0') };
}

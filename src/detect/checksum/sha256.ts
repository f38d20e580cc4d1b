// SHA-256 (FIPS 180-4), written out: node:crypto takes 7 ms to load, and a checksum hashes a few dozen bytes.

const blockSize = 64;

function primes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
}

/** The first 32 bits of the fractional part. */
function fraction(value: number): number {
  return ((value - Math.floor(value)) * 0x100000000) | 0;
}

let constants: { readonly round: Int32Array; readonly start: Int32Array } | undefined;

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** The message with its length in bits after a 1 bit and zeros. */
function pad(data: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((data.length + 9) / blockSize) * blockSize);
  padded.set(data);
  padded[data.length] = 0x80;
  padded.writeUInt32BE(data.length * 8, padded.length - 4);
  return padded;
}

function compress(state: Int32Array, words: Int32Array, round: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at++) {
    const first = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + first + ((e & f) ^ (~e & g)) + round[at] + words[at]) | 0;
    const second = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (second + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at] + value) | 0;
}

/** SHA-256 of `data` (less than 512 MiB), 32 bytes. */
export function sha256(data: Uint8Array): Buffer {
  constants ??= {
    round: Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime))),
    start: Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime))),
  };
  const state = Int32Array.from(constants.start);
  const padded = pad(data);
  const words = new Int32Array(64);
  for (let block = 0; block < padded.length; block += blockSize) {
    for (let at = 0; at < 16; at++) words[at] = padded.readInt32BE(block + at * 4);
    for (let at = 16; at < 64; at++) {
      const before = words[at - 15];
      const last = words[at - 2];
      const low = rotate(before, 7) ^ rotate(before, 18) ^ (before >>> 3);
      const high = rotate(last, 17) ^ rotate(last, 19) ^ (last >>> 10);
      words[at] = (words[at - 16] + low + words[at - 7] + high) | 0;
    }
    compress(state, words, constants.round);
  }
  const digest = Buffer.alloc(32);
  state.forEach((word, at) => {
    digest.writeInt32BE(word, at * 4);
  });
  return digest;
}

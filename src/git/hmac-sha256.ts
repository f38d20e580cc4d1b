// HMAC-SHA-256 (RFC 2104, FIPS 180-4) without node:crypto, whose loading takes a commit 3 ms: more than a hundred short
// messages take here.

const blockSize = 64;

/** First 32 bits of the fractional parts of roots of primes: FIPS 180-4, 4.2.2 and 5.3.3. */
function fractionOfRoot(prime: number, root: number): number {
  const value = prime ** (1 / root);
  return ((value - Math.floor(value)) * 2 ** 32) | 0;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}

let constants: { readonly start: Int32Array; readonly round: Int32Array } | null = null;

function tables() {
  constants ??= {
    start: Int32Array.from(primes(8), (prime) => fractionOfRoot(prime, 2)),
    round: Int32Array.from(primes(64), (prime) => fractionOfRoot(prime, 3)),
  };
  return constants;
}

const words = new Int32Array(64);

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

// Written out, not in steps with names: this runs once in a young process, where each call costs more than it does.
function addBlock(state: Int32Array, bytes: Uint8Array, at: number): void {
  const { round } = tables();
  for (let t = 0; t < 16; t++, at += 4)
    words[t] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  for (let t = 16; t < 64; t++) {
    const x = words[t - 15];
    const y = words[t - 2];
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    words[t] = (words[t - 16] + s0 + words[t - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + round[t] + words[t]) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** Goes on from `state`, which has taken `before` bytes, to the digest over them and `bytes`. */
function finish(state: Int32Array, before: number, bytes: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / blockSize) * blockSize);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  padded.writeBigUInt64BE(BigInt(before + bytes.length) * 8n, padded.length - 8);
  for (let at = 0; at < padded.length; at += blockSize) addBlock(state, padded, at);
  const digest = Buffer.alloc(32);
  state.forEach((word, at) => {
    digest.writeInt32BE(word, at * 4);
  });
  return digest;
}

/**
 * A function that authenticates messages with `key`; the key's own blocks are taken once.
 * @param key at most 64 bytes
 */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => Buffer {
  if (key.length > blockSize) throw new RangeError('the key is longer than a block');
  const [inner, outer] = [0x36, 0x5c].map((pad) => {
    const block = new Uint8Array(blockSize).fill(pad);
    for (let at = 0; at < key.length; at++) block[at] ^= key[at];
    const state = Int32Array.from(tables().start);
    addBlock(state, block, 0);
    return state;
  });
  return (message) => finish(Int32Array.from(outer), blockSize, finish(Int32Array.from(inner), blockSize, message));
}

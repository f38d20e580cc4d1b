// HMAC-SHA-256 (RFC 2104, FIPS 180-4) without node:crypto, whose loading takes a commit 3 ms: more than a hundred short
// messages take here.

const blockSize = 64;

// First 32 bits of the fractional parts of square and cube roots of the first primes: FIPS 180-4, 5.3.3 and 4.2.2.
const start = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);
const round = Int32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);

const words = new Int32Array(64);

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

// Not written out: with the turns inline a commit took 4 ms longer (measured; why is not known).
function addBlock(state: Int32Array, bytes: Uint8Array, at: number): void {
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

/** The state after one block: the key with `pad` over all of it. */
function keyed(key: Uint8Array, pad: number): Int32Array {
  if (key.length > blockSize) throw new RangeError('the key is longer than a block');
  const block = new Uint8Array(blockSize).fill(pad);
  for (let at = 0; at < key.length; at++) block[at] ^= key[at];
  const state = Int32Array.from(start);
  addBlock(state, block, 0);
  return state;
}

/** Longest message of `shortMac`: with its padding it fills one block. */
export const mostShort = blockSize - 9;

/**
 * A function that authenticates messages of at most `mostShort` bytes with `key`, which serves nothing else: the inner half of
 * HMAC. The outer half guards against messages that go on where another one ended, and one block cannot. It halves the work,
 * and above some 25 blocks in all V8 sets out to optimise this code, on which the end of the process waits (7 ms, measured).
 * @param key at most 64 bytes
 */
export function shortMac(key: Uint8Array): (message: Uint8Array) => Buffer {
  const state = keyed(key, 0x36);
  return (message) => {
    if (message.length > mostShort) throw new RangeError('the message is longer than a block');
    return finish(Int32Array.from(state), blockSize, message);
  };
}

/**
 * A function that authenticates messages with `key`; the key's own blocks are taken once.
 * @param key at most 64 bytes
 */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => Buffer {
  const [inner, outer] = [keyed(key, 0x36), keyed(key, 0x5c)];
  return (message) => finish(Int32Array.from(outer), blockSize, finish(Int32Array.from(inner), blockSize, message));
}

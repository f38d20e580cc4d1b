// SHA-1 and SHA-256 of short messages (FIPS 180-4): a commit waits less for these than for loading node's own.

const words = memory.data(80 * 4, 16);
const state = memory.data(8 * 4, 16);

/** First 32 bits of the fractional parts of the cube roots of the first primes (4.2.2). */
const rounds = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
/** The same of the square roots (5.3.3), and the start of SHA-1 (5.3.1). */
const start256 = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const start1 = memory.data<u32>([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);

// @ts-expect-error: decorator
@inline
function word(t: u32): u32 {
  return load<u32>(words + (t << 2));
}

function addBlock256(at: usize): void {
  for (let t: u32 = 0; t < 16; t++) store<u32>(words + (t << 2), bswap<u32>(load<u32>(at + (t << 2))));
  for (let t: u32 = 16; t < 64; t++) {
    const x = word(t - 15);
    const y = word(t - 2);
    const s0 = rotr<u32>(x, 7) ^ rotr<u32>(x, 18) ^ (x >> 3);
    const s1 = rotr<u32>(y, 17) ^ rotr<u32>(y, 19) ^ (y >> 10);
    store<u32>(words + (t << 2), word(t - 16) + s0 + word(t - 7) + s1);
  }
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let t: u32 = 0; t < 64; t++) {
    const s1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const t1 = h + s1 + ((e & f) ^ (~e & g)) + load<u32>(rounds + (t << 2)) + word(t);
    const t2 = (rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
  store<u32>(state, load<u32>(state, 20) + f, 20);
  store<u32>(state, load<u32>(state, 24) + g, 24);
  store<u32>(state, load<u32>(state, 28) + h, 28);
}

function addBlock1(at: usize): void {
  for (let t: u32 = 0; t < 16; t++) store<u32>(words + (t << 2), bswap<u32>(load<u32>(at + (t << 2))));
  for (let t: u32 = 16; t < 80; t++)
    store<u32>(words + (t << 2), rotl<u32>(word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16), 1));
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  for (let t: u32 = 0; t < 80; t++) {
    let mixed: u32;
    if (t < 20) mixed = ((b & c) | (~b & d)) + 0x5a827999;
    else if (t < 40) mixed = (b ^ c ^ d) + 0x6ed9eba1;
    else if (t < 60) mixed = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    else mixed = (b ^ c ^ d) + 0xca62c1d6;
    const next = rotl<u32>(a, 5) + mixed + e + word(t);
    e = d;
    d = c;
    c = rotl<u32>(b, 30);
    b = a;
    a = next;
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
  store<u32>(state, load<u32>(state, 16) + e, 16);
}

/** The padding of a message (5.1.1), behind it. @returns bytes of the message with its padding */
function pad(at: usize, length: usize): usize {
  const padded = (length + 9 + 63) & ~63;
  memory.fill(at + length, 0, padded - length);
  store<u8>(at + length, 0x80);
  store<u64>(at + padded - 8, bswap<u64>((<u64>length) << 3));
  return padded;
}

/** SHA-256 of [at, at + length), 32 bytes at `out`. Up to 72 bytes behind the message are written. */
export function sha256(at: usize, length: usize, out: usize): void {
  memory.copy(state, start256, 32);
  const end = at + pad(at, length);
  for (let block = at; block < end; block += 64) addBlock256(block);
  for (let t: usize = 0; t < 32; t += 4) store<u32>(out + t, bswap<u32>(load<u32>(state + t)));
}

/** SHA-1 of [at, at + length), 20 bytes at `out`. Up to 72 bytes behind the message are written. */
export function sha1(at: usize, length: usize, out: usize): void {
  memory.copy(state, start1, 20);
  const end = at + pad(at, length);
  for (let block = at; block < end; block += 64) addBlock1(block);
  for (let t: usize = 0; t < 20; t += 4) store<u32>(out + t, bswap<u32>(load<u32>(state + t)));
}

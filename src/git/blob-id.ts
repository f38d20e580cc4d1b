// The SHA-1 id of a small blob without node:crypto, whose loading takes longer than hashing a hundred config files.
// FIPS 180-4, section 6.1. It proves content the user's own git named; it guards no boundary by itself.

/** SHA-1 works on blocks of 64 bytes; the last 8 hold the length in bits. */
const blockSize = 64;

/** Id of `bytes` as a blob in a SHA-1 repository. Meant for files of a few hundred KiB at most. */
export function blobIdSha1(bytes: Buffer): string {
  const message = padded(Buffer.from(`blob ${bytes.length}\0`, 'latin1'), bytes);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const words = new Int32Array(80);
  for (let at = 0; at < message.length; at += blockSize) addBlock(state, words, message, at);
  const id = Buffer.alloc(20);
  state.forEach((word, at) => {
    id.writeInt32BE(word, at * 4);
  });
  return id.toString('hex');
}

function padded(header: Buffer, bytes: Buffer): Buffer {
  const size = header.length + bytes.length;
  const message = Buffer.alloc(Math.ceil((size + 9) / blockSize) * blockSize);
  header.copy(message);
  bytes.copy(message, header.length);
  message[size] = 0x80;
  message.writeBigUInt64BE(BigInt(size) * 8n, message.length - 8);
  return message;
}

// Written out, not in steps with names: this runs once in a young process, where each call costs more than it does.
function addBlock(state: Int32Array, words: Int32Array, message: Buffer, start: number): void {
  for (let t = 0, at = start; t < 16; t++, at += 4) {
    words[t] = (message[at] << 24) | (message[at + 1] << 16) | (message[at + 2] << 8) | message[at + 3];
  }
  for (let t = 16; t < 80; t++) {
    const word = words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16];
    words[t] = (word << 1) | (word >>> 31);
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  for (let t = 0; t < 80; t++) {
    let mixed: number;
    if (t < 20) mixed = ((b & c) | (~b & d)) + 0x5a827999;
    else if (t < 40) mixed = (b ^ c ^ d) + 0x6ed9eba1;
    else if (t < 60) mixed = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    else mixed = (b ^ c ^ d) + 0xca62c1d6;
    const next = (((a << 5) | (a >>> 27)) + mixed + e + words[t]) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

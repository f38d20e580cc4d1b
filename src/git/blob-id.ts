// The SHA-1 id of a small blob without node:crypto, whose loading takes longer than hashing a hundred config files.
// FIPS 180-4, section 6.1. It proves content the user's own git named; it guards no boundary by itself.

/** SHA-1 works on blocks of 64 bytes; the last 8 hold the length in bits. */
const blockSize = 64;

const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));

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

function addBlock(state: Int32Array, words: Int32Array, message: Buffer, start: number): void {
  for (let t = 0; t < 16; t++) words[t] = message.readInt32BE(start + t * 4);
  for (let t = 16; t < 80; t++) words[t] = rotate(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1);
  let [a, b, c, d, e] = state;
  for (let t = 0; t < 80; t++) {
    const next = (rotate(a, 5) + mix(t, b, c, d) + e + words[t]) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}

/** The round's function and constant. */
function mix(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

// Tells UTF-16 and UTF-32 text from all else: by byte order mark, or by where the NUL bytes of plain letters stand.

export type Encoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

const sampleBytes = 4096;
/** Share of a lane (every second or fourth byte) that must be NUL for text without a mark: markup and code are nearly all ASCII. */
const emptyLane = 0.7;
/** … and the most NULs in the lane that holds the letters. */
const fullLane = 0.05;

function byMark(bytes: Buffer): Encoding | null {
  if (bytes.length >= 4 && bytes[0] === 0xff && bytes[1] === 0xfe && bytes[2] === 0 && bytes[3] === 0)
    return 'utf-32le';
  if (bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0xfe && bytes[3] === 0xff)
    return 'utf-32be';
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** How many NUL bytes stand in each of four lanes of the sample. */
function countNuls(sample: Buffer): readonly [number, number, number, number] {
  const nuls: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) nuls[at & 3]++;
  return nuls;
}

/** Share of NULs where so many are in all lanes of a width together. */
function share(nuls: number, sample: Buffer, width: number): number {
  return nuls / Math.max(1, Math.floor(sample.length / width));
}

/** The wide encoding of `bytes`, or null. At least 8 bytes are needed to tell one without a mark. */
export function detectEncoding(bytes: Buffer): Encoding | null {
  const marked = byMark(bytes);
  if (marked) return marked;
  const sample = bytes.subarray(0, sampleBytes);
  if (sample.length < 8 || !sample.includes(0)) return null;
  const nuls = countNuls(sample);
  const [a, b, c, d] = nuls.map((count) => share(count, sample, 4));
  if (b > emptyLane && c > emptyLane && d > emptyLane && a < fullLane) return 'utf-32le';
  if (a > emptyLane && b > emptyLane && c > emptyLane && d < fullLane) return 'utf-32be';
  const even = share(nuls[0] + nuls[2], sample, 2);
  const odd = share(nuls[1] + nuls[3], sample, 2);
  if (odd > emptyLane && even < fullLane) return 'utf-16le';
  if (even > emptyLane && odd < fullLane) return 'utf-16be';
  return null;
}

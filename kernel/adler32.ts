/** Adler-32 of [at, at + length) (RFC 1950). */
export function adler32(at: usize, length: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  // The most bytes whose sums stay below 2^32.
  const chunk: usize = 5552;
  for (let left = length; left > 0; ) {
    const n = left < chunk ? left : chunk;
    for (const stop = at + n; at < stop; at++) {
      a += load<u8>(at);
      b += a;
    }
    a %= 65521;
    b %= 65521;
    left -= n;
  }
  return (b << 16) | a;
}

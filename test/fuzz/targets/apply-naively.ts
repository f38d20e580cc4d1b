// Applies a git delta one byte at a time: the plain reading that the kernel is compared with.

/** Results above this are not made: a chain of small deltas can unfold to terabytes. */
export const mostMade = 4 * 1024 * 1024;

/** What grows past `mostMade`: nothing is known of it. */
export class TooLarge extends Error {}

function readSize(delta: Buffer, from: number): { size: number; at: number } | null {
  let size = 0;
  for (let at = from, scale = 1; at < delta.length && at - from < 9; at++, scale *= 128) {
    size += (delta[at] & 0x7f) * scale;
    if ((delta[at] & 0x80) === 0) return { size, at: at + 1 };
  }
  return null;
}

/** Offset (4 bytes) and size (3 bytes) of a copy, of which only those are there that the code has a bit for. */
function readCopy(delta: Buffer, code: number, from: number): { offset: number; size: number; at: number } {
  let at = from;
  const take = (bit: number) => (code & bit ? (delta[at++] ?? Number.NaN) : 0);
  const offset = take(1) + take(2) * 0x100 + take(4) * 0x10000 + take(8) * 0x1000000;
  const size = take(16) + take(32) * 0x100 + take(64) * 0x10000;
  return { offset, size: size === 0 ? 0x10000 : size, at };
}

/**
 * What `delta` makes of `base`; null where it does not fit.
 * @throws TooLarge
 */
export function applyNaively(base: Buffer, delta: Buffer): Buffer | null {
  const from = readSize(delta, 0);
  const to = from && readSize(delta, from.at);
  if (from === null || to === null || from.size !== base.length) return null;
  if (to.size > mostMade) throw new TooLarge();
  const parts: Buffer[] = [];
  let length = 0;
  for (let at = to.at; at < delta.length; ) {
    const code = delta[at++];
    const op = code & 0x80 ? readCopy(delta, code, at) : { offset: at, size: code, at: at + code };
    const source = code & 0x80 ? base : delta;
    if (code === 0 || Number.isNaN(op.offset + op.size) || op.offset + op.size > source.length) return null;
    parts.push(source.subarray(op.offset, op.offset + op.size));
    length += op.size;
    at = op.at;
    if (length > to.size) return null;
  }
  return length === to.size ? Buffer.concat(parts) : null;
}

// A path as git stores it (bytes) → the text of a report.

/**
 * UTF-8 as it is; every byte that is not part of valid UTF-8 as `\xNN`, so that no two names look alike and none is lost.
 * A backslash that is really in the name and would read as such an escape is shown as `\x5c`.
 */
export function pathText(path: Buffer): string {
  const text = path.toString('utf8');
  const isPlain = !text.includes('\ufffd') && !text.includes('\\x');
  return isPlain ? text : escapeBytes(path);
}

function escapeBytes(path: Buffer): string {
  let text = '';
  for (let at = 0; at < path.length; ) {
    const length = sequenceLength(path, at);
    const isEscapeLike = path[at] === 0x5c && path[at + 1] === 0x78;
    if (length > 0 && !isEscapeLike) text += path.toString('utf8', at, at + length);
    else text += `\\x${path[at].toString(16).padStart(2, '0')}`;
    at += length > 0 ? length : 1;
  }
  return text;
}

/** Length in bytes of the valid UTF-8 sequence at `at`; 0 where there is none (RFC 3629). */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at];
  const length =
    lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length < 2) return length;
  if (length === 4 && lead < 0xf0) return 0;
  if (at + length > bytes.length) return 0;
  const piece = bytes.subarray(at, at + length);
  return Buffer.from(piece.toString('utf8')).equals(piece) ? length : 0;
}

// One header block of a tar file (POSIX.1-1988 ustar, V7 without its magic, GNU tar's own fields).

export const blockBytes = 512;

export interface TarHeader {
  readonly name: string;
  readonly link: string;
  /** Bytes of data behind the header. */
  readonly size: number;
  /** `0` file, `1` hard link, `2` symbolic link, `5` folder, `x` and `g` pax records, `L` and `K` GNU long names, … */
  readonly type: string;
  /** GNU sparse files: whether more of the map of holes follows in blocks of its own. */
  readonly hasMoreMap: boolean;
}

function textAt(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
}

/** Octal digits between blanks, or GNU's binary number with the high bit set. NaN where it is neither. */
function numberAt(block: Buffer, at: number, length: number): number {
  if ((block[at] & 0x80) !== 0) {
    let value = block[at] & 0x7f;
    for (let index = at + 1; index < at + length; index++) value = value * 256 + block[index];
    return value;
  }
  const text = block.toString('latin1', at, at + length).replace(/[\0 ]+$|^ +/g, '');
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

const checksumAt = 148;
const checksumBytes = 8;

/** The sum of all bytes, with blanks where it is written itself; some programs took the bytes as signed. */
function hasChecksum(block: Buffer): boolean {
  let unsigned = 0x20 * checksumBytes;
  let high = 0;
  for (let at = 0; at < blockBytes; at++) {
    if (at >= checksumAt && at < checksumAt + checksumBytes) continue;
    unsigned += block[at];
    if (block[at] > 127) high++;
  }
  const told = numberAt(block, checksumAt, checksumBytes);
  return told === unsigned || told === unsigned - 256 * high;
}

export function isZeroBlock(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** Null where no header stands. */
export function tarHeader(block: Buffer): TarHeader | null {
  if (block.length < blockBytes || !hasChecksum(block)) return null;
  const size = numberAt(block, 124, 12);
  if (!Number.isSafeInteger(size)) return null;
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156]);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    link: textAt(block, 157, 100),
    size,
    type,
    hasMoreMap: type === 'S' && block[482] === 1,
  };
}

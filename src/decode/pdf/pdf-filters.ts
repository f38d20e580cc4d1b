// The filters of PDF streams (ISO 32000-1, 7.4): what a stream is without them.
import { inflateRaw, unzlib } from '../packed/inflate.ts';
import { DamagedData, Output } from '../packed/unpacked.ts';
import { isDict, nameOf, type PdfDict, type PdfValue } from './pdf-value.ts';

function asciiHex(bytes: Buffer): Buffer {
  const hex = bytes
    .toString('latin1')
    .split('>', 1)[0]
    .replace(/[^0-9a-f]/gi, '');
  return Buffer.from(hex.length % 2 === 1 ? `${hex}0` : hex, 'hex');
}

/** Five characters are four bytes, `z` is four NULs; of the last group the missing ones are `u`. @throws OutputFull */
function ascii85(bytes: Buffer, most: number): Buffer {
  const output = new Output(most);
  const group: number[] = [];
  const write = () => {
    const count = group.length - 1;
    while (group.length < 5) group.push(84);
    const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
    output.need(4);
    for (let index = 0; index < count; index++)
      output.bytes[output.size++] = Math.floor(value / 256 ** (3 - index)) & 0xff;
    group.length = 0;
  };
  const start = /^\s{0,64}<~/.exec(bytes.toString('latin1', 0, 66))?.[0].length ?? 0;
  for (let at = start; at < bytes.length && bytes[at] !== 0x7e; at++)
    if (bytes[at] === 0x7a && group.length === 0) output.append(Buffer.alloc(4));
    else if (bytes[at] > 0x20) {
      group.push(Math.max(0, bytes[at] - 33));
      if (group.length === 5) write();
    }
  if (group.length > 1) write();
  return output.taken();
}

/** LZW as TIFF has it: codes of 9 to 12 bits, 256 begins anew, 257 ends. @throws OutputFull */
function lzw(bytes: Buffer, most: number, early: number): Buffer {
  const output = new Output(most);
  let table: Buffer[] = [];
  let width = 9;
  let last: Buffer | null = null;
  let [held, count] = [0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffffff;
    count += 8;
    if (count < width) continue;
    count -= width;
    const code = (held >>> count) & ((1 << width) - 1);
    if (code === 257) break;
    if (code === 256) {
      [table, width, last] = [[], 9, null];
      continue;
    }
    const known: Buffer | undefined = code < 256 ? Buffer.from([code]) : table[code - 258];
    if (known === undefined && last === null) break;
    const entry: Buffer = known ?? Buffer.concat([last as Buffer, (last as Buffer).subarray(0, 1)]);
    output.append(entry);
    if (last !== null && table.length < 4096 - 258) table.push(Buffer.concat([last, entry.subarray(0, 1)]));
    last = entry;
    width = Math.min(12, Math.max(9, 32 - Math.clz32(table.length + 258 + early - (last === null ? 1 : 0))));
  }
  return output.taken();
}

/** Undoes the predictors of PNG (7.4.4.4): each row begins with the number of its own. */
function unpredict(bytes: Buffer, parameters: PdfDict): Buffer {
  const number = (key: string, usual: number) => {
    const value = parameters.get(key);
    return typeof value === 'number' && value >= 0 && value < 2 ** 31 ? value : usual;
  };
  if (number('Predictor', 1) < 10) return bytes;
  const perPixel = Math.max(1, (number('Colors', 1) * number('BitsPerComponent', 8)) >> 3);
  const told = Math.ceil((number('Colors', 1) * number('BitsPerComponent', 8) * number('Columns', 1)) / 8);
  // No longer than what there is, whatever it is said to be.
  const row = Math.max(1, Math.min(told, bytes.length));
  const rows = Math.ceil(bytes.length / (row + 1));
  const out = Buffer.alloc(rows * row);
  for (let line = 0; line < rows; line++) {
    const kind = bytes[line * (row + 1)];
    for (let at = 0; at < row; at++) {
      const here = line * row + at;
      const left = at >= perPixel ? out[here - perPixel] : 0;
      const up = line > 0 ? out[here - row] : 0;
      const corner = line > 0 && at >= perPixel ? out[here - row - perPixel] : 0;
      const nearest = () => {
        const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
        return a <= b && a <= c ? left : b <= c ? up : corner;
      };
      const add = kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : kind === 4 ? nearest() : 0;
      out[here] = ((bytes[line * (row + 1) + 1 + at] ?? 0) + add) & 0xff;
    }
  }
  return out;
}

/** Filters of one stream, one behind the other: writers use two. */
const mostFilters = 16;

const listOf = (value: PdfValue | undefined) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** Filters of pictures: what they hold is no text. */
const pictures = /^(?:DCT|DCTDecode|JPXDecode|JBIG2Decode|CCF|CCITTFaxDecode)$/;

/**
 * @returns null for pictures
 * @throws OutputFull, DamagedData
 */
export function unfilter(packed: Buffer, dict: PdfDict, most: number): Buffer | null {
  let bytes = packed;
  const filters = listOf(dict.get('Filter') ?? dict.get('F'));
  const parameters = listOf(dict.get('DecodeParms') ?? dict.get('DP'));
  if (filters.length > mostFilters) throw new DamagedData();
  for (const [index, filter] of filters.entries()) {
    const name = nameOf(filter);
    const of = parameters[index];
    if (pictures.test(name)) return null;
    if (name === 'FlateDecode' || name === 'Fl') {
      const whole = unzlib(bytes, most);
      // Some programs leave a broken header or checksum: the data itself is read all the same.
      bytes = (whole.bytes.length > 0 ? whole : inflateRaw(bytes.subarray(2), most)).bytes;
    } else if (name === 'LZWDecode' || name === 'LZW') {
      const early = isDict(of) ? of.get('EarlyChange') : undefined;
      bytes = lzw(bytes, most, early === 0 ? 0 : 1);
    } else if (name === 'ASCIIHexDecode' || name === 'AHx') bytes = asciiHex(bytes);
    else if (name === 'ASCII85Decode' || name === 'A85') bytes = ascii85(bytes, most);
    else if (name !== 'Crypt') throw new DamagedData();
    if (isDict(of)) bytes = unpredict(bytes, of);
  }
  return bytes;
}

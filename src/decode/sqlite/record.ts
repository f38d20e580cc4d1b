// A row as SQLite stores it: a header that tells the kind of each column, then their values (fileformat2.html, 2.1).
import type { TextEncoding } from './pager.ts';

/** Text as UTF-8; blobs as they are. Numbers and NULL are left out. */
export interface Cell {
  readonly column: number;
  readonly bytes: Buffer;
  readonly isBlob: boolean;
}

/** A number of one to nine bytes, seven bits each but for the ninth. */
export function variable(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes.readUInt8(at + index);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(at + 8), next: at + 9 };
}

/** Bytes of the numbers, by serial type. */
const numberBytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function asUtf8(bytes: Buffer, encoding: TextEncoding): Buffer {
  if (encoding === 'utf8') return bytes;
  const even = bytes.subarray(0, bytes.length & ~1);
  const little = encoding === 'utf16le' ? even : Buffer.from(even).swap16();
  return Buffer.from(little.toString('utf16le'), 'utf8');
}

/** The texts and blobs of a row. Ends early where the row is damaged. */
export function* cellsOf(record: Buffer, encoding: TextEncoding): Generator<Cell> {
  const header = variable(record, 0);
  let at = header.value;
  for (let column = 0, type = header.next; type < header.value && type < record.length; column++) {
    const { value: serial, next } = variable(record, type);
    type = next;
    if (serial < numberBytes.length) {
      at += numberBytes[serial];
      continue;
    }
    const length = Math.floor((serial - 12) / 2);
    if (serial < 12 || at + length > record.length) return;
    const isBlob = serial % 2 === 0;
    const bytes = record.subarray(at, at + length);
    if (length > 0) yield { column, bytes: isBlob ? bytes : asUtf8(bytes, encoding), isBlob };
    at += length;
  }
}

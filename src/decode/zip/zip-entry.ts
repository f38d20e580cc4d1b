// What the central directory of a zip file says of one member (APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.5).
import { crc32 } from '../crc32.ts';

export interface ZipEntry {
  /** Forward slashes; otherwise as it stands there, `../` and control characters included: nothing is ever written to a disk. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly flags: number;
  /** Compression; 0 is none, 8 deflate, 99 what AES encrypts. */
  readonly method: number;
  readonly crc: number;
  /** Bytes in the archive, and once they are decompressed. */
  readonly packedSize: number;
  readonly size: number;
  /** Where its local header begins, in the source. */
  readonly at: number;
  readonly rawName: Buffer;
  readonly comment: Buffer;
}

export const zipFlags = { encrypted: 1, descriptor: 8, strong: 0x40, utf8: 0x800, hidden: 0x2000 };
/** Method of a member that is encrypted with AES (the WinZip extension). */
export const aesMethod = 99;

/** The fixed part of an entry of the central directory, and of a local header. */
export const directoryHeader = 46;
export const localHeader = 30;

/** Characters 0x80 to 0xff of the IBM code page 437, which names are in unless they say otherwise. */
const upper437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A name that is not marked as UTF-8 and reads as such is: many programs forget the mark. */
function decodeName(raw: Buffer): string {
  try {
    return utf8.decode(raw);
  } catch {
    return raw.toString('latin1').replace(/[\x80-\xff]/g, (character) => upper437[character.charCodeAt(0) - 0x80]);
  }
}

/** The data of an extra field; null when there is none of that id. */
export function extraField(extra: Buffer, id: number): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
}

const unicodePathField = 0x7075;

/** Info-ZIP's extra field with the name in UTF-8, which counts while it belongs to the name beside it. */
function unicodePath(extra: Buffer, rawName: Buffer): Buffer | null {
  const field = extraField(extra, unicodePathField);
  return field !== null && field.length > 5 && field[0] === 1 && field.readUInt32LE(1) === crc32(rawName)
    ? field.subarray(5)
    : null;
}

export function nameOf(rawName: Buffer, extra: Buffer): string {
  return decodeName(unicodePath(extra, rawName) ?? rawName).replaceAll('\\', '/');
}

const zip64Field = 1;
const inZip64 = 0xffffffff;

/** 64-bit numbers stand in an extra field, in this order, only those whose own field is full of ones. */
export function wideNumbers(extra: Buffer, narrow: readonly number[]): number[] {
  const field = narrow.includes(inZip64) ? extraField(extra, zip64Field) : null;
  let at = 0;
  return narrow.map((number) => {
    if (number !== inZip64 || field === null || at + 8 > field.length) return number;
    at += 8;
    return Number(field.readBigUInt64LE(at - 8));
  });
}

/** The entry whose fixed part is `header`. @param shift bytes before the archive in its file */
export function zipEntry(
  header: Buffer,
  tail: { name: Buffer; extra: Buffer; comment: Buffer },
  shift: number,
): ZipEntry {
  const { name: rawName, extra, comment } = tail;
  const [size, packedSize, at] = wideNumbers(extra, [
    header.readUInt32LE(24),
    header.readUInt32LE(20),
    header.readUInt32LE(42),
  ]);
  const name = nameOf(rawName, extra);
  return {
    name,
    isFolder: name.endsWith('/'),
    flags: header.readUInt16LE(8),
    method: header.readUInt16LE(10),
    crc: header.readUInt32LE(16),
    packedSize,
    size,
    at: at + shift,
    rawName,
    comment,
  };
}

// Tells by its bytes which decoder a file needs. Part of every start and asked for every blob of a history, so it knows the
// signs and loads nothing; whoever decodes looks closer and may find that it was none. A stated function of the bytes alone.

/** Formats that have a decoder; formats/index.ts maps each to its own. */
export type FileFormat =
  | '7z'
  | 'ar'
  | 'arrow'
  | 'bzip2'
  | 'cpio'
  | 'gguf'
  | 'gzip'
  | 'har'
  | 'hdf5'
  | 'lz4'
  | 'lzma'
  | 'mail'
  | 'notebook'
  | 'npy'
  | 'onnx'
  | 'parquet'
  | 'pdf'
  | 'pickle'
  | 'rar'
  | 'safetensors'
  | 'sealed'
  | 'sqlite'
  | 'sqlite-wal'
  | 'tar'
  | 'xz'
  | 'zip'
  | 'zlib'
  | 'zstd';

interface Sign {
  readonly format: FileFormat;
  /** As latin1. */
  readonly text: string;
}

/** Signs at the first byte, from the formats' own specifications. */
const signs: readonly Sign[] = [
  { format: 'gzip', text: '\x1f\x8b\x08' },
  { format: 'zip', text: 'PK\x03\x04' },
  // An empty archive, and the first part of one in several.
  { format: 'zip', text: 'PK\x05\x06' },
  { format: 'zip', text: 'PK\x07\x08' },
  { format: 'bzip2', text: 'BZh' },
  { format: 'xz', text: '\xfd7zXZ\0' },
  { format: 'zstd', text: '\x28\xb5\x2f\xfd' },
  { format: 'lz4', text: '\x04\x22\x4d\x18' },
  { format: '7z', text: '7z\xbc\xaf\x27\x1c' },
  { format: 'rar', text: 'Rar!\x1a\x07' },
  { format: 'ar', text: '!<arch>\n' },
  // Portable cpio, of the new kind and of the old one.
  { format: 'cpio', text: '070701' },
  { format: 'cpio', text: '070702' },
  { format: 'cpio', text: '070707' },
  { format: 'pdf', text: '%PDF-' },
  { format: 'sqlite', text: 'SQLite format 3\0' },
  // Its write-ahead log, with checksums of either byte order.
  { format: 'sqlite-wal', text: '7\x7f\x06\x82' },
  { format: 'sqlite-wal', text: '7\x7f\x06\x83' },
  { format: 'npy', text: '\x93NUMPY' },
  { format: 'gguf', text: 'GGUF' },
  { format: 'hdf5', text: '\x89HDF\r\n\x1a\n' },
  { format: 'parquet', text: 'PAR1' },
  // Its list of contents is encrypted.
  { format: 'parquet', text: 'PARE' },
  { format: 'arrow', text: 'ARROW1' },
  // Pickles of protocol 0 and 1: a dictionary, a list, an object, an array.
  { format: 'pickle', text: '(dp0\n' },
  { format: 'pickle', text: '(dp1\n' },
  { format: 'pickle', text: '(lp0\n' },
  { format: 'pickle', text: '(lp1\n' },
  { format: 'pickle', text: 'ccopy_reg\n_reconstructor\n' },
  { format: 'pickle', text: 'cnumpy.core.multiarray\n' },
  { format: 'pickle', text: '}q\0' },
  { format: 'pickle', text: '}q\x01' },
  { format: 'pickle', text: ']q\0' },
  { format: 'pickle', text: ']q\x01' },
  // git-crypt and age: nothing in them can be read, and that is as it should be.
  { format: 'sealed', text: '\0GITCRYPT\0' },
  { format: 'sealed', text: 'age-encryption.org/v1' },
];

/** A file of these holds a NUL, in its version or in the length that it ends with: a text may begin with `PARENT`, too. */
const withNul: readonly FileFormat[] = ['gguf', 'parquet', 'arrow'];

/** Letters that stored messages begin with, in either case. */
const mailFirsts = 'DFMRSTX';
/** First bytes of formats that are told by more than a fixed text: JSON, mail headers, pickles, ONNX, zlib; and of blank lines. */
const otherFirsts = `{\x80\x08x\r\n ${mailFirsts}`;
/** By first byte the signs that begin with it; a list for each with which a file may be of a format though no NUL stands near its start. */
const byFirst: (Sign[] | undefined)[] = new Array(256).fill(undefined);
for (const sign of signs) {
  const first = sign.text.charCodeAt(0);
  byFirst[first] ??= [];
  byFirst[first].push(sign);
}
for (let at = 0; at < otherFirsts.length; at++) byFirst[otherFirsts.charCodeAt(at)] ??= [];

/** The cheap question before `formatOf`. @param hasNul whether a NUL stands near the start */
export function mayHaveFormat(first: number, hasNul: boolean): boolean {
  return hasNul || byFirst[first] !== undefined;
}

function standsAt(bytes: Buffer, at: number, text: string): boolean {
  if (at + text.length > bytes.length) return false;
  for (let offset = 0; offset < text.length; offset++) if (bytes[at + offset] !== text.charCodeAt(offset)) return false;
  return true;
}

/** Length of the record that a zip file ends in; a comment, or anything else, may stand behind it. */
const zipEnd = 22;
export const longestZipTail = zipEnd + 0xffff;
const zipEndSign = Buffer.from('PK\x05\x06', 'latin1');
const zipEntrySign = 'PK\x01\x02';

/**
 * Whether `bytes` end as a zip file does: a program with an archive behind it, an archive with something behind it.
 * Near the end of a program that knows zip files stands the sign, too: the list of members must stand where it says.
 * @param wordAt four bytes at a place counted from the start of `bytes`, for those that are only the end of a file
 */
export function endsAsZip(bytes: Buffer, wordAt = (at: number) => bytes.subarray(at, at + 4)): boolean {
  const from = Math.max(0, bytes.length - longestZipTail);
  for (let at = bytes.indexOf(zipEndSign, from); at >= 0; at = bytes.indexOf(zipEndSign, at + 1)) {
    if (at + zipEnd > bytes.length) return false;
    const listAt = at - bytes.readUInt32LE(at + 12);
    if (at + zipEnd === bytes.length || standsAt(wordAt(listAt), 0, zipEntrySign)) return true;
  }
  return false;
}

/** Readers of PDF look for its sign in so many bytes (ISO 32000-1, Annex H.3.4.1). */
const pdfSample = 1024;
const pdfSign = Buffer.from('%PDF-');
/** Offset of `ustar` in a header of 512 bytes (POSIX.1-1988). */
const ustarAt = 257;
/** A tar header before ustar has no sign but its checksum: the sum of its bytes, in six octal digits, a NUL and a blank. */
function isOldTar(bytes: Buffer): boolean {
  if (bytes.length < 512 || bytes[154] !== 0 || bytes[155] !== 0x20) return false;
  const told = bytes.toString('latin1', 148, 154);
  if (!/^[ 0-7]{5}[0-7]$/.test(told)) return false;
  let sum = 8 * 0x20;
  for (let at = 0; at < 512; at++) if (at < 148 || at > 155) sum += bytes[at];
  return sum === Number.parseInt(told, 8);
}

/** .lzma: the usual lc, lp and pb, a dictionary of a power of two, a size that is unknown or below 256 GiB. */
function isLzma(bytes: Buffer): boolean {
  if (bytes.length < 18 || bytes[1] !== 0 || bytes[2] !== 0 || bytes[4] > 8 || bytes[13] !== 0) return false;
  const size = bytes.readUIntLE(5, 6);
  return (size === 0xffffffffffff && bytes[12] === 0xff) || (bytes[10] < 64 && bytes[11] === 0 && bytes[12] === 0);
}

/** How much of either end of a JSON file is searched: nbformat writes its version last, others first. */
const jsonSample = 2048;

function jsonFormat(bytes: Buffer): FileFormat | null {
  const head = bytes.toString('latin1', 0, jsonSample);
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - jsonSample));
  if (/"nbformat"\s*:\s*\d/.test(head) || /"nbformat"\s*:\s*\d/.test(tail)) return 'notebook';
  if (/^\{\s*"log"\s*:\s*\{/.test(head) && /"(?:creator|entries|browser)"/.test(head)) return 'har';
  return /"_postman_id"\s*:/.test(head) || /"_postman_variable_scope"\s*:/.test(tail) ? 'har' : null;
}

/** Header fields that a stored message begins with (RFC 5322, and the `From ` line of a mailbox). */
const mailStart =
  /^(?:From \S+ |(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version|From|Date|Subject|To|DKIM-Signature|X-[\w-]+):[ \t])/i;
const mailSample = 4096;

/** The first three letters of those, and `x-`: a commit that begins with `Fix` or `Merge` need not be searched. */
const mailLetters = /^(?:fro|ret|rec|del|mes|mim|dat|sub|to:|dki|x-)/i;

function isMail(bytes: Buffer): boolean {
  if (!mailLetters.test(bytes.toString('latin1', 0, 3))) return false;
  const head = bytes.toString('latin1', 0, mailSample);
  if (!mailStart.test(head)) return false;
  const fields = head.match(/^(?:From|To|Subject|Date|Message-ID|MIME-Version|Content-Type|Received):/gim) ?? [];
  return new Set(fields.map((field) => field.toLowerCase())).size >= 3;
}

/** safetensors: 8 bytes of length, little-endian, then a JSON object of that length. */
function isSafetensors(bytes: Buffer): boolean {
  return bytes.length > 9 && bytes[8] === 0x7b && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0;
}

/** A pickle of protocol 2 to 5: PROTO, then a frame or an opcode. */
function isPickle(bytes: Buffer): boolean {
  return bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5 && bytes.length > 4;
}

/** ONNX: a ModelProto begins with ir_version (field 1, varint), then a string (producer_name, field 2) or an opset or graph. */
function isOnnx(bytes: Buffer): boolean {
  return (
    bytes[0] === 0x08 &&
    bytes[1] > 0 &&
    bytes[1] < 0x40 &&
    (bytes[2] === 0x12 || bytes[2] === 0x3a || bytes[2] === 0x42)
  );
}

/** A stream of Arrow begins with four bytes of ones, the length of its schema in whole words, and an offset within that. */
function isArrowStream(bytes: Buffer): boolean {
  if (bytes.length < 16 || bytes.readUInt32LE(0) !== 0xffffffff) return false;
  const length = bytes.readUInt32LE(4);
  return length >= 16 && length % 8 === 0 && length < 2 ** 26 && bytes.readUInt32LE(8) < length;
}

/** RFC 1950: method 8, window up to 32 KiB, and a check that makes the two bytes a multiple of 31. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length > 8 && (bytes[0] & 0x0f) === 8 && bytes[0] <= 0x78 && ((bytes[0] << 8) | bytes[1]) % 31 === 0;
}

/** The format of a file, by its first bytes and, of JSON, its last. @param bytes the whole file, or its beginning */
export function formatOf(bytes: Buffer): FileFormat | null {
  for (const { format, text } of byFirst[bytes[0]] ?? [])
    if (standsAt(bytes, 0, text) && (!withNul.includes(format) || bytes.includes(0))) return format;
  switch (bytes[0]) {
    case 0x7b:
      return jsonFormat(bytes);
    case 0x80:
      if (isPickle(bytes)) return 'pickle';
      break;
    case 0x08:
      if (isOnnx(bytes)) return 'onnx';
      break;
    case 0x78:
      if (isZlib(bytes) && bytes.subarray(0, 64).some((byte) => byte >= 0x80)) return 'zlib';
      break;
    case 0xff:
      if (isArrowStream(bytes)) return 'arrow';
      break;
    case 0x5d:
      if (isLzma(bytes)) return 'lzma';
      break;
    default:
  }
  if (standsAt(bytes, ustarAt, 'ustar') || isOldTar(bytes)) return 'tar';
  if (endsAsZip(bytes)) return 'zip';
  if (isSafetensors(bytes)) return 'safetensors';
  if (mailFirsts.includes(String.fromCharCode(bytes[0])) && isMail(bytes)) return 'mail';
  return bytes.subarray(0, pdfSample).includes(pdfSign) ? 'pdf' : null;
}

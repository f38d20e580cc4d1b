// The texts of one page of a column, by its encoding. Pages that only number the entries of a dictionary hold none.
import { DamagedInput } from '../../decoder.ts';
import { readDeltas } from './delta.ts';

/** Parquet's own numbers (parquet.thrift, Encoding). */
const plain = 0;
const plainDictionary = 2;
const deltaLengths = 6;
const deltaBytes = 7;
const rleDictionary = 8;

const broken = () => new DamagedInput('a page in it is damaged');

function* readPlain(bytes: Buffer, fixed: number): Generator<Buffer> {
  if (fixed < 0) throw broken();
  for (let at = 0; at + (fixed || 4) <= bytes.length; ) {
    const length = fixed || bytes.readUInt32LE(at);
    const start = fixed ? at : at + 4;
    if (length > bytes.length - start) throw broken();
    yield bytes.subarray(start, start + length);
    at = start + length;
  }
}

function* readLengths(bytes: Buffer, at: number): Generator<Buffer> {
  const { values, end } = readDeltas(bytes, at, mostValues(bytes));
  let start = end;
  for (const length of values) {
    if (length < 0 || length > bytes.length - start) throw broken();
    yield bytes.subarray(start, start + length);
    start += length;
  }
}

/** Texts that begin as the one before: how much of it, then the rest. */
function* readPrefixed(bytes: Buffer, takeBytes: (count: number) => void): Generator<Buffer> {
  const { values, end } = readDeltas(bytes, 0, mostValues(bytes));
  let last: Buffer = Buffer.alloc(0);
  let at = 0;
  for (const suffix of readLengths(bytes, end)) {
    const shared = values[at++] ?? 0;
    if (shared < 0 || shared > last.length) throw broken();
    // A text of a megabyte may stand there again and again for some bits.
    takeBytes(shared + suffix.length);
    last = Buffer.concat([last.subarray(0, shared), suffix]);
    yield last;
  }
}

/** Equal lengths take no bits at all; writers begin a new page after some 20,000 values. */
const mostValues = (bytes: Buffer) => Math.min(bytes.length * 8, 16_000_000);

export interface PageTerms {
  /** Bytes of each text, 0 where each says its own. */
  readonly fixed: number;
  /** Counts bytes that come out of fewer. */
  readonly takeBytes: (count: number) => void;
}

/** @returns null for an encoding that is not read */
export function readPage(encoding: number, bytes: Buffer, { fixed, takeBytes }: PageTerms): Iterable<Buffer> | null {
  switch (encoding) {
    case plain:
      return readPlain(bytes, fixed);
    case plainDictionary:
    case rleDictionary:
      return [];
    case deltaLengths:
      return readLengths(bytes, 0);
    case deltaBytes:
      return readPrefixed(bytes, takeBytes);
    default:
      return null;
  }
}

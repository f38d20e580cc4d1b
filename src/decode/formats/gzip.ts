// gzip (RFC 1952): one file, or several one after the other.
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import { bytesInMemory } from '../../model/byte-source.ts';
import { behind } from '../behind.ts';
import { crc32 } from '../crc32.ts';
import type { DecodeBudget } from '../decode-budget.ts';
import { DamagedInput, type DecodeInput, type Part } from '../decoder.ts';
import type { Inflated } from '../packed/inflate.ts';

interface Gunzipped {
  readonly bytes: Buffer;
  /** Where the last member ends. */
  readonly used: number;
  readonly isDamaged: boolean;
}

const sign = Buffer.from('\x1f\x8b\x08', 'latin1');
/** Flags of a header with more in it than ten bytes: a field of any content, a name, a comment, a checksum (RFC 1952, 2.3.1). */
const [hasChecksum, hasExtra, hasName, hasComment] = [2, 4, 8, 16];
const headerBytes = 10;
const trailerBytes = 8;
/** Of a header, so much of its texts is looked at. */
const mostHeader = 128 * 1024;

const tooLarge = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';

/** Where the data of the member at `start` begins. */
function endOfHeader(packed: Buffer, start: number): number {
  const flags = packed[start + 3];
  let end = start + headerBytes;
  if (flags & hasExtra) end += 2 + (packed[end] ?? 0) + (packed[end + 1] ?? 0) * 256;
  for (const flag of [hasName, hasComment])
    if (flags & flag) {
      const nul = packed.indexOf(0, end);
      end = nul < 0 ? packed.length : nul + 1;
    }
  return flags & hasChecksum ? end + 2 : end;
}

/** One member; where its end is missing, what comes before. @throws LimitReached */
function member(packed: Buffer, start: number, most: number): Gunzipped {
  const dataAt = endOfHeader(packed, start);
  for (const finishFlush of [constants.Z_FINISH, constants.Z_SYNC_FLUSH])
    try {
      const options = { maxOutputLength: Math.max(1, most), finishFlush, info: true };
      const { buffer, engine } = inflateRawSync(packed.subarray(dataAt), options) as unknown as Inflated;
      const trailerAt = dataAt + engine.bytesWritten;
      const isWhole = finishFlush === constants.Z_FINISH && trailerAt + trailerBytes <= packed.length;
      const isRight = isWhole && packed.readUInt32LE(trailerAt) === crc32(buffer);
      return { bytes: buffer, used: trailerAt + trailerBytes, isDamaged: !isRight };
    } catch (error) {
      if (tooLarge(error)) throw error;
    }
  return { bytes: Buffer.alloc(0), used: packed.length, isDamaged: true };
}

/** Member by member: Node gives nothing at all where other bytes stand behind the last one, or one of them is damaged. */
function memberWise(packed: Buffer, most: number, budget: DecodeBudget): Gunzipped {
  const parts: Buffer[] = [];
  let at = 0;
  let size = 0;
  let isDamaged = false;
  while (!isDamaged && packed.subarray(at, at + sign.length).equals(sign)) {
    budget.checkTime();
    const one = member(packed, at, most - size);
    parts.push(one.bytes);
    size += one.bytes.length;
    at = one.used;
    isDamaged = one.isDamaged;
  }
  return { bytes: Buffer.concat(parts), used: at, isDamaged };
}

function gunzip(packed: Buffer, budget: DecodeBudget): Gunzipped {
  const maxOutputLength = budget.mostFrom(packed.length);
  try {
    try {
      const { buffer, engine } = gunzipSync(packed, { maxOutputLength, info: true }) as unknown as Inflated;
      return { bytes: buffer, used: engine.bytesWritten, isDamaged: false };
    } catch (error) {
      if (tooLarge(error)) throw error;
      return memberWise(packed, maxOutputLength, budget);
    }
  } catch (error) {
    throw tooLarge(error) ? budget.tooMuch(packed.length) : error;
  }
}

/** The file in it. A file that is cut short or damaged gives what came out before, and the damage. */
export function* decodeGzip({ source, budget }: DecodeInput): Iterable<Part> {
  const packed = source.read(0, source.size);
  if ((packed[3] & (hasExtra | hasName | hasComment)) !== 0) {
    const end = Math.min(endOfHeader(packed, 0), headerBytes + mostHeader);
    yield { type: 'text', step: 'gzip header', bytes: packed.subarray(headerBytes, end) };
  }
  const { bytes, used, isDamaged } = gunzip(packed, budget);
  budget.takeBytes(bytes.length);
  if (bytes.length > 0 || !isDamaged) yield { type: 'file', step: 'gzip', path: null, bytes: bytesInMemory(bytes) };
  if (isDamaged) throw new DamagedInput('its gzip data is damaged or cut short');
  yield* behind(packed, used, 'gzip');
}

// gzip (RFC 1952): one file, or several one after the other.
import { constants, gunzipSync } from 'node:zlib';
import { bytesInMemory } from '../../model/byte-source.ts';
import { DamagedInput, type DecodeInput, type Part } from '../decoder.ts';

/** The file in it. A file that is cut short or damaged gives what came out before, and the damage. */
export function* decodeGzip({ source, budget }: DecodeInput): Iterable<Part> {
  const packed = source.read(0, source.size);
  const maxOutputLength = budget.mostFrom(packed.length);
  let bytes: Buffer;
  try {
    bytes = gunzipSync(packed, { maxOutputLength });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw budget.tooMuch(packed.length);
    bytes = beforeDamage(packed, maxOutputLength);
    if (bytes.length > 0) yield { type: 'file', step: 'gzip', path: null, bytes: bytesInMemory(bytes) };
    throw new DamagedInput('its gzip data is damaged or cut short');
  }
  budget.takeBytes(bytes.length);
  yield { type: 'file', step: 'gzip', path: null, bytes: bytesInMemory(bytes) };
}

/** What can be had of a file whose end is missing. */
function beforeDamage(packed: Buffer, maxOutputLength: number): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

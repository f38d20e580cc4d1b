// zlib data inside of a format, within the limits of the file it is in.
import { inflateSync } from 'node:zlib';
import type { DecodeBudget } from '../decode-budget.ts';
import { DamagedInput } from '../decoder.ts';

/** @throws LimitReached, DamagedInput */
export function inflateWithin(packed: Buffer, budget: DecodeBudget): Buffer {
  try {
    const bytes = inflateSync(packed, { maxOutputLength: budget.mostFrom(packed.length) });
    budget.takeBytes(bytes.length);
    return bytes;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw budget.tooMuch(packed.length);
    if (typeof code === 'string' && code.startsWith('Z_')) throw new DamagedInput('compressed data in it is damaged');
    throw error;
  }
}

// 7z, rar and cpio, through libarchive: their compression is nobody's to write anew.
import { bytesInMemory } from '../../model/byte-source.ts';
import { type DecodeBudget, LimitReached } from '../decode-budget.ts';
import { DamagedInput, type Decoder, type Part } from '../decoder.ts';
import { type ArchiveEntry, ArchiveFailed, openArchive } from '../packed/open-archive.ts';
import { Output, OutputFull } from '../packed/unpacked.ts';

/** Whatever lies behind a member that is too large would have to be decompressed with it: the archive ends there. */
function readAll(entry: ArchiveEntry, packedSize: number, budget: DecodeBudget): Buffer {
  const output = new Output(budget.mostFrom(packedSize));
  try {
    for (const piece of entry.pieces()) {
      budget.takeBytes(piece.length);
      output.append(piece);
    }
  } catch (error) {
    throw error instanceof OutputFull ? new LimitReached(budget.tooMuch(packedSize).message) : error;
  }
  return output.taken();
}

/** @param word for the step: `7z:app/.env` */
function decodeWith(word: string): Decoder {
  return function* decodeArchive({ source, budget }): Generator<Part> {
    try {
      for (const entry of openArchive(source.read(0, source.size))) {
        budget.takeEntry();
        const step = `${word}:${entry.name}`;
        if (entry.isEncrypted) yield { type: 'loss', kind: 'encrypted', isGap: true, step, reason: 'it is encrypted' };
        else if (entry.link !== '') yield { type: 'text', step: `${step} link`, bytes: Buffer.from(entry.link) };
        else {
          // A folder or device that has data is read like a file: nothing hides there, and the library passes over no bomb.
          const bytes = readAll(entry, source.size, budget);
          if (entry.isFile || bytes.length > 0)
            yield { type: 'file', step, path: entry.name, bytes: bytesInMemory(bytes) };
        }
      }
    } catch (error) {
      if (!(error instanceof ArchiveFailed)) throw error;
      if (!error.isEncrypted) throw new DamagedInput('it is damaged, cut short or of a kind that is not read');
      yield { type: 'loss', kind: 'encrypted', isGap: true, step: null, reason: 'its list of members is encrypted' };
    }
  };
}

export const decode7z = decodeWith('7z');
export const decodeRar = decodeWith('rar');
export const decodeCpio = decodeWith('cpio');

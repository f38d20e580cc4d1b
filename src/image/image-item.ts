// What the reader of images hands to the pipeline.
import { type ByteSource, bytesInMemory } from '../model/byte-source.ts';
import type { Fragment } from '../model/fragment.ts';
import type { GapKind } from '../model/receipt.ts';
import type { SkippedInput } from '../model/source-item.ts';

/** A larger file is not read before it is known what of it is looked at. */
const smallBytes = 16 * 1024 * 1024;

/** A file or text of an image. @param path by which it is judged */
export function fragmentOf(
  shown: string,
  via: readonly string[],
  content: ByteSource | Buffer,
  path?: string,
): Fragment {
  const source = Buffer.isBuffer(content) ? bytesInMemory(content) : content;
  const isSmall = source.size <= smallBytes;
  return {
    bytes: isSmall ? source.read(0, source.size) : Buffer.alloc(0),
    ...(!isSmall && { source }),
    place: { origin: 'file', path: shown },
    within: { via, ...(path !== undefined && { path }) },
    isNamed: true,
  };
}

/** A part of an image that was not looked at. @param reason the end of a sentence */
export function gapOf(shown: string, via: readonly string[], kind: GapKind, reason: string): SkippedInput {
  const inner = via.length === 0 ? '' : ` (${via.join(', ')})`;
  const message = `"${shown}"${inner} was not scanned whole: ${reason}.`;
  return { skipped: kind, isGap: true, problem: { code: 'not-decoded', message, path: shown } };
}

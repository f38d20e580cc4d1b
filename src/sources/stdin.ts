// What is piped in: `leakgate scan -`.
import type { SourceItem } from '../model/source-item.ts';
import { type PartSizes, partSizes, textParts } from './text-parts.ts';

/** Most that is read of what must be looked at whole, 512 MiB. */
const maxInputBytes = 512 * 1024 * 1024;
/** A larger text is looked at in parts. */
const wholeBytes = 64 * 1024 * 1024;

const place = { origin: 'stdin', path: null } as const;

export interface StdinTerms {
  /** Whether an input that begins so is a text that can be looked at in parts. */
  readonly isCuttable: (start: Buffer) => boolean;
  /** Lower in tests. */
  readonly limit?: number;
  readonly wholeBytes?: number;
  readonly sizes?: PartSizes;
}

/** What was read, and then what is still to come. */
async function* joined(chunks: Buffer[], rest: AsyncIterator<Buffer | string>): AsyncGenerator<Buffer> {
  // Each goes as soon as it was handed on: they are as large as a part.
  for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) yield chunk;
  for (let next = await rest.next(); !next.done; next = await rest.next())
    yield typeof next.value === 'string' ? Buffer.from(next.value) : next.value;
}

/** All of `stream` as one item, or in parts; of what must be whole, beyond the limit the beginning is scanned and the rest is a gap. */
export async function* stdinItems(
  stream: AsyncIterable<Buffer | string>,
  { isCuttable, limit = maxInputBytes, wholeBytes: whole = wholeBytes, sizes = partSizes }: StdinTerms,
): AsyncGenerator<SourceItem> {
  const rest = stream[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  let size = 0;
  let isAsked = false;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    const chunk = typeof next.value === 'string' ? Buffer.from(next.value) : next.value;
    chunks.push(chunk);
    size += chunk.length;
    if (size > whole && !isAsked) {
      isAsked = true;
      if (isCuttable(Buffer.concat(chunks))) {
        yield* textParts(joined(chunks, rest), { place, isNamed: true }, sizes);
        return;
      }
    }
    if (size > limit) break;
  }
  yield { bytes: Buffer.concat(chunks).subarray(0, limit), place, isNamed: true };
  if (size <= limit) return;
  const message = `Only the first ${limit} bytes of stdin were scanned.`;
  yield { skipped: 'limit', isGap: true, problem: { code: 'too-large', message } };
}

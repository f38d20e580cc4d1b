// What is piped in: `leakgate scan -`.
import type { SourceItem } from '../model/source-item.ts';
import { readUpTo } from './read-up-to.ts';

/** Most that is read of it, 512 MiB. */
const maxInputBytes = 512 * 1024 * 1024;

/** All of `stream` as one item; beyond the limit the beginning is scanned and the rest is a gap. */
export async function* stdinItems(
  stream: AsyncIterable<Buffer | string>,
  limit = maxInputBytes,
): AsyncGenerator<SourceItem> {
  const { bytes, isWhole } = await readUpTo(stream, limit);
  yield { bytes, place: { origin: 'stdin', path: null }, isNamed: true };
  if (isWhole) return;
  const message = `Only the first ${limit} bytes of stdin were scanned.`;
  yield { skipped: 'limit', isGap: true, problem: { code: 'too-large', message } };
}

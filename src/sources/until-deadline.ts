// A source that ends when the time is over: what was not reached is a gap of its own.
import type { SourceItem } from '../model/source-item.ts';

/** `items` until `isOver` says so, asked before each of them. */
export async function* untilDeadline(
  items: AsyncIterable<SourceItem>,
  isOver: () => boolean,
): AsyncGenerator<SourceItem> {
  for await (const item of items) {
    if (isOver()) {
      const message = 'The time that this server allows for the check was over before everything was looked at.';
      yield { skipped: 'deadline', isGap: true, problem: { code: 'deadline', message } };
      return;
    }
    yield item;
  }
}

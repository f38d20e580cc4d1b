// Gathers what a source yields, in a shape that tests can compare.
import type { Fragment, Origin } from '../../src/model/fragment.ts';
import { isClean, isCleared, isSkipped, type SkippedInput, type SourceItem } from '../../src/model/source-item.ts';

export interface Collected {
  readonly fragments: readonly Fragment[];
  readonly skips: readonly SkippedInput[];
  /** Texts of the fragments of one origin as [path, text], in their order. */
  texts(origin?: Origin): [string | null, string][];
  /** Old contents of the one file fragment at `path`, as [old path, text]. */
  before(path: string): Promise<[string, string][]>;
}

export async function collectItems(items: AsyncIterable<SourceItem>): Promise<Collected> {
  const fragments: Fragment[] = [];
  const skips: SkippedInput[] = [];
  for await (const item of items) {
    if (isCleared(item) || isClean(item)) continue;
    if (isSkipped(item)) skips.push(item);
    else fragments.push(item);
  }
  return {
    fragments,
    skips,
    texts: (origin = 'file') =>
      fragments
        .filter(({ place }) => place.origin === origin)
        .map(({ place, bytes }) => [place.path, bytes.toString('utf8')]),
    before: async (path) => {
      const [fragment, ...more] = fragments.filter(({ place }) => place.path === path);
      if (fragment === undefined || more.length > 0) throw new Error(`${path} has not exactly one fragment`);
      return ((await fragment.preimages?.()) ?? []).map((old) => [old.path, old.bytes.toString('utf8')]);
    },
  };
}

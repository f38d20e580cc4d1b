// Authors that are noted while commits are passed: who asks for a commit gets the author that reading it would give, and what is not
// noted is read.
import { describe, expect, it } from 'vitest';
import { AuthorCollector, readAuthors } from '../../../../src/git/pack/author-store.ts';
import type { IdFinder } from '../../../../src/git/pack/id-finder.ts';
import { authorHeader, authorOf } from '../../../../src/git/parse-commit.ts';
import type { StoredObject } from '../../../../src/model/history.ts';
import fc from '../../../support/fast-check.ts';

const idOf = (commit: number) => commit.toString(16).padStart(40, '0');
const finder = { find: (id: string) => Number.parseInt(id, 16) } as IdFinder;

const name = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('Ada <ada@example.org>', 'Ä <>', '< >', 'author x', 'A\tB <a b>', '', 'committer'),
);
const commit = fc.record({
  author: fc
    .tuple(name, fc.constantFrom('', ' 1767225600 +0000', ' 1 -1200', ' x', ' 99999999999999 +0100'))
    .map(([who, when]) => Buffer.from(`${who}${when}`.replaceAll(/[\n\0]/g, '?'))),
  isNoted: fc.boolean(),
  isAsked: fc.boolean(),
  store: fc.nat(2),
});

const bytesOf = (author: Buffer) =>
  Buffer.concat([
    Buffer.from(`tree ${idOf(1)}\nauthor `),
    author,
    Buffer.from('\ncommitter C <c@d> 1 +0000\n\nwords\n'),
  ]);

/** All commits have the same author, of so many bytes; how many bytes of them are kept. */
function keptOf(count: number, length: number): number {
  const collector = new AuthorCollector();
  const author = Buffer.alloc(length, 'a');
  for (let commit = 0; commit < count; commit++) collector.enter(commit, author, 0, length);
  return collector.store().text.length;
}

describe('readAuthors', () => {
  it('notes no long line, and no more than is of use', () => {
    expect(keptOf(3, 1024)).toBe(3 * 1024);
    expect(keptOf(3, 1025)).toBe(0);
    expect(keptOf(40_000, 1000)).toBe(Math.floor((32 * 1024 * 1024) / 1000) * 1000);
  });

  it('gives what the commits themselves would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(commit, { maxLength: 80 }), async (commits) => {
        const collectors = [new AuthorCollector(), new AuthorCollector(), new AuthorCollector()];
        for (const [number, { author, isNoted, store }] of commits.entries()) {
          const bytes = bytesOf(author);
          const from = bytes.indexOf('\nauthor ') + 8;
          if (isNoted) collectors[store].enter(number, bytes, from, from + author.length);
        }
        const asked = [...commits.keys()].filter((number) => commits[number].isAsked);
        const read: string[] = [];
        const terms = {
          stores: collectors.map((collector) => collector.store()),
          finder,
          async *read(ids: Iterable<string>): AsyncGenerator<StoredObject> {
            for (const id of ids) {
              read.push(id);
              yield { id, type: 'commit', bytes: bytesOf(commits[finder.find(id)].author) };
            }
          },
        };
        const told = new Map<string, Buffer>();
        for await (const { id, bytes } of readAuthors(terms, asked.map(idOf))) {
          expect(told.has(id)).toBe(false);
          told.set(id, bytes);
        }
        expect([...told.keys()].sort()).toEqual(asked.map(idOf).sort());
        expect(read.sort()).toEqual(
          asked
            .filter((number) => !commits[number].isNoted)
            .map(idOf)
            .sort(),
        );
        for (const number of asked) {
          const [whole, short] = [bytesOf(commits[number].author), told.get(idOf(number)) as Buffer];
          expect(authorOf(short)).toEqual(authorOf(whole));
          expect(authorHeader(short)).toBe(authorHeader(whole));
        }
      }),
      { numRuns: 300 },
    );
  });
});

// Where a blob stood: who is named for it, in histories that are not straight lines.
import { afterEach, describe, expect, it } from 'vitest';
import { HistoryBooks } from '../../src/git/history-books.ts';
import { inOrderOfCredit, PlacementCollector } from '../../src/git/place-blobs.ts';
import { isUnread, ObjectReader } from '../../src/git/read-objects.ts';
import { openRepository } from '../../src/git/repository.ts';
import { walkDiffTree } from '../../src/git/walk-diff-tree.ts';
import { TreeWalker } from '../../src/git/walk-trees.ts';
import type { StoredObject } from '../../src/model/history.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';
import { sweep } from '../support/sweep.ts';

const makeRepo = scratchRepos(afterEach);
const both = ['git', 'portable'] as const;

async function placesOf(repo: ScratchRepo, blob: string, backend: (typeof both)[number] = 'git') {
  const { history } = await sweep(repo, { backend });
  return (await history.locate(new Set([blob]))).get(blob);
}

/** A commit of one file with a committer date of its own. */
function commitAt(
  repo: ScratchRepo,
  seconds: number,
  parents: readonly string[],
  files: Record<string, string>,
): string {
  const input = Object.entries(files)
    .map(([path, content]) => `100644 blob ${repo.hashObject(content)}\t${path}\n`)
    .join('');
  const tree = repo.gitBytes(['mktree'], { input }).toString().trim();
  const env = { GIT_COMMITTER_DATE: `${seconds} +0000` };
  const args = ['commit-tree', tree, '-m', 'words', ...parents.flatMap((parent) => ['-p', parent])];
  return repo.gitBytes(args, { env }).toString().trim();
}

describe.each(both)('places of a blob, backend %s', (backend) => {
  it('names every path, and for each the commit that came first', async () => {
    const repo = makeRepo();
    repo.write('one', 'same content');
    const first = repo.commit('first');
    repo.write('lib/two', 'same content');
    const second = repo.commit('second');
    repo.write('one', 'other');
    repo.commit('third');
    repo.write('one', 'same content');
    repo.commit('back again');
    const blob = repo.git('rev-parse', 'HEAD:one');
    expect(await placesOf(repo, blob, backend)).toMatchObject([
      { path: 'lib/two', commit: second },
      { path: 'one', commit: first },
    ]);
  });

  it('shows bytes of a path that are no UTF-8', async () => {
    const repo = makeRepo();
    repo.write(Buffer.from('gr\xfc\xdfe/\ttab', 'latin1'), 'content');
    repo.commit('first');
    expect(await placesOf(repo, repo.hashObject('content'), backend)).toMatchObject([{ path: 'gr\\xfc\\xdfe/\ttab' }]);
  });

  it('names what a ref still holds before what only a reflog holds, though that is older', async () => {
    const repo = makeRepo();
    repo.write('a', 'content');
    const before = repo.commit('before');
    const after = repo.commit('amended', '--amend');
    const blob = repo.git('rev-parse', 'HEAD:a');
    expect(before).not.toBe(after);
    expect(await placesOf(repo, blob, backend)).toMatchObject([{ commit: after, ref: 'refs/heads/main' }]);
  });

  it('goes by parents, not by dates, where clocks were wrong', async () => {
    const repo = makeRepo();
    const root = commitAt(repo, 1_000_000_500, [], { a: 'content' });
    const child = commitAt(repo, 1_000_000_000, [root], { a: 'content', b: 'more' });
    repo.git('update-ref', 'refs/heads/main', child);
    expect(await placesOf(repo, repo.hashObject('content'), backend)).toMatchObject([{ path: 'a', commit: root }]);
  });

  it('names one of two commits of the same second by its id', async () => {
    const repo = makeRepo();
    const ids = ['x', 'y', 'z'].map((other) => commitAt(repo, 1_000_000_000, [], { a: 'content', b: other }));
    for (const [number, id] of ids.entries()) repo.git('update-ref', `refs/heads/b${number}`, id);
    expect(await placesOf(repo, repo.hashObject('content'), backend)).toMatchObject([{ commit: ids.sort()[0] }]);
  });

  it('names a merge only for what none of its parents holds', async () => {
    const repo = makeRepo();
    const parents = [1, 2, 3].map((at) =>
      commitAt(repo, 1_000_000_000 + at, [], { [`own${at}`]: `${at}`, all: `${at}` }),
    );
    const files = { own1: '1', own2: '2', own3: '3', all: 'of the merge' };
    const merge = commitAt(repo, 1_000_000_010, parents, files);
    repo.git('update-ref', 'refs/heads/main', merge);
    expect(await placesOf(repo, repo.hashObject('of the merge'), backend)).toMatchObject([
      { path: 'all', commit: merge },
    ]);
    expect(await placesOf(repo, repo.hashObject('2'), backend)).toMatchObject([
      { path: 'all', commit: parents[1] },
      { path: 'own2', commit: parents[1] },
    ]);
  });

  it('gives the path within a tree under a tag', async () => {
    const repo = makeRepo();
    const input = `100644 blob ${repo.hashObject('content')}\tinner\n`;
    const inner = repo.gitBytes(['mktree'], { input }).toString().trim();
    const tree = repo
      .gitBytes(['mktree'], { input: `040000 tree ${inner}\tfolder\n` })
      .toString()
      .trim();
    repo.git('tag', '-a', '-m', 'words', 'of-tree', tree);
    expect(await placesOf(repo, repo.hashObject('content'), backend)).toEqual([
      { path: 'folder/inner', ref: 'refs/tags/of-tree', isNote: false },
    ]);
  });
});

describe('places of a blob that nothing holds', () => {
  it('gives the path within a dangling tree, and none for a dangling blob', async () => {
    const repo = makeRepo();
    const held = repo.hashObject('in a tree');
    const alone = repo.hashObject('alone');
    repo.gitBytes(['mktree'], { input: `100644 blob ${held}\tname\n` });
    expect(await placesOf(repo, held)).toEqual([{ path: 'name', ref: 'unreachable', isNote: false }]);
    expect(await placesOf(repo, alone)).toEqual([{ path: null, ref: 'unreachable', isNote: false }]);
  });

  it('gives the commit that nothing reaches', async () => {
    const repo = makeRepo();
    const lost = commitAt(repo, 1_000_000_000, [], { a: 'content' });
    const places = await placesOf(repo, repo.hashObject('content'));
    expect(places).toMatchObject([
      { path: 'a', commit: lost, ref: 'unreachable', author: 'Ada Tester <ada@example.org>' },
    ]);
  });
});

/** A history with branches, merges, deletions, mode changes and a file that becomes a folder. */
function tangled(): ScratchRepo {
  const repo = makeRepo();
  for (let number = 0; number < 12; number++) {
    repo.write(`f${number % 4}`, `content ${number % 5}`);
    repo.write(`lib/deep/${number}`, `deep ${number % 3}`);
    if (number % 4 === 1) repo.git('checkout', '-q', '-b', `side${number}`);
    if (number % 5 === 4) repo.git('rm', '-q', '-r', '--cached', 'lib');
    repo.commit(`number ${number}`);
    if (number % 4 === 3) repo.tryGit(['merge', '-q', '-s', 'ours', 'main']);
    if (number === 6) repo.git('checkout', '-q', '-f', 'main');
  }
  repo.git('rm', '-q', '-r', '--cached', '--ignore-unmatch', 'f0');
  repo.write('f0x/below', 'content 0');
  repo.commit('a folder');
  return repo;
}

describe('the two walks over changes', () => {
  async function prepare(repo: ScratchRepo) {
    const opened = openRepository(repo.dir, { env: repo.env });
    const { objects } = await sweep(repo);
    const books = new HistoryBooks({ hashLength: 40, shallow: new Set(), wantsName: () => false });
    const reader = new ObjectReader(opened);
    for await (const answer of reader.objects([...objects.keys()])) books.enter(answer as StoredObject);
    const read = async (id: string) => {
      for await (const answer of reader.objects([id])) if (!isUnread(answer)) return answer as StoredObject;
      return null;
    };
    const blobs = new Set([...objects].filter(([, type]) => type === 'blob').map(([id]) => id));
    return { opened, books, reader, read, blobs, trees: [...objects].filter(([, type]) => type === 'tree') };
  }

  it('agree on every blob of a tangled history', async () => {
    const repo = tangled();
    const { opened, books, reader, read, blobs } = await prepare(repo);
    const commits = inOrderOfCredit(books.graph);
    const found = [];
    for (const kind of ['git', 'here']) {
      const visitor = new PlacementCollector(blobs);
      const walk = { commits, trees: [...books.rootlessTrees()], visitor, onCut: () => expect.unreachable() };
      if (kind === 'git') expect(await walkDiffTree(opened, walk)).toBe(true);
      else await new TreeWalker(read, 40).walk(walk, (commit) => books.graph.parentsOf(commit));
      found.push(Object.fromEntries(await visitor.placements(books.graph, async function* () {})));
    }
    reader.close();
    expect(Object.keys(found[0]).length).toBeGreaterThan(7);
    expect(found[1]).toEqual(found[0]);
  });

  it('stop at a commit that changes too much, and go on behind it', async () => {
    const repo = makeRepo();
    repo.write('a', 'early');
    repo.commit('small');
    for (let number = 0; number < 30; number++) repo.write(`many/${number}`, `many ${number}`);
    const large = repo.commit('large');
    repo.write('a', 'late');
    const last = repo.commit('small again');
    const { opened, books, reader, read } = await prepare(repo);
    for (const kind of ['git', 'here']) {
      const cut: string[] = [];
      const changes: string[] = [];
      const visitor = {
        isWanted: () => true,
        change: (holder: string, _: string, path: Buffer) => changes.push(`${holder} ${path}`),
      };
      const walk = {
        commits: inOrderOfCredit(books.graph),
        trees: [],
        visitor,
        onCut: (id: string) => cut.push(id),
        maxChanges: 10,
      };
      if (kind === 'git') expect(await walkDiffTree(opened, walk)).toBe(true);
      else await new TreeWalker(read, 40).walk(walk, (commit) => books.graph.parentsOf(commit));
      expect(cut).toEqual([large]);
      expect(changes).toContain(`${last} a`);
    }
    reader.close();
  });
});

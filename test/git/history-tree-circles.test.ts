// Trees that hold themselves: an id need not be that of its content, and a repository may be made to keep a sweep busy for ever.
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { writeLoose } from '../support/history/store-history.ts';
import { sweep, token } from '../support/history-run.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);

function writeTree(
  repo: ScratchRepo,
  id: string,
  entries: readonly (readonly [mode: string, name: string, id: string])[],
) {
  const bytes = Buffer.concat(
    entries.flatMap(([mode, name, child]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(child, 'hex')]),
  );
  writeLoose(join(repo.dir, '.git', 'objects'), { id, type: 'tree', bytes });
}

describe('a tree that holds itself', () => {
  it.each([
    ['at once', ['aa'.repeat(20), 'aa'.repeat(20)]],
    ['by way of another', ['aa'.repeat(20), 'bb'.repeat(20)]],
  ])('%s does not keep the sweep busy', (_, [root, below]) => {
    const repo = newRepo();
    const blob = repo.hashObject(`token = ${token.secret}\n`);
    writeTree(repo, root, [
      ['100644', 'config.txt', blob],
      ['40000', 'sub', below],
    ]);
    if (below !== root)
      writeTree(repo, below, [
        ['40000', 'back', root],
        ['100644', 'other.txt', blob],
      ]);
    const person = 'Ada <ada@example.org> 1767225600 +0000';
    const text = `tree ${root}\nauthor ${person}\ncommitter ${person}\n\nwords\n`;
    const commit = repo.gitBytes(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], { input: text });
    repo.git('update-ref', 'refs/heads/main', String(commit).trim());
    const { code, findings } = sweep(repo);
    expect(code).toBe(1);
    expect(findings.map(({ path }) => path).sort()).toEqual(
      below === root ? ['config.txt'] : ['config.txt', 'sub/other.txt'],
    );
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { portableIndex } from '../../../src/git/portable-index.ts';
import { scratchRepos } from '../../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);

function withIndex(version: string) {
  const repo = makeRepo();
  repo.git('config', 'index.version', version);
  repo.write('a', '1');
  repo.write('lib/deep/file.ts', '2');
  repo.write('lib/deep/file.test.ts', '3');
  repo.write(`long/${'n'.repeat(200)}`, '4');
  repo.write(Buffer.from([0x62, 0xff]), '5');
  repo.commit('one');
  repo.git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},sub`);
  repo.git('update-index', `--index-version=${version}`);
  const index = readFileSync(join(repo.dir, '.git/index'));
  return { repo, index, expected: repo.gitBytes(['ls-files', '--stage', '-z']) };
}

describe('portableIndex', () => {
  it.each(['2', '3', '4'])('lists version %s as git does', (version) => {
    const { index, expected } = withIndex(version);
    expect(portableIndex(index)).toEqual(expected);
  });

  it('lists unmerged and intended entries', () => {
    const { repo } = withIndex('2');
    repo.write('intended', 'x');
    repo.git('add', '-N', 'intended');
    const blob = repo.hashObject('theirs');
    repo.gitBytes(['update-index', '--index-info'], { input: `100644 ${blob} 1\ta\n100644 ${blob} 3\ta\n` });
    const index = readFileSync(join(repo.dir, '.git/index'));
    expect(portableIndex(index)).toEqual(repo.gitBytes(['ls-files', '--stage', '-z']));
  });

  it('gives up on a split index', () => {
    const { repo } = withIndex('2');
    repo.git('update-index', '--split-index');
    expect(portableIndex(readFileSync(join(repo.dir, '.git/index')))).toBeNull();
  });

  it('gives up on an index cut anywhere', () => {
    const { index } = withIndex('4');
    for (let end = 0; end < index.length; end += 3) expect(portableIndex(index.subarray(0, end))).toBeNull();
    const { index: padded } = withIndex('2');
    for (let end = 0; end < padded.length; end += 3) expect(portableIndex(padded.subarray(0, end))).toBeNull();
  });
});

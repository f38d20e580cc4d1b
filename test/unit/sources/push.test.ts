import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { type PushRequest, pushItems } from '../../../src/sources/push.ts';
import { collectItems } from '../../support/collect-items.ts';
import { type ScratchRepo, scratchRepos } from '../../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);
const zero = '0'.repeat(40);

async function pushed(repo: ScratchRepo, request: Partial<PushRequest>, env: NodeJS.ProcessEnv = {}) {
  const notes: string[] = [];
  const full = { remote: 'origin', url: join(repo.root, 'origin.git'), lines: '', ...request };
  const opened = openRepository(repo.dir, { env: { ...repo.env, ...env } });
  const found = await collectItems(pushItems(opened, { ...full, note: (sentence) => notes.push(sentence) }));
  return { ...found, notes, paths: found.texts().map(([path]) => path) };
}

/** What git hands to the pre-push hook of `git push <args>`, and what we make of it; the push itself is refused. */
async function caught(repo: ScratchRepo, ...args: string[]) {
  const hook = join(repo.dir, '.git/hooks/pre-push');
  const record = join(repo.root, 'push');
  writeFileSync(hook, `#!/bin/sh\nprintf '%s\\0%s\\0' "$1" "$2" > '${record}'\ncat >> '${record}'\nexit 1\n`);
  chmodSync(hook, 0o755);
  expect(repo.tryGit(['push', '-q', ...args]).status).not.toBe(0);
  rmSync(hook);
  const [remote, url, lines] = readFileSync(record, 'utf8').split('\0');
  return pushed(repo, { remote, url, lines });
}

function withRemote(): ScratchRepo {
  const repo = makeRepo();
  repo.addRemote();
  repo.write('base', 'base\n');
  repo.commit('base');
  repo.git('push', '-q', 'origin', 'main');
  return repo;
}

describe('situation 21: what the remote does not have', () => {
  it('of a branch the remote has', async () => {
    const repo = withRemote();
    repo.write('a', 'a\n');
    repo.commit('adds a');
    const found = await caught(repo, 'origin', 'main');
    expect(found.paths).toEqual(['a']);
    expect(found.texts('message')).toEqual([[null, 'adds a\n']]);
    expect(found.texts('ref')).toEqual([[null, 'refs/heads/main']]);
    expect(found.notes).toEqual([]);
  });

  it('of a new branch: what no tracking ref of that remote reaches', async () => {
    const repo = withRemote();
    const other = repo.addRemote('fork');
    repo.write('a', 'a\n');
    repo.commit('on the fork only');
    repo.git('push', '-q', 'fork', 'main');
    repo.git('checkout', '-q', '-b', 'topic');
    repo.write('b', 'b\n');
    repo.commit('on topic');
    expect((await caught(repo, 'origin', 'topic:renamed')).paths).toEqual(['a', 'b']);
    expect((await caught(repo, 'fork', 'topic')).paths).toEqual(['b']);
    expect((await caught(repo, 'origin', 'topic:renamed')).texts('ref').map(([, ref]) => ref)).toEqual([
      'refs/heads/topic',
      'refs/heads/renamed',
    ]);
    expect(other).toContain('fork.git');
  });

  it('of a push to a URL: everything', async () => {
    const repo = withRemote();
    const bare = join(repo.root, 'unknown.git');
    repo.gitBytes(['init', '-q', '--bare', bare]);
    expect((await caught(repo, bare, 'main')).paths).toEqual(['base']);
  });

  it('does not take a remote name for a pattern', async () => {
    const repo = withRemote();
    const line = `refs/heads/main ${repo.git('rev-parse', 'main')} refs/heads/main ${zero}\n`;
    expect((await pushed(repo, { remote: '*', url: 'x', lines: line })).paths).toEqual(['base']);
    expect((await pushed(repo, { remote: 'origi?', url: 'x', lines: line })).paths).toEqual(['base']);
  });
});

describe('situation 22: the remote is somewhere else', () => {
  it('drops an id that is not here, says so, and still scans', async () => {
    const repo = withRemote();
    repo.write('a', 'a\n');
    const head = repo.commit('a');
    const lines = `refs/heads/main ${head} refs/heads/main ${'1'.repeat(40)}\n`;
    const found = await pushed(repo, { lines });
    expect(found.paths).toEqual(['a']);
    expect(found.notes).toHaveLength(1);
    expect(found.notes[0]).toContain('not in this repository');
  });

  it('leaves out what a forced push replaces only as far as it is the same', async () => {
    const repo = withRemote();
    repo.write('a', 'old\n');
    repo.commit('old');
    repo.git('push', '-q', 'origin', 'main');
    repo.write('a', 'new\n');
    repo.commit('new', '--amend');
    expect((await caught(repo, '-f', 'origin', 'main')).texts()).toEqual([['a', 'new\n']]);
  });
});

describe('situation 23: tags, notes, deletions, odd refs', () => {
  it('reads nested annotated tags', async () => {
    const repo = withRemote();
    repo.git('tag', '-a', 'inner', '-m', 'inner words');
    repo.git('tag', '-a', 'outer', '-m', 'outer words', 'inner');
    const found = await caught(repo, 'origin', 'outer');
    expect(found.texts('tag').map(([, text]) => text)).toEqual(['outer words\n', 'inner words\n']);
    expect(found.texts('author')[0][1]).toContain('Ada Tester <ada@example.org>');
    expect(found.texts('author')[0][1]).toContain('outer');
    expect(found.paths).toEqual([]);
  });

  it('scans tags on a blob and on a tree whole', async () => {
    const repo = withRemote();
    repo.git('tag', '-a', 'blob', '-m', 'a blob', repo.hashObject('only in a tag\n'));
    repo.git('tag', 'tree', 'HEAD^{tree}');
    const found = await caught(repo, 'origin', 'blob', 'tree');
    expect(found.texts()).toEqual([
      ['refs/tags/blob', 'only in a tag\n'],
      ['base', 'base\n'],
    ]);
  });

  it('gives notes as notes, and a stash as commits', async () => {
    const repo = withRemote();
    repo.git('notes', 'add', '-m', 'a note');
    repo.write('base', 'stashed\n');
    repo.git('stash', '-q');
    const found = await caught(repo, 'origin', 'refs/notes/commits', 'refs/stash:refs/heads/wip');
    expect(found.texts('note')).toEqual([[null, 'a note\n']]);
    expect(found.texts()).toEqual([['base', 'stashed\n']]);
  });

  it('skips only the line of a deletion', async () => {
    const repo = withRemote();
    repo.git('push', '-q', 'origin', 'main:gone');
    repo.write('a', 'a\n');
    repo.commit('a');
    const found = await caught(repo, 'origin', ':gone', 'main');
    expect(found.paths).toEqual(['a']);
    expect(found.texts('ref').map(([, ref]) => ref)).toEqual(['refs/heads/main']);
  });

  it('fails aloud when what would be pushed cannot be read', async () => {
    const repo = withRemote();
    const lines = `refs/heads/main ${'1'.repeat(40)} refs/heads/main ${zero}\n`;
    await expect(pushed(repo, { lines })).rejects.toMatchObject({ code: 'git-failed', exitCode: 3 });
  });
});

describe('situation 24: many refs', () => {
  it('gives the union once', async () => {
    const repo = withRemote();
    repo.write('a', 'a\n');
    repo.commit('shared');
    for (const name of ['one', 'two', 'three']) {
      repo.git('checkout', '-q', '-b', name, 'main');
      repo.write(name, `${name}\n`);
      repo.commit(name);
      repo.git('tag', `v-${name}`);
    }
    const found = await caught(repo, '--mirror', 'origin');
    expect(found.paths.sort()).toEqual(['a', 'one', 'three', 'two']);
    expect(found.texts('message').length).toBe(4);
  });

  it('takes an id and an expression with blanks as the local side', async () => {
    const repo = withRemote();
    repo.write('a', 'a\n');
    const id = repo.commit('some words here');
    repo.git('checkout', '-q', '--detach', 'HEAD~1');
    expect((await caught(repo, 'origin', `${id}:refs/heads/raw`)).paths).toEqual(['a']);
    const expression = `main^{/some words}:refs/heads/found`;
    expect((await caught(repo, 'origin', expression)).paths).toEqual(['a']);
  });
});

describe('situation 27: nothing on stdin', () => {
  it('is silent when everything is up to date', async () => {
    const repo = withRemote();
    repo.git('branch', '-q', '--set-upstream-to=origin/main');
    const found = await pushed(repo, { lines: '' });
    expect([found.fragments, found.skips, found.notes]).toEqual([[], [], []]);
  });

  it('falls back to the upstream, and says so when there is something', async () => {
    const repo = withRemote();
    repo.git('branch', '-q', '--set-upstream-to=origin/main');
    repo.write('a', 'a\n');
    repo.commit('a');
    const found = await pushed(repo, { lines: '\n' });
    expect(found.paths).toEqual(['a']);
    expect(found.notes).toEqual([expect.stringContaining('@{push}..HEAD')]);
  });

  it('falls back to what no remote has', async () => {
    const repo = withRemote();
    repo.git('checkout', '-q', '-b', 'topic');
    repo.write('a', 'a\n');
    repo.commit('a');
    const found = await pushed(repo, {});
    expect(found.paths).toEqual(['a']);
    expect(found.notes[0]).toContain('no remote');
    expect((await pushed(makeRepo(), {})).fragments).toEqual([]);
  });

  it('reads a last line without its end', async () => {
    const repo = withRemote();
    repo.write('a', 'a\n');
    const line = `refs/heads/main ${repo.commit('a')} refs/heads/main ${zero}`;
    expect((await pushed(repo, { lines: line })).paths).toEqual(['a']);
  });
});

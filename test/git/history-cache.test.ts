// What a sweep leaves for the next one: the second run tells the same, whatever happened to the repository in between.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { comparable, history, isRecalled, keptFiles, sweepBoth } from '../support/cached-sweep.ts';
import { pair, token, withTwoCommits } from '../support/history-run.ts';
import { cli } from '../support/run-cli.ts';
import { type ScratchOptions, type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);

/** Secrets in a file of several versions and paths, a message, a tag and a note. */
function makeRepo(options?: ScratchOptions): ScratchRepo {
  const repo = withTwoCommits(newRepo(options));
  repo.write('conf.ini', pair.text);
  repo.commit('add');
  repo.write('conf.ini', `; edited\n${pair.text}`);
  repo.write('deep/copy.ini', pair.text);
  repo.commit(`see ${token.text}`);
  repo.git('tag', '-a', 'v1', '-m', `made with ${token.text}`);
  repo.git('notes', 'add', '-m', pair.text);
  repo.git('checkout', '-q', '-b', 'side');
  repo.write('side.ini', pair.text);
  repo.commit('side');
  repo.git('checkout', '-q', 'main');
  return repo;
}

function changed(repo: ScratchRepo, change: (repo: ScratchRepo) => void) {
  history(repo);
  change(repo);
  return sweepBoth(repo);
}

describe('a second run', () => {
  it.each([
    ['sha1', 'loose'],
    ['sha1', 'packed'],
    ['sha256', 'packed'],
  ] as const)('tells the same as the first and looks at nothing, %s, %s', (objectFormat, kind) => {
    const repo = makeRepo({ objectFormat });
    if (kind === 'packed') repo.git('gc', '-q');
    const first = history(repo);
    expect(isRecalled(first)).toBe(false);
    expect(new Set(first.findings.map(({ origin }) => origin))).toEqual(new Set(['file', 'message', 'tag', 'note']));
    const second = history(repo);
    expect(isRecalled(second)).toBe(true);
    expect(second.receipt.inherited).toBe(second.receipt.expected);
    expect(comparable(second)).toEqual(comparable(first));
    expect(comparable(second)).toEqual(comparable(history(repo, ['--no-cache'])));
  });

  it('looks only at what is new, and finds a secret there', () => {
    const repo = makeRepo();
    const report = changed(repo, () => {
      repo.write('new.txt', token.text);
      repo.commit('new');
    });
    expect(report.findings.map(({ path }) => path)).toContain('new.txt');
    expect(report.receipt.scanned).toBeLessThan(report.receipt.expected);
    expect(isRecalled(sweepBoth(repo))).toBe(true);
  });

  it('finds what is new in a delta on what was known, and in a pack that came', () => {
    const repo = makeRepo();
    const lines = Array.from({ length: 300 }, (_, line) => `line ${line} of a file\n`);
    repo.write('long.txt', lines.join(''));
    repo.commit('long');
    const report = changed(repo, () => {
      repo.write('long.txt', [...lines.slice(0, 150), token.text, ...lines.slice(150)].join(''));
      repo.commit('edited');
      repo.git('repack', '-q', '-a', '-d', '-f');
    });
    expect(report.findings.map(({ path }) => path)).toContain('long.txt');
  });

  it('follows a secret that moved', () => {
    const repo = makeRepo();
    const report = changed(repo, () => {
      repo.git('mv', 'conf.ini', 'moved.ini');
      repo.commit('move');
    });
    expect(report.findings.map(({ path }) => path)).toEqual(expect.arrayContaining(['conf.ini', 'moved.ini']));
  });

  it('works out afresh what holds a secret, when a branch went away', () => {
    const repo = makeRepo();
    const refOf = () => {
      const report = sweepBoth(repo);
      expect(isRecalled(report)).toBe(true);
      return report.findings.find(({ path }) => path === 'side.ini')?.ref;
    };
    history(repo);
    expect(refOf()).toBe('refs/heads/side');
    repo.git('branch', '-q', '-D', 'side');
    expect(refOf()).toBe('reflog');
    repo.git('reflog', 'expire', '--expire=now', '--all');
    expect(refOf()).toBe('unreachable');
  });

  it('looks at the name of a branch that is new', () => {
    const repo = makeRepo();
    const report = changed(repo, () => repo.git('branch', `for-${token.secret}`));
    expect(report.findings.map(({ origin }) => origin)).toContain('ref');
  });

  it('knows objects by their ids, wherever they lie', () => {
    const repo = makeRepo();
    expect(isRecalled(changed(repo, () => repo.git('gc', '-q')))).toBe(true);
    expect(isRecalled(changed(repo, () => repo.git('repack', '-q', '-a', '-d', '-f', '--depth=1')))).toBe(true);
  });

  it('looks anew when objects went away', () => {
    const repo = makeRepo();
    const report = changed(repo, () => {
      repo.git('branch', '-q', '-D', 'side');
      repo.git('reflog', 'expire', '--expire=now', '--all');
      repo.git('gc', '-q', '--prune=now');
    });
    expect(report.findings.map(({ path }) => path)).not.toContain('side.ini');
    expect(isRecalled(sweepBoth(repo))).toBe(true);
  });

  it('sees what was staged under another path', () => {
    const repo = makeRepo();
    repo.write('plain.txt', 'DB_PASSWORD=zebra-Quilt7-lantern\n');
    repo.commit('plain');
    changed(repo, () => repo.git('mv', 'plain.txt', '.env'));
    changed(repo, () => repo.git('mv', 'conf.ini', 'staged.ini'));
    changed(repo, () => repo.git('rm', '-q', '--cached', '.env'));
  });

  it('says each time that objects are missing', () => {
    const repo = makeRepo();
    const blob = repo.git('rev-parse', 'HEAD:readme.md');
    const file = join(repo.dir, '.git', 'objects', blob.slice(0, 2), blob.slice(2));
    const bytes = readFileSync(file);
    rmSync(file);
    expect(history(repo).code).toBe(1);
    const second = sweepBoth(repo);
    expect(isRecalled(second)).toBe(true);
    expect(second.receipt.inherited).toBe(second.receipt.expected - 1);
    writeFileSync(file, bytes);
    expect(sweepBoth(repo).receipt.expected).toBe(second.receipt.expected);
  });

  it('knows a shallow clone from one that was deepened', () => {
    const from = makeRepo();
    const repo = newRepo({ init: false });
    repo.gitBytes(['clone', '-q', '--depth=1', `file://${from.dir}`, '.']);
    changed(repo, () => repo.git('fetch', '-q', '--deepen=1'));
    changed(repo, () => repo.git('fetch', '-q', '--unshallow'));
    expect(isRecalled(sweepBoth(repo))).toBe(true);
  });

  it('judges by the policy of today', () => {
    const repo = makeRepo();
    const config = join(repo.root, 'leakgate.json');
    history(repo);
    writeFileSync(config, JSON.stringify({ paths: { ignore: ['**/copy.ini'] }, salt: 'another-salt' }));
    const report = history(repo, ['--config', config]);
    expect(report.findings.map(({ path }) => path)).not.toContain('deep/copy.ini');
    expect(comparable(report)).toEqual(comparable(history(repo, ['--config', config, '--no-cache'])));
    const rule = history(repo, ['--config', config, '--rule', 'npm-access-token']);
    expect(rule.findings).toEqual([]);
  });

  it('rates anew on another day what may have expired', () => {
    const repo = makeRepo();
    const first = history(repo);
    const clock = join(repo.root, 'clock.cjs');
    const later = 'class Later extends Date { constructor(...a) { super(...(a.length ? a : [Later.now()])); }';
    writeFileSync(
      clock,
      `const now = Date.now; ${later} static now() { return now() + 864e5; } }\nglobalThis.Date = Later;`,
    );
    const tomorrow = history(repo, [], { node: ['--require', clock] });
    expect(isRecalled(tomorrow)).toBe(false);
    expect(comparable(tomorrow)).toEqual(comparable(first));
  });
});

describe('what is left', () => {
  it('may be deleted', () => {
    const repo = makeRepo();
    expect(isRecalled(changed(repo, () => rmSync(join(repo.dir, '.git', 'leakgate'), { recursive: true })))).toBe(
      false,
    );
  });

  it('is shared by linked worktrees', () => {
    const repo = makeRepo();
    const linked = join(repo.root, 'linked');
    repo.git('worktree', 'add', '-q', '--detach', linked);
    history(repo);
    expect(isRecalled(sweepBoth(repo, { cwd: linked }))).toBe(true);
  });

  it('is whole after two runs at once', async () => {
    const repo = makeRepo();
    const run = () =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [cli, 'history', '--format', 'json'], { cwd: repo.dir, env: repo.env });
        let text = '';
        child.stdout.on('data', (chunk) => {
          text += chunk;
        });
        child.on('close', () => resolve(text));
      });
    const [first, second] = await Promise.all([run(), run()]);
    const { findings } = history(repo, ['--no-cache']);
    for (const text of [first, second]) expect(JSON.parse(text).findings).toEqual(findings);
    expect(keptFiles(repo)).toHaveLength(1);
    expect(isRecalled(sweepBoth(repo))).toBe(true);
  });

  it('is neither read nor written with --no-cache', () => {
    const repo = makeRepo();
    history(repo, ['--no-cache']);
    expect(existsSync(join(repo.dir, '.git', 'leakgate'))).toBe(false);
    history(repo);
    const [file] = keptFiles(repo);
    const before = readFileSync(file);
    expect(isRecalled(history(repo, ['--no-cache']))).toBe(false);
    expect(readFileSync(file)).toEqual(before);
  });

  it('is nothing where nothing can be written, and no error', () => {
    const repo = makeRepo();
    writeFileSync(join(repo.dir, '.git', 'leakgate'), 'in the way');
    history(repo);
    const second = sweepBoth(repo);
    expect(isRecalled(second)).toBe(false);
    const homeless = { env: { XDG_STATE_HOME: join(repo.dir, '.git', 'leakgate') } };
    rmSync(join(repo.dir, '.git', 'leakgate'));
    mkdirSync(join(repo.dir, '.git', 'leakgate'));
    writeFileSync(join(repo.dir, '.git', 'leakgate', 'leakgate'), 'in the way of the key');
    expect(history(repo, [], homeless).code).toBe(1);
    expect(keptFiles(repo)).toEqual([]);
  });

  it('is nothing for a repository that is damaged', () => {
    const repo = makeRepo();
    const blob = repo.git('rev-parse', 'HEAD:conf.ini');
    const file = join(repo.dir, '.git', 'objects', blob.slice(0, 2), blob.slice(2));
    rmSync(file);
    writeFileSync(file, 'no object');
    history(repo);
    expect(keptFiles(repo)).toEqual([]);
  });

  it('tells of the parts that could not be looked at, as the first run did', () => {
    const repo = makeRepo();
    repo.write('broken.gz', gzipSync(pair.text).subarray(0, -9));
    repo.commit('damaged');
    expect(history(repo).code).toBe(1);
    const second = sweepBoth(repo);
    expect(isRecalled(second)).toBe(true);
    expect(second).toMatchObject({ receipt: { skipped: [{ kind: 'damaged', count: 1, gap: true }] } });
    repo.git('rm', '-q', 'broken.gz');
    repo.commit('gone');
    expect(sweepBoth(repo)).toMatchObject({ receipt: { skipped: [{ kind: 'damaged', count: 1, gap: true }] } });
  });

  it('holds no secret', () => {
    const repo = makeRepo();
    history(repo);
    const [file, ...more] = keptFiles(repo);
    expect(more).toEqual([]);
    const bytes = readFileSync(file);
    for (const secret of [...pair.secrets, token.secret])
      for (const part of [secret, secret.slice(4), secret.slice(0, -6)])
        for (const encoding of ['latin1', 'base64', 'hex', 'utf16le'] as const) {
          const text = encoding === 'utf16le' ? Buffer.from(part, encoding) : Buffer.from(part).toString(encoding);
          expect(bytes.includes(text)).toBe(false);
        }
    // It does hold what it was kept for.
    expect(bytes.includes('deep/copy.ini')).toBe(true);
  });

  it.each([
    ['path', (repo: ScratchRepo) => repo.write(`${token.secret}/conf.ini`, pair.text)],
    ['author', (repo: ScratchRepo) => repo.git('config', 'user.signingkey', token.secret)],
    ['branch', (repo: ScratchRepo) => repo.git('branch', `for-${token.secret}`)],
  ])('is nothing when a name holds a secret: a %s', (kind, prepare) => {
    const repo = makeRepo();
    prepare(repo);
    repo.write('other.txt', 'x');
    repo.commit('named', ...(kind === 'author' ? [`--author=${token.secret} <a@example.org>`] : []));
    expect(history(repo).findings.length).toBeGreaterThan(0);
    expect(keptFiles(repo)).toEqual([]);
    sweepBoth(repo);
  });
});

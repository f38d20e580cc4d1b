// Every form in which git itself stores objects: each is read from the packs, whole, and the secret in the middle of a chain found.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { sweep, token } from '../support/history-run.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const packFolder = (repo: ScratchRepo) => join(repo.dir, '.git', 'objects', 'pack');

function theOnly(repo: ScratchRepo, ending: string): string {
  const files = readdirSync(packFolder(repo)).filter((name) => name.endsWith(ending));
  expect(files).toHaveLength(1);
  return join(packFolder(repo), files[0]);
}

function reindex(repo: ScratchRepo, version: string) {
  const pack = theOnly(repo, '.pack');
  rmSync(theOnly(repo, '.idx'), { force: true });
  repo.git('index-pack', `--index-version=${version}`, pack);
}

/** Git's own command of each form, after all was packed into one pack. */
const forms: Readonly<Record<string, (repo: ScratchRepo) => void>> = {
  'an index of version 1': (repo) => reindex(repo, '1'),
  'an index of version 2': (repo) => reindex(repo, '2'),
  'offsets of 64 bits': (repo) => reindex(repo, '2,0x40'),
  'deltas that name their base by id': (repo) => {
    repo.git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--depth=20');
  },
  'deltas that name their base by offset': (repo) => {
    repo.git('-c', 'repack.useDeltaBaseOffset=true', 'repack', '-adfq', '--depth=20');
  },
  'a pack that is kept, and one beside it': (repo) => {
    writeFileSync(theOnly(repo, '.pack').replace(/pack$/, 'keep'), '');
    repo.write('more.txt', 'more\n');
    repo.commit('more');
    repo.git('repack', '-adq');
    expect(readdirSync(packFolder(repo)).filter((name) => name.endsWith('.pack'))).toHaveLength(2);
  },
  'one index over two packs': (repo) => {
    repo.write('more.txt', 'more\n');
    repo.commit('more');
    repo.git('repack', '-dq');
    repo.git('multi-pack-index', 'write');
    expect(existsSync(join(packFolder(repo), 'multi-pack-index'))).toBe(true);
  },
  'a cruft pack of what nothing reaches': (repo) => {
    repo.git('reset', '-q', '--hard', 'HEAD~4');
    repo.git('reflog', 'expire', '--expire=all', '--all');
    repo.git('update-ref', '-d', 'ORIG_HEAD');
    repo.git('repack', '--cruft', '-dq');
    theOnly(repo, '.mtimes');
  },
  'objects of SHA-256': () => {},
};

it.each(Object.keys(forms))('%s', (name) => {
  const repo = newRepo(name.includes('SHA-256') ? { objectFormat: 'sha256' } : {});
  const lines = Array.from({ length: 60 }, (_, at) => `line ${at} of a file that changes little`);
  for (let version = 0; version < 8; version++) {
    lines[version * 3] = version === 5 ? `token = ${token.secret}` : `changed in version ${version}`;
    repo.write('file.txt', `${lines.join('\n')}\n`);
    repo.commit(`version ${version}`);
  }
  repo.git('repack', '-adfq', '--depth=20');
  forms[name](repo);
  const { code, findings, receipt, problems } = sweep(repo, ['--no-cache']);
  expect(code).toBe(1);
  expect(findings).toMatchObject([{ path: 'file.txt', line: 16 }]);
  expect(receipt.scanned + receipt.inherited).toBe(receipt.expected);
  // Read from the packs: git hands out objects, which are scanned whole.
  expect(receipt.inherited).toBeGreaterThan(0);
  expect([receipt.skipped, problems]).toEqual([[], []]);
  const { findings: same } = sweep(repo, ['--backend', 'git']);
  expect(same).toEqual(findings);
});

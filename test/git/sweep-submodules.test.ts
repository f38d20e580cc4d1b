// `history --recurse-submodules`: every submodule's own history, judged by the superproject; what is not here is listed.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pair, sweep, token, withTwoCommits } from '../support/history-run.ts';
import { runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const makeRepo = () => withTwoCommits(newRepo());
const recurse = ['--recurse-submodules'];

/** `inner` with a secret in its history, taken away again, as submodule `lib` of a new repository. */
function withSubmodule(inner: ScratchRepo, path = 'lib'): ScratchRepo {
  const repo = makeRepo();
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.dir, path);
  repo.commit('with a library');
  return repo;
}

function innerRepo(): { inner: ScratchRepo; commit: string } {
  const inner = makeRepo();
  inner.write('conf.ini', pair.text);
  const commit = inner.commit('bad');
  inner.write('conf.ini', 'harmless\n');
  inner.commit('good');
  return { inner, commit };
}

describe('submodules', () => {
  it('are swept, with paths as the superproject has them', () => {
    const { inner, commit } = innerRepo();
    const repo = withSubmodule(inner);
    expect(sweep(repo).findings).toEqual([]);
    const { code, findings, receipt } = sweep(repo, recurse);
    expect(findings).toMatchObject([{ path: 'lib/conf.ini', line: 2, commit, submodule: 'lib' }]);
    expect(code).toBe(1);
    expect(receipt.skipped).toEqual([]);
    expect(receipt.scanned).toBe(receipt.expected);
    const text = runCli(repo, ['history', ...recurse]);
    expect(text.stdout).toContain('lib/conf.ini:2:25');
    expect(text.stdout).toContain('submodule lib');
  });

  it('are judged by the policy of the superproject, never by their own', () => {
    const { inner } = innerRepo();
    inner.write('leakgate.json', '{ "rules": { "aws-secret-access-key": "off", "aws-access-key-id": "off" } }');
    inner.commit('own policy');
    const repo = withSubmodule(inner);
    const { findings } = sweep(repo, recurse);
    expect(findings).toHaveLength(1);
    const line = JSON.parse(runCli(repo, ['history', ...recurse, '--format', 'json']).stdout) as {
      findings: { fingerprint: string }[];
    };
    repo.write('.leakgateignore', `${line.findings[0].fingerprint} owner=ada until=never -- rotated\n`);
    repo.commit('allowed');
    expect(sweep(repo, recurse).code).toBe(0);
  });

  it('are found within submodules, in a message too, and once however many links lead there', () => {
    const { inner } = innerRepo();
    inner.commit(`about ${token.secret}`);
    const middle = withSubmodule(inner, 'deep/inner');
    const repo = withSubmodule(middle, 'middle');
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init', '--recursive');
    const { findings, code } = sweep(repo, recurse);
    expect(findings.map(({ path, origin }) => path ?? origin)).toEqual(['message', 'middle/deep/inner/conf.ini']);
    expect(findings.every((found) => (found as { submodule?: string }).submodule === 'middle/deep/inner')).toBe(true);
    expect(code).toBe(1);
  });

  it('are listed when they are not here, and the sweep is not complete', () => {
    const { inner } = innerRepo();
    const repo = withSubmodule(inner);
    const clone = join(repo.root, 'clone');
    repo.gitBytes(['clone', '-q', repo.dir, clone], { cwd: repo.root });
    const { code, problems, receipt } = sweep(repo, recurse, { cwd: clone });
    expect(code).toBe(3);
    expect(problems.map(({ message }) => message).join()).toContain('Submodule lib was not swept');
    expect(receipt.skipped).toMatchObject([{ kind: 'missing', count: 1, gap: true }]);
    expect(sweep(repo, [...recurse, '--accept-gap', 'missing'], { cwd: clone }).code).toBe(0);
    expect(sweep(repo, [], { cwd: clone }).code).toBe(0);
  });

  it('are swept from the modules folder when they are checked out no longer, or named no longer', () => {
    const { inner } = innerRepo();
    const repo = withSubmodule(inner);
    repo.git('submodule', '--quiet', 'deinit', '-f', 'lib');
    expect(existsSync(join(repo.dir, 'lib/.git'))).toBe(false);
    expect(sweep(repo, recurse).findings).toMatchObject([{ path: 'lib/conf.ini' }]);
    repo.git('rm', '-q', '-f', 'lib');
    repo.commit('without it');
    expect(sweep(repo, recurse).findings).toMatchObject([{ path: '.git/modules/lib/conf.ini' }]);
  });

  it('may keep their git folder in their own tree', () => {
    const { inner } = innerRepo();
    const repo = makeRepo();
    repo.gitBytes(['clone', '-q', inner.dir, 'nested'], { cwd: repo.dir });
    repo.git('-c', 'advice.addEmbeddedRepo=false', 'add', 'nested');
    repo.git('commit', '-q', '--no-verify', '-m', 'nested');
    expect(sweep(repo, recurse).findings).toMatchObject([{ path: 'nested/conf.ini' }]);
  });

  it('leave a gap when they are damaged, and lead nowhere they should not', () => {
    const { inner } = innerRepo();
    const repo = withSubmodule(inner);
    const head = join(repo.dir, '.git/modules/lib/HEAD');
    const text = readFileSync(head);
    rmSync(head);
    expect(sweep(repo, recurse).code).toBe(3);
    writeFileSync(head, text);
    repo.write('.gitmodules', '[submodule "../../../outside"]\n\tpath = lib\n\turl = x\n');
    repo.commit('hostile');
    rmSync(join(repo.dir, 'lib'), { recursive: true });
    expect(sweep(repo, recurse).findings).toMatchObject([{ path: '.git/modules/lib/conf.ini' }]);
  });

  it('are no matter to a repository without any, nor to a bare one', () => {
    const repo = makeRepo();
    expect(sweep(repo, recurse).code).toBe(0);
    const remote = repo.addRemote();
    repo.git('push', '-q', 'origin', 'main');
    expect(sweep(repo, recurse, { cwd: remote }).code).toBe(0);
    expect(runCli(newRepo(), ['history', ...recurse]).code).toBe(0);
  });
});

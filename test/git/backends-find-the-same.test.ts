// The sweep without the git program finds what the sweep with it finds, on what it supports; anything else is exit 3.
import { afterEach, describe, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { awsPair, githubToken, harmless } from '../support/planted.ts';
import { runCli } from '../support/run-cli.ts';
import { scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);

interface Told {
  readonly findings: readonly Record<string, unknown>[];
  readonly receipt: { readonly expected: number; readonly scanned: number };
}

/** Which ref reaches a commit may differ where several do. */
function findings(told: Told): unknown[] {
  return told.findings.map(({ ref: _, ...finding }) => finding);
}

/** A history with a secret in each place that both backends reach: files, merges, packs, messages, tags, notes, stash, names. */
function busyRepo() {
  const repo = makeRepo();
  const aws = awsPair(1);
  repo.write('leakgate.json', '{ "salt": "00112233445566778899aabbccddeeff" }\n');
  repo.write('deploy.txt', `${harmless(3)}${aws.text}`);
  repo.write('.env', `DB_PASSWORD=${fillTemplate('{alnum:12}', 2)}\n`);
  repo.commit('first');
  repo.git('rm', '-q', 'deploy.txt', '.env');
  repo.commit(`take it out, it was ${githubToken(3).secret}`);
  repo.git('checkout', '-q', '-b', 'side', 'HEAD^');
  repo.write('side.txt', githubToken(4).text);
  repo.commit('side');
  repo.git('checkout', '-q', '-');
  repo.git('-c', 'merge.ff=false', 'merge', '-q', '-m', 'merge', 'side', '-X', 'ours');
  repo.git('gc', '-q');
  repo.write('late/again.txt', `${harmless(2)}${aws.text}`);
  repo.commit('again elsewhere');
  repo.git('tag', '-a', 'v1', '-m', `release ${githubToken(5).secret}`);
  repo.git('notes', 'add', '-m', githubToken(6).text);
  repo.write('late/again.txt', githubToken(7).text);
  repo.git('stash', 'push', '-q');
  repo.git('branch', `topic-${githubToken(8).secret}`);
  repo.write(`dir/${githubToken(9).secret}.txt`, 'a name\n');
  repo.commit('a telling name');
  return repo;
}

describe('the two backends', () => {
  it('find the same, with the same fingerprints, places and commits', () => {
    const repo = busyRepo();
    const told = (['git', 'portable'] as const).map((backend) => {
      const { code, stdout } = runCli(repo, ['history', '--backend', backend, '--format', 'json']);
      expect(code).toBe(1);
      return JSON.parse(stdout) as Told;
    });
    const [git, portable] = told;
    expect(findings(portable)).toEqual(findings(git));
    const origins = new Set(git.findings.map(({ origin }) => origin));
    expect([...origins].sort()).toEqual(['file', 'filename', 'message', 'note', 'ref', 'tag']);
    expect(git.findings.length).toBeGreaterThanOrEqual(9);
    expect(portable.receipt.scanned).toBe(portable.receipt.expected);
  });

  it('find what a message holds that is a mail, in bytes that are none of a secret', () => {
    const repo = makeRepo();
    const mail = (seed: number) => {
      const { secret } = githubToken(seed);
      const body = `gone is ${secret.slice(0, 2)}=\n${secret.slice(2, 20)}=\n${secret.slice(20)} for good`;
      const fields = ['From: a@example.org', 'To: b@example.org', 'Subject: s', 'Date: Mon, 1 Jan 2024 00:00:00 +0000'];
      return [...fields, 'Content-Transfer-Encoding: quoted-printable', '', body].join('\n');
    };
    repo.write('a.txt', 'a\n');
    repo.commit(mail(1));
    repo.git('tag', '-a', 'v1', '-m', mail(2));
    const head = repo.git('cat-file', 'commit', 'HEAD').split('\n\n')[0];
    // A head as git writes none.
    const odd = repo.hashObject(`${head}\nx-made-by hand\n\n${mail(3)}\n`, 'commit');
    repo.git('branch', 'odd', odd);
    for (const isPacked of [false, true]) {
      if (isPacked) repo.git('gc', '-q');
      for (const backend of ['auto', 'git', 'portable']) {
        const asked = backend === 'auto' ? [] : ['--backend', backend];
        const { code, stdout } = runCli(repo, ['history', '--no-cache', '--format', 'json', ...asked]);
        expect(code).toBe(1);
        const { findings } = JSON.parse(stdout) as Told;
        expect(findings.map(({ rule, origin }) => `${rule} ${origin}`).sort(), backend).toEqual([
          'github-pat-classic message',
          'github-pat-classic message',
          'github-pat-classic tag',
        ]);
      }
    }
  });

  it('serves a machine without git just the same', () => {
    const repo = busyRepo();
    const { code, stderr, stdout } = runCli(repo, ['history', '--format', 'json'], { env: { PATH: '/nonexistent' } });
    expect(stderr).toBe('');
    expect(code).toBe(1);
    const { findings } = JSON.parse(stdout);
    expect(findings.length).toBeGreaterThan(3);
    expect(findings).toEqual(JSON.parse(runCli(repo, ['history', '--format', 'json']).stdout).findings);
  });

  it('refuses what the portable backend cannot read, with the reason', () => {
    const repo = makeRepo({ objectFormat: 'sha256' });
    repo.write('a.txt', 'a\n');
    repo.commit('first');
    const { code, stderr } = runCli(repo, ['history', '--backend', 'portable']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/portable backend cannot read this repository: .*SHA-256/i);
  });
});

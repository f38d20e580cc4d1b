// Names and texts of a repository that want to steer a terminal, pass for options or pathspecs, or lead a link elsewhere.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { awsPair } from '../support/planted.ts';
import { pathWithNode, runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);

const names = [
  '-rf',
  '--output=stolen',
  '--',
  '-',
  ':(exclude)*',
  ':!x',
  ':/x',
  '*.ini',
  '[a].ini',
  'a\nb.ini',
  'a\rb.ini',
  'tab\there',
  'esc\u001b[2J\u001b]0;owned\u0007',
  'bell\u0007',
  'csi\u009b31m',
  'gnp\u202efdp.ini',
  'iso\u2066late',
  'zero\u200bwidth',
  ' leading',
  'trailing ',
  '"quoted"',
  "it's",
  'back\\slash',
  '$(touch stolen)',
  '`touch stolen`',
  ';touch stolen',
  'javascript:alert(1)',
  'file:',
  'a?b#c',
  '%2e%2e',
  '%00',
  '=cmd|calc',
  '<img src=x>',
  '[link](x)',
];

function hostile(): ScratchRepo {
  const repo = makeRepo();
  repo.env.PATH = pathWithNode;
  repo.write('readme.md', 'words\n');
  repo.commit('base');
  names.forEach((name, at) => {
    repo.write(name, awsPair(`name ${at}`).text);
  });
  repo.git('add', '--all', '--force');
  return repo;
}

/** What no terminal may get: controls but line ends, and what turns text around or hides it. */
const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('hostile names', () => {
  it('are scanned, each, and told without harm in every format', () => {
    const repo = hostile();
    for (const format of ['text', 'json', 'jsonl', 'sarif']) {
      const { code, text, stdout } = runCli(repo, ['staged', '--format', format, '--verbose']);
      expect(code).toBe(1);
      expect(harmful.test(text), format).toBe(false);
      if (format === 'json') {
        const { findings } = JSON.parse(stdout) as { findings: { path: string }[] };
        expect(findings.map(({ path }) => path).sort()).toEqual([...names].sort());
      }
      if (format === 'sarif') {
        const { runs } = JSON.parse(stdout);
        const uris = runs[0].results.map(
          (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
            result.locations[0].physicalLocation.artifactLocation.uri,
        );
        expect(uris).toHaveLength(names.length);
        const paths = uris.map((uri: string) => {
          const { protocol, host, pathname, search, hash } = new URL(uri, 'file:///repo/');
          expect([protocol, host, search, hash], uri).toEqual(['file:', '', '', '']);
          expect(pathname.startsWith('/repo/'), uri).toBe(true);
          return decodeURIComponent(pathname.slice('/repo/'.length));
        });
        expect(paths.sort()).toEqual([...names].sort());
      }
    }
    expect(existsSync(join(repo.dir, 'stolen'))).toBe(false);
  });

  it('are found as what they are in range, history and scan', () => {
    const repo = hostile();
    repo.commit('esc\u001b[2J and \u202egnp', '--author=E\u001b[31mvil\u202e <a\u0007@b.example>');
    for (const args of [['range', 'HEAD~1..HEAD'], ['history'], ['scan', '.']]) {
      const { code, text, stdout } = runCli(repo, [...args, '--format', 'json']);
      expect(code).toBe(1);
      expect(harmful.test(text), args.join(' ')).toBe(false);
      const { findings } = JSON.parse(stdout) as { findings: { path: string }[] };
      expect(new Set(findings.map(({ path }) => path))).toEqual(new Set(names));
      expect(harmful.test(runCli(repo, [...args, '--verbose']).text), args.join(' ')).toBe(false);
    }
    expect(existsSync(join(repo.dir, 'stolen'))).toBe(false);
  });
});

describe('links in the place of our folders', () => {
  it('lead no file out of the git folder', () => {
    const repo = makeRepo();
    repo.env.PATH = pathWithNode;
    repo.write('readme.md', 'words\n');
    repo.commit('base');
    const outside = join(repo.root, 'outside');
    mkdirSync(outside);
    rmSync(join(repo.dir, '.git', 'leakgate'), { recursive: true, force: true });
    symlinkSync(outside, join(repo.dir, '.git', 'leakgate'));
    repo.write('a.txt', 'words\n');
    repo.git('add', 'a.txt');
    for (const args of [['init', '--yes'], ['staged'], ['hook', 'pre-commit'], ['history'], ['doctor']])
      runCli(repo, args);
    expect(readdirSync(outside)).toEqual([]);
  });
});

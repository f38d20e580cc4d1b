// Notebooks through the built command: where a secret stands, and what counts as new.
import { afterEach, describe, expect, it } from 'vitest';
import { sweep, theFinding, token } from '../support/history-run.ts';
import { type CellText, notebookFile, placeIn } from '../support/notebook-file.ts';
import { shownSecret } from '../support/planted.ts';
import { runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const secret = token.secret;
const clean: CellText[] = [{ source: 'import os\n' }, { source: 'os.getcwd()', outputs: ["'/work'"] }];
const printed: CellText = { source: 'print(client)', outputs: ['first\n', `a client\nwith "${secret}"\n`] };

interface Shown {
  readonly findings: readonly {
    rule: string;
    line: number;
    column: number;
    layer?: string[];
    status: string;
    blocks: boolean;
  }[];
}

function run(repo: ScratchRepo, ...args: string[]) {
  const { code, stdout, text } = runCli(repo, [...args, '--format', 'json']);
  expect(shownSecret(text, [secret])).toBeNull();
  return { code, findings: (JSON.parse(stdout) as Shown).findings };
}

function stage(repo: ScratchRepo, cells: readonly CellText[]): string {
  const file = notebookFile(cells);
  repo.write('report.ipynb', file);
  repo.git('add', '--all');
  return file;
}

describe('a notebook', () => {
  it('is clean without a secret, staged, in files and in a history', () => {
    const repo = newRepo();
    stage(repo, clean);
    expect(run(repo, 'staged')).toEqual({ code: 0, findings: [] });
    expect(run(repo, 'scan', 'report.ipynb')).toEqual({ code: 0, findings: [] });
    repo.commit('clean');
    expect(sweep(repo)).toMatchObject({ code: 0, findings: [] });
  });

  it('is judged cell by cell, at the line of the file and of the output', () => {
    const repo = newRepo();
    stage(repo, clean);
    repo.commit('clean');
    const file = stage(repo, [...clean, printed]);
    const place = { ...placeIn(file, secret), layer: ['cell 3 output 2 line 2'] };
    expect(run(repo, 'staged')).toMatchObject({ code: 1, findings: [place] });
    expect(run(repo, 'scan', '.')).toMatchObject({ code: 1, findings: [place] });
    const { stdout } = runCli(repo, ['staged']);
    expect(stdout).toContain(`report.ipynb:${place.line}:${place.column}`);
    expect(stdout).toContain('cell 3 output 2 line 2');
    const commit = repo.commit('bad');
    expect(theFinding(repo)).toMatchObject({ ...place, commit, path: 'report.ipynb' });
    expect(theFinding(repo, ['--backend', 'git', '--no-cache'])).toMatchObject(place);
  });

  it('tells a secret in a source and in what it printed at both places', () => {
    const repo = newRepo();
    const file = stage(repo, [{ source: `token = "${secret}"\nprint(token)`, outputs: [`${secret}\n`] }]);
    expect(run(repo, 'staged').findings).toMatchObject([
      { ...placeIn(file, secret, 1), layer: ['cell 1 output 1 line 1'] },
      { ...placeIn(file, secret, 2), layer: ['cell 1 line 1'] },
    ]);
  });

  it('blocks for what a change adds, not for a cell that moved', () => {
    const repo = newRepo();
    stage(repo, [...clean, printed]);
    repo.commit('bad long ago');
    stage(repo, [{ source: '# new first cell' }, printed, ...clean]);
    expect(run(repo, 'staged')).toEqual({ code: 0, findings: [] });
    const file = stage(repo, [{ source: `# here ${secret}` }, ...clean, printed]);
    expect(run(repo, 'staged')).toMatchObject({
      code: 1,
      findings: [{ ...placeIn(file, secret), layer: ['cell 1 line 1'] }],
    });
    repo.commit('twice');
    repo.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    expect(run(repo, 'range', 'side..main')).toMatchObject({ code: 1, findings: [{ layer: ['cell 1 line 1'] }] });
  });

  it('is one text again where a key goes over the strings of a list', () => {
    const repo = newRepo();
    const half = secret.length >> 1;
    const file = notebookFile([{ source: 'x = 1' }]).replace(
      '"x = 1"',
      `"t = '${secret.slice(0, half)}",\n    "${secret.slice(half)}'"`,
    );
    repo.write('a.ipynb', file);
    expect(run(repo, 'scan', 'a.ipynb').findings).toMatchObject([{ rule: token.rule, layer: ['cell 1 line 1'] }]);
  });

  it('knows allow comments in its cells', () => {
    const repo = newRepo();
    stage(repo, [{ source: `# leakgate:allow ${token.rule} revoked, kept to show the error\nt = "${secret}"\n` }]);
    repo.commit('with a reason');
    expect(run(repo, 'scan', '.', '--verbose')).toMatchObject({ code: 0, findings: [{ status: 'allowed' }] });
  });

  it('with a merge conflict in it is scanned as text', () => {
    const repo = newRepo();
    const file = notebookFile([...clean, printed]).replace(' "metadata": {', '<<<<<<< HEAD\n "metadata": {');
    repo.write('a.ipynb', file);
    expect(run(repo, 'scan', 'a.ipynb')).toMatchObject({ code: 1, findings: [placeIn(file, secret)] });
  });
});

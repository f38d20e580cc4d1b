// `leakgate fix --strip-outputs`: what it takes out, what it leaves, and what it refuses.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type CellText, notebookFile } from '../support/notebook-file.ts';
import { githubToken, shownSecret } from '../support/planted.ts';
import { type Outcome, runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const { secret } = githubToken('fix');
const python = join(import.meta.dirname, '..', 'artifacts', 'venv', 'bin', 'python');

function fix(repo: ScratchRepo, ...args: string[]): Outcome {
  const outcome = runCli(repo, ['fix', '--strip-outputs', ...args]);
  expect(shownSecret(outcome.text, [secret])).toBeNull();
  return outcome;
}

const bad = `token ${secret}\n`;
const cells: CellText[] = [
  { source: 'one', outputs: ['fine\n', bad, 'also fine\n', bad] },
  { source: 'two', outputs: [bad, 'fine\n'] },
  { source: 'three', outputs: [bad, bad] },
  { source: 'four', outputs: ['fine\n'] },
];
const cleared: CellText[] = [
  { source: 'one', outputs: ['fine\n', 'also fine\n'] },
  { source: 'two', outputs: ['fine\n'] },
  { source: 'three', outputs: [] },
  { source: 'four', outputs: ['fine\n'] },
];

describe('fix --strip-outputs', () => {
  it('takes out the outputs that hold secrets and nothing else', () => {
    const repo = newRepo();
    repo.write('a.ipynb', notebookFile(cells));
    chmodSync(join(repo.dir, 'a.ipynb'), 0o640);
    const { code, stdout } = fix(repo, 'a.ipynb');
    expect(code).toBe(0);
    expect(stdout).toContain('a.ipynb: cleared cell 1 output 2 (GitHub');
    expect(stdout.match(/: cleared /g)).toHaveLength(5);
    expect(stdout).toContain('rotate it');
    expect(readFileSync(join(repo.dir, 'a.ipynb'), 'utf8')).toBe(notebookFile(cleared));
    expect(statSync(join(repo.dir, 'a.ipynb')).mode & 0o777).toBe(0o640);
    expect(runCli(repo, ['scan', 'a.ipynb']).code).toBe(0);
    expect(readdirSync(repo.dir).sort()).toEqual(['.git', 'a.ipynb']);
    expect(fix(repo, 'a.ipynb').stdout).toBe('a.ipynb: no output holds a secret, nothing to clear\n');
  });

  it('keeps every other byte, however the notebook is written', () => {
    const repo = newRepo();
    const parts = (list: string) =>
      `\t{"nbformat":4 ,"cells" :[ {"outputs":${list},"source":"x", "cell_type":"code"}],\r\n "nbformat_minor":5}  `;
    const output = (text: string) => `{ "text":["${text}"] , "output_type" : "stream"}`;
    for (const [before, after] of [
      [`[ ${output(secret)} ]`, '[]'],
      [`[\r\n${output('a')},\n ${output(secret)}\n]`, `[\r\n${output('a')}\n]`],
      [`[${output(secret)} , ${output(secret)},${output('a')} ]`, `[${output('a')} ]`],
      [`[${output('a')},${output(secret)} ,\t${output('\\u00fcb')} ]`, `[${output('a')} ,\t${output('\\u00fcb')} ]`],
    ]) {
      // A BOM would make it no JSON for many readers; white space does not.
      repo.write('b.ipynb', parts(before).slice(1));
      expect(fix(repo, 'b.ipynb').code).toBe(0);
      expect(readFileSync(join(repo.dir, 'b.ipynb'), 'utf8')).toBe(parts(after).slice(1));
    }
  });

  it('shows what it would do with --dry-run', () => {
    const repo = newRepo();
    const file = notebookFile(cells);
    repo.write('a.ipynb', file);
    const { code, stdout } = fix(repo, '--dry-run', 'a.ipynb');
    expect(code).toBe(0);
    expect(stdout.match(/a\.ipynb: would clear cell \d output \d/g)).toHaveLength(5);
    expect(readFileSync(join(repo.dir, 'a.ipynb'), 'utf8')).toBe(file);
  });

  it('leaves sources to the user, says where, and exits 1', () => {
    const repo = newRepo();
    const source = notebookFile([{ source: `t = "${secret}"` }]);
    repo.write('source.ipynb', source);
    const { code, stdout } = fix(repo, 'source.ipynb');
    expect(code).toBe(1);
    expect(stdout).toMatch(/source\.ipynb:\d+:\d+ still holds a secret in cell 1 line 1: GitHub/);
    expect(stdout).toContain('Sources are yours to change');
    expect(readFileSync(join(repo.dir, 'source.ipynb'), 'utf8')).toBe(source);
    repo.write('both.ipynb', notebookFile([{ source: `t = "${secret}"`, outputs: [bad] }]));
    expect(fix(repo, 'both.ipynb').code).toBe(1);
    expect(readFileSync(join(repo.dir, 'both.ipynb'), 'utf8')).toBe(
      notebookFile([{ source: `t = "${secret}"`, outputs: [] }]),
    );
  });

  it('refuses what is no notebook, and links, before it changes anything', () => {
    const repo = newRepo();
    const file = notebookFile(cells);
    repo.write('a.ipynb', file);
    repo.write('broken.ipynb', file.slice(0, -10));
    repo.write('other.json', '{"nbformat": 4}');
    symlinkSync('a.ipynb', join(repo.dir, 'link.ipynb'));
    for (const [other, code] of [
      ['broken.ipynb', 2],
      ['other.json', 2],
      ['link.ipynb', 3],
      ['nothing.ipynb', 3],
      ['.', 3],
    ] as const) {
      const { code: got, stderr, stdout } = fix(repo, 'a.ipynb', other);
      expect([other, got, stdout]).toEqual([other, code, '']);
      expect(stderr).toMatch(/^leakgate: \S.*\n {2}\S.*\n$/);
    }
    expect(readFileSync(join(repo.dir, 'a.ipynb'), 'utf8')).toBe(file);
    expect(lstatSync(join(repo.dir, 'link.ipynb')).isSymbolicLink()).toBe(true);
    expect(runCli(repo, ['fix', 'a.ipynb']).code).toBe(2);
    expect(runCli(repo, ['fix', '--strip-outputs']).code).toBe(2);
  });

  it('keeps outputs whose secrets are allowed', () => {
    const repo = newRepo();
    const file = notebookFile([{ source: 'x', outputs: [bad] }]);
    repo.write('a.ipynb', file);
    const { stdout } = runCli(repo, ['scan', '--format', 'json', 'a.ipynb']);
    const [{ fingerprint }] = (JSON.parse(stdout) as { findings: { fingerprint: string }[] }).findings;
    expect(runCli(repo, ['allow', fingerprint, '--reason', 'revoked', '--owner', 'ada']).code).toBe(0);
    expect(fix(repo, 'a.ipynb')).toMatchObject({ code: 0 });
    expect(readFileSync(join(repo.dir, 'a.ipynb'), 'utf8')).toBe(file);
  });

  it.skipIf(!existsSync(python))('leaves what nbformat writes as nbformat would write it', () => {
    const repo = newRepo();
    const program = `
import sys, nbformat
from nbformat import v4
token = sys.argv[1]
def book(outputs):
    cells = [v4.new_code_cell("x", outputs=[v4.new_output("stream", text=text) for text in outputs]), v4.new_markdown_cell("über")]
    for number, cell in enumerate(cells): cell["id"] = f"c{number}"
    return v4.new_notebook(cells=cells)
nbformat.write(book(["a\\n", f"b {token}\\n", "c\\n"]), "a.ipynb")
nbformat.write(book(["a\\n", "c\\n"]), "expected.ipynb")
`;
    expect(spawnSync(python, ['-c', program, secret], { cwd: repo.dir }).status).toBe(0);
    expect(fix(repo, 'a.ipynb').code).toBe(0);
    expect(readFileSync(join(repo.dir, 'a.ipynb'))).toEqual(readFileSync(join(repo.dir, 'expected.ipynb')));
    const read = 'import nbformat; nbformat.validate(nbformat.read("a.ipynb", 4))';
    expect(spawnSync(python, ['-c', read], { cwd: repo.dir }).status).toBe(0);
  });
});

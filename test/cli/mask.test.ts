// `leakgate mask` as it is used: in a pipe, around a command, with a reader that leaves, a program that asks, a broken part.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { githubToken, harmless, shownSecret } from '../support/planted.ts';
import { cli, needBuild, runCli, toOutcome } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
const nowhere = () => newRepo({ init: false });
const { secret: token } = githubToken(11);
const shown = `ghp_…${token.slice(-4)}`;
const onPosix = it.skipIf(process.platform === 'win32');

needBuild();

/** A running `leakgate mask`, and what it has written so far. */
class Running {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly ended: Promise<{ code: number | null; signal: string | null }>;

  constructor(repo: ScratchRepo, args: readonly string[] = []) {
    this.child = spawn(process.execPath, [cli, 'mask', ...args], { cwd: repo.dir, env: repo.env });
    this.child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Waits until `text` was written; how long that takes is not judged. */
  async until(text: string): Promise<void> {
    while (!this.stdout.includes(text)) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('leakgate mask in a pipe', () => {
  it('copies standard input with the secrets masked, and says nothing else', () => {
    const input = Buffer.concat([
      Buffer.from(`a ${token}\r\n`),
      Buffer.from([0, 255, 254, 13, 10, 27]),
      Buffer.from('end'),
    ]);
    const outcome = spawnSync(process.execPath, [cli, 'mask'], { cwd: nowhere().dir, input });
    const expected = Buffer.concat([
      Buffer.from(`a ${shown}\r\n`),
      Buffer.from([0, 255, 254, 13, 10, 27]),
      Buffer.from('end'),
    ]);
    expect(outcome.stdout.equals(expected)).toBe(true);
    expect(outcome.stderr.toString()).toBe('');
    expect(outcome.status).toBe(0);
  });

  it('counts by rule on standard error where that is asked for', () => {
    const { stdout, stderr, code } = runCli(nowhere(), ['mask', '--verbose'], { input: `${token}\n${token}\n` });
    expect({ stdout, stderr, code }).toEqual({
      stdout: `${shown}\n${shown}\n`,
      stderr: 'leakgate mask: masked 2: github-pat-classic 2\n',
      code: 0,
    });
  });

  it('masks what a scan of the same text reports', () => {
    const repo = nowhere();
    const lines = [
      ...harmless(3).split('\n'),
      `t1 ${token}`,
      'password = "kX9#vLq2zR"',
      'url=postgres://app:Zx81qQpLmm@db.internal/x',
      '',
    ];
    const input = lines.join('\n');
    const { findings } = JSON.parse(runCli(repo, ['scan', '-', '--format', 'json'], { input }).stdout) as {
      findings: { line: number; column: number; endColumn: number; masked: string }[];
    };
    expect(findings).toHaveLength(3);
    const expected = [...lines];
    for (const { line, column, endColumn, masked } of findings)
      expected[line - 1] = lines[line - 1].slice(0, column - 1) + masked + lines[line - 1].slice(endColumn - 1);
    expect(runCli(repo, ['mask'], { input }).stdout).toBe(expected.join('\n'));
  });

  it('writes each line when it comes, a prompt after a moment, and never the beginning of a secret', async () => {
    const run = new Running(nowhere());
    run.write('first\n');
    await run.until('first\n');
    run.write('Password: ');
    await run.until('Password: ');
    run.write(`\ntoken ${token.slice(0, 20)}`);
    await run.until('\ntoken ');
    expect(run.stdout).toBe('first\nPassword: \ntoken ');
    run.write(`${token.slice(20)}\n`);
    await run.until(shown);
    run.child.stdin?.end();
    expect(await run.ended).toEqual({ code: 0, signal: null });
    expect(run.stdout).toBe(`first\nPassword: \ntoken ${shown}\n`);
  });

  onPosix('ends quietly when its reader leaves', () => {
    const script = `yes | "$0" "$1" mask | head -n 2; echo "\${PIPESTATUS[1]}"`;
    const outcome = toOutcome(spawnSync('bash', ['-c', script, process.execPath, cli], { cwd: nowhere().dir }));
    expect(outcome).toMatchObject({ stdout: 'y\ny\n0\n', stderr: '' });
  });

  it('takes known values from files, repeatedly, and tells which it cannot look for', () => {
    const repo = nowhere();
    repo.write('.env', 'DB_PASSWORD="correct horse"\nPORT=3000\nADMIN_PWD=abc\n');
    repo.write('more.json', '{"client":{"secret":"s3/cr+t-value"}}');
    const input = `a correct horse b ${encodeURIComponent('s3/cr+t-value')} 3000 abc\n`;
    const outcome = runCli(repo, ['mask', '--known', '.env', '--known', 'more.json'], { input });
    expect(outcome).toMatchObject({
      code: 0,
      stdout: 'a [DB_PASSWORD] b [secret] 3000 abc\n',
      stderr: 'leakgate mask: too short to be masked, in .env: ADMIN_PWD\n',
    });
  });

  it('leaves what the config switches off, and no more', () => {
    const repo = newRepo();
    repo.write('leakgate.json', '{"rules":{"github-pat-classic":"off"}}');
    const { stdout } = runCli(repo, ['mask'], { input: `${token}\npassword = "kX9#vLq2zR"\n` });
    expect(stdout).toBe(`${token}\npassword = "…"\n`);
  });

  it('stays small, however much comes and however long a line is', () => {
    const script = `
      const line = process.argv[2] === 'line' ? 'lorem ipsum dolor sit amet '.repeat(40) + '${token} ' : 'x'.repeat(70) + '\\n';
      const piece = Buffer.from(line.repeat(Math.ceil(65536 / line.length)));
      let left = 300e6;
      const go = () => { while (left > 0) { left -= piece.length; if (!process.stdout.write(piece)) return process.stdout.once('drain', go); } };
      go();`;
    for (const kind of ['lines', 'line']) {
      const peak = `process.on('exit', () => require('fs').writeSync(2, String(process.resourceUsage().maxRSS)));`;
      const repo = nowhere();
      writeFileSync(join(repo.root, 'peak.cjs'), peak);
      writeFileSync(join(repo.root, 'much.cjs'), script);
      const command = '"$0" "$2/much.cjs" "$3" | "$0" -r "$2/peak.cjs" "$1" mask | wc -c';
      const outcome = spawnSync('sh', ['-c', command, process.execPath, cli, repo.root, kind], { cwd: repo.dir });
      const kilobytes = Number(outcome.stderr.toString());
      expect(Number(outcome.stdout.toString())).toBeGreaterThan(200e6);
      expect(kilobytes).toBeGreaterThan(1000);
      expect(kilobytes).toBeLessThan(250_000);
    }
  });

  it('stops with nothing unmasked when a part of it breaks', () => {
    const repo = nowhere();
    const copy = join(repo.root, 'dist');
    cpSync(dirname(cli), copy, { recursive: true });
    writeFileSync(join(copy, 'rules', 'rules.bin'), readFileSync(join(copy, 'rules', 'rules.bin')).fill(0));
    const outcome = toOutcome(
      spawnSync(process.execPath, [join(copy, 'leakgate.js'), 'mask'], {
        cwd: repo.dir,
        input: `x\n${token}\nlater\n`,
      }),
    );
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/^leakgate: \S/);
    expect(outcome.stdout).toBe('');
    expect(shownSecret(outcome.text, [token])).toBe(null);
  });
});

describe('leakgate mask around a command', () => {
  const node = (script: string) => ['mask', '--', process.execPath, '-e', script];

  it('masks both streams apart and keeps the exit code and the arguments', () => {
    const script = `console.log(process.argv[1], '${token}'); console.error('err ${token}'); process.exitCode = 7`;
    const outcome = runCli(nowhere(), [...node(script), 'x --verbose']);
    expect(outcome).toMatchObject({ code: 7, stdout: `x --verbose ${shown}\n`, stderr: `err ${shown}\n` });
  });

  it('hands standard input to the command', () => {
    const outcome = runCli(nowhere(), node('process.stdin.pipe(process.stdout)'), { input: `in ${token}\n` });
    expect(outcome).toMatchObject({ code: 0, stdout: `in ${shown}\n`, stderr: '' });
  });

  onPosix('tells by the exit code which signal ended the command', () => {
    expect(runCli(nowhere(), ['mask', '--', 'sh', '-c', 'kill -KILL $$']).code).toBe(137);
    expect(runCli(nowhere(), ['mask', '--', 'sh', '-c', 'kill -TERM $$']).code).toBe(143);
  });

  onPosix.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)(
    'hands %s on and waits for what the command makes of it',
    async (signal) => {
      const script = `trap 'echo got it; exit 5' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`;
      const run = new Running(nowhere(), ['--', 'sh', '-c', script]);
      await run.until('ready\n');
      run.child.kill(signal);
      expect(await run.ended).toEqual({ code: 5, signal: null });
      expect(run.stdout).toBe('ready\ngot it\n');
      expect(run.stderr).toBe('');
    },
  );

  it('says what it cannot run, as shells do', () => {
    const repo = nowhere();
    const missing = runCli(repo, ['mask', '--', 'no-such-command-here']);
    expect(missing.code).toBe(127);
    expect(missing.stderr).toMatch(/^leakgate: Cannot run "no-such-command-here": there is no such command\.\n {2}\S/);
    if (process.platform === 'win32') return;
    repo.write('plain.txt', 'no program');
    expect(runCli(repo, ['mask', '--', './plain.txt'])).toMatchObject({ code: 126, stdout: '' });
  });

  onPosix('tells a failure to read or write from one of its own', () => {
    const repo = nowhere();
    const run = (rest: string) =>
      toOutcome(spawnSync('sh', ['-c', `"$0" "$1" mask ${rest}`, process.execPath, cli], { cwd: repo.dir }));
    expect(run('</')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('cannot read its input (EISDIR)'),
    });
    if (process.platform !== 'linux') return;
    for (const rest of ['>/dev/full <"$1"', '-- echo x >/dev/full'])
      expect(run(rest)).toMatchObject({ code: 3, stderr: expect.stringContaining('cannot write its output (ENOSPC)') });
  });

  onPosix('ends the command as its reader would have', () => {
    const script = '"$0" "$1" mask -- yes | head -n 1; echo "${PIPESTATUS[0]}"';
    const outcome = toOutcome(spawnSync('bash', ['-c', script, process.execPath, cli], { cwd: nowhere().dir }));
    expect(outcome).toMatchObject({ stdout: 'y\n141\n', stderr: '' });
  });

  it('refuses what it does not take', () => {
    const repo = nowhere();
    for (const args of [
      ['mask', 'file.log'],
      ['mask', '--'],
      ['mask', '--known'],
      ['mask', '--known', 'nothing'],
      ['mask', '--format', 'json'],
    ])
      expect(runCli(repo, args)).toMatchObject({ code: 2, stdout: '' });
  });
});

// A commit of ten thousand files, and one of a file of 100 MB: found in, bounded in memory, and told about on a terminal.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { githubToken } from '../support/planted.ts';
import { cli as gate, needBuild } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);
const hasScript = spawnSync('script', ['--version']).status === 0;
beforeAll(needBuild);

const mebibyte = 1024 * 1024;
const fileCount = 10_000;
const bar = /\r\x1b\[Kleakgate [^\r\n]*staged files, [^\r\n]* found so far/;

/** What Node of the hook wrote down at its end: the most memory it held, in bytes. */
function withMeter(scene: GateScene): { env: NodeJS.ProcessEnv; peak: () => number } {
  const file = join(scene.repo.root, 'peak');
  const meter = join(scene.repo.root, 'meter.cjs');
  writeFileSync(
    meter,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)));`,
  );
  return { env: { NODE_OPTIONS: `--require ${meter}` }, peak: () => Number(readFileSync(file, 'utf8')) * 1024 };
}

/** Runs the shell line on a terminal of its own; gives all that stood on it, and how it ended. */
function onTerminal(scene: GateScene, command: string, env: NodeJS.ProcessEnv = {}): { code: number; shown: string } {
  const { stdout } = spawnSync('script', ['-qfec', `${command}; echo "exit $?"`, '/dev/null'], {
    cwd: scene.repo.dir,
    // However fast the machine is: what is shown of a run does not depend on how long it takes.
    env: { ...scene.repo.env, ...env, LEAKGATE_PROGRESS_AFTER: '0', TERM: 'xterm', SHELL: '/bin/sh' },
    maxBuffer: 1 << 26,
    encoding: 'utf8',
  });
  scene.printed += stdout;
  return { code: Number(/exit (\d+)/.exec(stdout)?.[1] ?? -1), shown: stdout };
}

/** Files of a few lines with words that rules look at, and one of them with a secret. */
function stageMany(scene: GateScene): void {
  for (let folder = 0; folder < 100; folder++) mkdirSync(join(scene.repo.dir, `f${folder}`));
  for (let at = 0; at < fileCount; at++)
    writeFileSync(
      join(scene.repo.dir, `f${at % 100}`, `${at}.ts`),
      `export const token${at} = read(${at});\n// key: none\n`,
    );
  scene.repo.git('add', '--all');
}

/** Lines that name keys and passwords and hold none, up to 100 MB. */
function stageLarge(scene: GateScene, end: string): void {
  const lines = Array.from({ length: 2000 }, (_, at) =>
    at % 50 === 0
      ? `password = os.environ["PASSWORD_${at}"]; token: ${at}\n`
      : `${at}: nothing of any note, a line of five hundred characters ${'. '.repeat(230)}\n`,
  ).join('');
  scene.repo.write(
    'large.txt',
    Buffer.concat([Buffer.from(lines.repeat(Math.ceil((100 * mebibyte) / lines.length))), Buffer.from(end)]),
  );
  scene.repo.git('add', 'large.txt');
}

describe.skipIf(!hasScript)('on a terminal', () => {
  it('a commit of ten thousand files shows a bar that goes away, and blocks for the one with a secret', () => {
    const scene = newScene();
    stageMany(scene);
    const passed = onTerminal(scene, `'${process.execPath}' "$LEAKGATE" staged`, { LEAKGATE: gate });
    expect(passed.shown).toMatch(bar);
    expect(passed.shown).toContain(`\r\x1b[Kleakgate: clean, ${fileCount.toLocaleString('en-US')} of`);
    expect(passed.code).toBe(0);
    scene.plant('f7/secret.ts', githubToken('among many'));
    scene.repo.git('add', 'f7/secret.ts');
    const blocked = onTerminal(scene, 'git commit -m many');
    expect(blocked.shown).toMatch(bar);
    expect(blocked.shown).toContain('f7/secret.ts:1:8');
    expect(blocked.code).toBe(1);
  });

  it('a commit of one file of 100 MB does so while that file is looked at', () => {
    const scene = newScene();
    const { text } = scene.keepSecret(githubToken('far behind'));
    stageLarge(scene, text);
    const { shown, code } = onTerminal(scene, 'git commit -m large');
    expect(shown).toMatch(bar);
    // More than one state of it: it moves while the one file is looked at.
    const amounts = new Set(Array.from(shown.matchAll(/staged files, ([\d.]+ [kM]?B)/g), ([, amount]) => amount));
    expect(amounts.size).toBeGreaterThan(1);
    expect(shown).toContain('large.txt:');
    expect(code).toBe(1);
  });
});

describe('memory', () => {
  it('of a commit of ten thousand files stays within 250 MB', () => {
    const scene = newScene();
    stageMany(scene);
    const { env, peak } = withMeter(scene);
    expect(scene.leakgateWith({ env }, 'staged').code).toBe(0);
    expect(peak()).toBeGreaterThan(20 * mebibyte);
    expect(peak()).toBeLessThan(250 * mebibyte);
  });

  it('of a commit of a file of 100 MB stays within five times its size', () => {
    const scene = newScene();
    const { text } = scene.keepSecret(githubToken('far behind'));
    stageLarge(scene, text);
    const { env, peak } = withMeter(scene);
    expect(scene.leakgateWith({ env }, 'staged').code).toBe(1);
    expect(peak()).toBeLessThan(500 * mebibyte);
  });
});

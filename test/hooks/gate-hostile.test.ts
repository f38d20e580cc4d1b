// A repository that wants to harm whoever scans it, and signals: nothing of it runs. Situations 46 and 47.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { gateScenes } from '../support/gate-scene.ts';
import { putScript } from '../support/hook-scene.ts';
import { awsPair, githubToken } from '../support/planted.ts';
import { cli, needBuild } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);

describe('a hostile repository', () => {
  it('runs nothing that its config, attributes and hooks name', () => {
    const scene = newScene();
    const marks = join(scene.repo.root, 'marks');
    mkdirSync(marks);
    const trap = (name: string) => {
      const path = join(scene.repo.root, 'traps', name);
      putScript(path, `: >'${marks}/${name}'; cat; exit 0`);
      return path;
    };
    scene.repo.write('conf.ini', 'one\n');
    scene.repo.write('.gitattributes', '*.ini diff=evil filter=evil merge=evil\n');
    scene.repo.commit('base');
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.editor',
      'core.sshCommand',
      'core.askPass',
      'core.gitProxy',
      'core.alternateRefsCommand',
      'diff.external',
      'diff.evil.command',
      'diff.evil.textconv',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'merge.evil.driver',
      'pager.log',
      'pager.diff',
      'gpg.program',
      'credential.helper',
      'uploadpack.packObjectsHook',
      'alias.cat-file',
      'alias.diff-index',
      'trace2.eventTarget',
    ])
      scene.repo.git('config', key, `${key.startsWith('alias') ? '!' : ''}${trap(key)}`);
    scene.repo.git('config', 'log.showSignature', 'true');
    const hooks = join(scene.repo.root, 'evil-hooks');
    for (const hook of [
      'post-index-change',
      'reference-transaction',
      'pre-auto-gc',
      'fsmonitor-watchman',
      'query-watchman',
    ])
      putScript(join(hooks, hook), `: >'${marks}/hook-${hook}'`);
    scene.repo.git('config', 'core.hooksPath', hooks);
    rmSync(marks, { recursive: true });
    mkdirSync(marks);
    const blob = scene.repo.hashObject(scene.keepSecret(awsPair('hostile')).text);
    scene.repo.tryGit(['update-index', '--cacheinfo', `100644,${blob},conf.ini`]);
    scene.repo.write('conf.ini', 'changed\n');
    rmSync(marks, { recursive: true });
    mkdirSync(marks);

    expect(scene.leakgate('staged').code).toBe(1);
    expect(scene.leakgate('history').code).toBe(1);
    expect(scene.leakgate('history', scene.repo.dir).code).toBe(1);
    expect(scene.leakgate('range', 'HEAD').code).toBe(0);
    expect(scene.leakgate('scan', '.').code).toBe(0);
    const push = `refs/heads/main ${scene.head()} refs/heads/main ${'0'.repeat(40)}\n`;
    expect(scene.leakgateWith({ input: push }, 'hook', 'pre-push', 'x', '/no/where').code).toBe(0);
    expect(scene.leakgate('init', '--dry-run').code).toBe(0);
    expect(readdirSync(marks)).toEqual([]);

    // The traps are live: git itself walks into them.
    scene.repo.tryGit(['status']);
    expect(readdirSync(marks)).not.toEqual([]);
  });

  it('does not run a config, and refuses one that is a program', () => {
    const scene = newScene();
    const mark = join(scene.repo.root, 'mark');
    const program = `require('fs').writeFileSync(${JSON.stringify(mark)}, '')`;
    for (const name of ['leakgate.js', 'leakgate.config.js', '.leakgaterc.js']) scene.repo.write(name, program);
    scene.repo.write('node_modules/micromatch/index.js', program);
    scene.repo.git('add', '--all', '--force');
    expect(scene.leakgate('staged').code).toBe(0);
    for (const text of [program, '{ "extends": "./leakgate.js" }', '{ "rules": { "x": { "pattern": "(a+)+$" } } }']) {
      scene.repo.write('leakgate.json', text);
      scene.repo.git('add', 'leakgate.json');
      const { code, stderr } = scene.leakgate('staged');
      expect(stderr).toMatch(/^leakgate: leakgate\.json: /);
      expect(code).toBe(2);
    }
    expect(existsSync(mark)).toBe(false);
  });

  it('writes no report through a link that the repository brought', () => {
    const scene = newScene();
    const outside = join(scene.repo.root, 'outside');
    writeFileSync(outside, 'mine\n');
    symlinkSync('../outside', join(scene.repo.dir, 'report.json'));
    const { code, stderr } = scene.leakgate('scan', 'leakgate.json', '--output', 'report.json');
    expect(stderr).toMatch(/^leakgate: Cannot write ".*\/report\.json" \(it is a symbolic link\)\./);
    expect(code).toBe(3);
    expect(readFileSync(outside, 'utf8')).toBe('mine\n');
    // A link of the system's own, to the pipe behind it.
    const shell = `'${process.execPath}' '${cli}' scan leakgate.json --output /dev/stdout | cat`;
    const piped = spawnSync('sh', ['-c', shell], { cwd: scene.repo.dir, env: scene.repo.env });
    expect(String(piped.stdout)).toContain('leakgate: clean');
  });

  it('names what a change loosens in its own config', () => {
    const scene = newScene();
    scene.plant('conf.yml', githubToken('loosened'));
    const config = JSON.parse(readFileSync(join(scene.repo.dir, 'leakgate.json'), 'utf8'));
    scene.repo.write('leakgate.json', JSON.stringify({ ...config, rules: { 'github-pat-classic': 'off' } }));
    scene.repo.git('add', '--all');
    const commit = scene.commit();
    expect(commit.code).toBe(0);
    expect(commit.stderr).toContain('allowed by this commit: conf.yml:1:8 ');
    expect(commit.stderr).toMatch(/switches off the rule\s+github-pat-classic/);
    expect(scene.leakgate('range', 'HEAD', '--policy-from', 'HEAD~1').code).toBe(1);
  });
});

describe('signals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends by %s as shells expect, and leaves no files behind', async (signal, expected) => {
    needBuild();
    const scene = newScene();
    const temporary = join(scene.repo.root, 'tmp');
    mkdirSync(temporary);
    const child = spawn(process.execPath, [cli, 'scan', '-'], {
      cwd: scene.repo.dir,
      env: { ...scene.repo.env, TMPDIR: temporary },
    });
    child.stdin.on('error', () => {});
    child.stdin.write(scene.keepSecret(awsPair('signal')).text);
    await new Promise((resolve) => setTimeout(resolve, 600));
    child.kill(signal);
    const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
      child.once('close', (...ended) => resolve(ended)),
    );
    expect(by === null ? code : { SIGINT: 130, SIGTERM: 143 }[by as string]).toBe(expected);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

// The manifests in deploy/: what they run is run here as it stands, by the shells they name, and gives the report of one run.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { commands } from '../../src/commands/catalogue.ts';
import { awsPair, githubToken } from '../support/planted.ts';
import { cli, needBuild, runCli } from '../support/run-cli.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const makeRepo = scratchRepos(afterEach);
const folder = join(import.meta.dirname, '..', '..', 'deploy');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** A repository with secrets at several places, its mirror clone, and a folder with `leakgate` in it. */
function scene(): { repo: ScratchRepo; mirror: string; bin: string } {
  needBuild();
  const repo = makeRepo();
  for (let number = 0; number < 8; number++) {
    repo.write(`conf/${number}.ini`, awsPair(`deploy ${number}`).text);
    repo.write('token.txt', githubToken(`deploy ${number}`).text);
    repo.commit(`commit ${number}`);
  }
  const mirror = join(repo.root, 'mirror.git');
  repo.git('clone', '--quiet', '--mirror', repo.dir, mirror);
  const bin = join(repo.root, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'leakgate'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`);
  chmodSync(join(bin, 'leakgate'), 0o755);
  return { repo, mirror, bin };
}

function sh(script: string, repo: ScratchRepo, env: NodeJS.ProcessEnv, shell: readonly string[] = ['/bin/sh', '-c']) {
  const { status, stdout, stderr } = spawnSync(shell[0], [...shell.slice(1), script], {
    cwd: repo.root,
    env: { ...repo.env, ...env },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** Options of `leakgate <command>` in a script that the command does not take. */
function unknownFlags(script: string): string[] {
  return [...script.matchAll(/leakgate"? ([a-z]+)(.*)/g)].flatMap(([, command, rest]) =>
    [...rest.matchAll(/--([a-z-]+)/g)]
      .map(([, flag]) => flag)
      .filter((flag) => !commands[command].flags.includes(flag)),
  );
}

const findingsIn = (sarif: string) =>
  JSON.parse(sarif).runs[0].results.map((result: { ruleId: string; locations: unknown }) => [
    result.ruleId,
    result.locations,
  ]);

describe('the Kubernetes jobs', () => {
  const [sweep, merge] = parseAllDocuments(read('kubernetes-indexed-job.yaml')).map((document) => document.toJS());
  const containerOf = (job: typeof sweep) => job.spec.template.spec.containers[0];

  it('are one indexed job with as many shards as completions, and one that merges', () => {
    expect(sweep).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job', spec: { completionMode: 'Indexed' } });
    const shards = containerOf(sweep).env.find(({ name }: { name: string }) => name === 'SHARDS').value;
    expect(Number(shards)).toBe(sweep.spec.completions);
    expect(merge).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
    for (const job of [sweep, merge]) expect(unknownFlags(containerOf(job).args.join('\n'))).toEqual([]);
  });

  it('give what one run gives', () => {
    const { repo, mirror, bin } = scene();
    const reports = join(repo.root, 'reports');
    mkdirSync(reports);
    const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, REPORTS: reports, REPOSITORY: mirror, SHARDS: '3' };
    const { command, args } = containerOf(sweep);
    for (const JOB_COMPLETION_INDEX of ['0', '1', '2'])
      expect(sh(args[0], repo, { ...env, JOB_COMPLETION_INDEX }, command)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(sh(containerOf(merge).args[0], repo, env)).toMatchObject({ code: 1, stderr: '' });
    const single = runCli(repo, ['history', '--format', 'sarif'], { cwd: mirror });
    const merged = readFileSync(join(reports, 'leakgate.sarif'), 'utf8');
    expect(findingsIn(merged)).toEqual(findingsIn(single.stdout));
    expect(findingsIn(merged)).toHaveLength(16);
  });

  it('fail where a shard gave no report', () => {
    const { repo, bin } = scene();
    const env = {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      REPORTS: repo.root,
      REPOSITORY: repo.root,
      SHARDS: '3',
    };
    const { args } = containerOf(sweep);
    expect(sh(args[0], repo, { ...env, JOB_COMPLETION_INDEX: '0' }).code).toBe(3);
    expect(sh(containerOf(merge).args[0], repo, env).code).toBe(2);
  });
});

describe('the workflow of GitHub Actions', () => {
  const workflow = parse(read('github-actions-matrix.yml'));
  const script = (job: string, name: string): string =>
    workflow.jobs[job].steps.find((step: { name?: string }) => step.name === name).run;
  /** How GitHub runs what names no shell. */
  const bash = ['bash', '-e', '-c'];

  it('has as many shards as its matrix', () => {
    const { matrix } = workflow.jobs.shard.strategy;
    expect(matrix.shard).toEqual(Array.from({ length: workflow.jobs.shard.env.SHARDS }, (_, at) => at + 1));
    const scripts = [script('shard', 'Sweep one part'), script('merge', 'Put the parts together')];
    expect(scripts.flatMap(unknownFlags)).toEqual([]);
  });

  it('gives what one run gives', () => {
    const { repo } = scene();
    const env = { PATH: process.env.PATH, RUNNER_TEMP: join(repo.root, 'temp'), GITHUB_WORKSPACE: repo.root };
    mkdirSync(join(env.RUNNER_TEMP, 'shards'), { recursive: true });
    const bundled = spawnSync('bash', ['-ec', script('clone', 'Bundle everything')], {
      cwd: repo.dir,
      env: { ...repo.env, ...env },
    });
    expect(bundled.status).toBe(0);
    for (const SHARD of ['1', '2']) {
      // Each runner has a folder of its own.
      const own = { ...env, RUNNER_TEMP: join(repo.root, `runner-${SHARD}`), SHARD, SHARDS: '2' };
      mkdirSync(own.RUNNER_TEMP);
      cpSync(join(env.RUNNER_TEMP, 'all.bundle'), join(own.RUNNER_TEMP, 'all.bundle'));
      expect(sh(script('shard', 'Sweep one part'), repo, own, bash)).toEqual({ code: 0, stdout: '', stderr: '' });
      const report = `shard-${SHARD}.json`;
      cpSync(join(own.RUNNER_TEMP, report), join(env.RUNNER_TEMP, 'shards', report));
    }
    const merged = sh(script('merge', 'Put the parts together'), repo, env, bash);
    expect(merged).toMatchObject({ code: 1, stderr: '' });
    expect(merged.stdout).toContain('16 secrets');
  });
});

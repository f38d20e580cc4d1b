import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandContext, FlagValue } from '../../../src/commands/command-context.ts';
import { run } from '../../../src/commands/init.ts';
import { InstallScene } from '../../support/install-scene.ts';
import { scratchRepos } from '../../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);
let scene: InstallScene;

beforeEach(() => {
  scene = new InstallScene(newRepo());
  // The command reads the environment of its process.
  for (const [name, value] of Object.entries(scene.scratch.env)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command; `answer` is what a person types on a terminal, and without it there is none. */
async function init(flags: Record<string, FlagValue>, answer?: string, args: string[] = []): Promise<Outcome> {
  const stdin = Object.assign(new PassThrough(), { isTTY: answer !== undefined });
  stdin.end(answer ?? '');
  let out = '';
  let err = '';
  const context: CommandContext = {
    flags,
    args,
    cwd: scene.scratch.dir,
    installation: join(scene.running.packageFolder, 'dist'),
    stdin: stdin as unknown as NodeJS.ReadStream,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal: answer !== undefined,
    isReportTerminal: false,
  };
  return { code: await run(context), out, err };
}

const hook = () => join(scene.scratch.dir, '.git', 'hooks', 'pre-commit');

describe('init', () => {
  it('shows each file with the reason, and does it with --yes', async () => {
    writeFileSync(hook(), 'old\n', { mode: 0o755 });
    const { code, out, err } = await init({ yes: true });
    expect(out).toMatchInlineSnapshot(`
      "leakgate init will do this:

        create   .git/leakgate/installed.json  what \`leakgate init --undo\` needs
        create   .git/hooks/leakgate.sh        finds Node and leakgate for the hooks
        chain    .git/hooks/pre-commit         checks what a commit would contain; your own hook stays as pre-commit.before-leakgate and runs first
        create   .git/hooks/pre-merge-commit   checks what a merge would contain
        create   .git/hooks/commit-msg         checks the commit message
        create   .git/hooks/pre-push           checks what a push would send
        create   .git/leakgate/runtime         tells the hooks which Node and leakgate to run
        create   .gitignore                    keeps .env and its kin out of commits
        create   leakgate.json                 the config, with a public salt for fingerprints

      Done. Commit the new files that git status shows, so that everybody has them.
      "
    `);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readFileSync(hook(), 'utf8')).toContain('leakgate_main');
  });

  it('says the second time that nothing has to change', async () => {
    await init({ yes: true });
    const before = scene.snapshot();
    expect(await init({})).toEqual({ code: 0, out: 'leakgate: everything is in place, nothing to change.\n', err: '' });
    expect(scene.snapshot()).toEqual(before);
  });

  it('changes nothing without a terminal and without --yes, and exits 2', async () => {
    const before = scene.snapshot();
    await expect(init({})).rejects.toMatchObject({ code: 'needs-yes', exitCode: 2 });
    expect(scene.snapshot()).toEqual(before);
  });

  it('changes nothing with --dry-run', async () => {
    const before = scene.snapshot();
    const { code, out } = await init({ 'dry-run': true });
    expect(code).toBe(0);
    expect(out).toContain('create   .git/hooks/pre-commit');
    expect(scene.snapshot()).toEqual(before);
  });

  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['n\n', false],
    ['\n', false],
    ['', false],
  ])('asks on a terminal; %j means %s', async (answer, isDone) => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { code, err } = await init({}, answer);
    vi.restoreAllMocks();
    expect(existsSync(hook())).toBe(isDone);
    expect(code).toBe(isDone ? 0 : 3);
    expect(err).toBe(isDone ? '' : 'Nothing was changed.\n');
  });

  it('exits 3 when git would still run no hook of ours', async () => {
    mkdirSync(join(scene.scratch.dir, '.husky'));
    const { code, out, err } = await init({ yes: true });
    expect(code).toBe(3);
    expect(out).toContain('husky is not started in this checkout');
    expect(err).toContain('git runs no hook of leakgate here yet');
    expect((await init({ yes: true })).code).toBe(3);
  });

  it('escapes control characters in paths', async () => {
    const folder = 'a\u001b[31mb';
    scene.scratch.git('config', 'core.hooksPath', folder);
    const { out } = await init({ 'dry-run': true });
    expect(out).not.toContain('\u001b');
    expect(out).toContain('a\\x1b[31mb/pre-commit');
  });

  it('takes no arguments', async () => {
    await expect(init({}, undefined, ['x'])).rejects.toMatchObject({ code: 'extra-argument', exitCode: 2 });
  });
});

describe('init --undo', () => {
  it('shows and takes back what init did', async () => {
    writeFileSync(hook(), 'old\n', { mode: 0o755 });
    const before = scene.snapshot();
    await init({ yes: true });
    const { code, out } = await init({ yes: true, undo: true });
    expect(out).toMatchInlineSnapshot(`
      "leakgate init --undo will do this:

        remove   .git/hooks/leakgate.sh        leakgate put it here
        restore  .git/hooks/pre-commit         your own hook comes back to its place
        remove   .git/hooks/pre-merge-commit   leakgate put it here
        remove   .git/hooks/commit-msg         leakgate put it here
        remove   .git/hooks/pre-push           leakgate put it here
        remove   .git/leakgate/runtime         leakgate put it here
        remove   .gitignore                    leakgate put it here
        remove   leakgate.json                 leakgate put it here
        remove   .git/leakgate/installed.json  leakgate put it here
        remove   .git/leakgate                 when nothing else is in it

      Done: leakgate is out of this repository.
      "
    `);
    expect(code).toBe(0);
    expect(scene.snapshot()).toEqual(before);
    expect(await init({ undo: true })).toMatchObject({
      code: 0,
      out: 'leakgate: there is nothing of leakgate to take back here.\n',
    });
  });

  it('asks too', async () => {
    await init({ yes: true });
    await expect(init({ undo: true })).rejects.toMatchObject({ code: 'needs-yes' });
    expect(existsSync(hook())).toBe(true);
  });
});

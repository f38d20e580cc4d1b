// Yarn's Plug'n'Play with the real Node: leakgate is resolved by the project's own .pnp.cjs and sees the usual arguments.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { HookScene } from '../support/hook-scene.ts';
import { type ScratchRepo, scratchRepos } from '../support/scratch-repo.ts';

const newRepo = scratchRepos(afterEach);

// What Yarn's file does, in short: it answers for packages that lie in no node_modules folder.
const pnp = (cache: string) => `// "leakgate"
const Module = require('module');
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
  request === 'leakgate/dist/leakgate.js' ? ${JSON.stringify(cache)} + '/leakgate.js' : resolve.call(Module, request, ...rest);
`;

function prepare(repo: ScratchRepo, text: string): { scene: HookScene; env: NodeJS.ProcessEnv } {
  const scene = new HookScene(repo);
  scene.putHooks(join(repo.dir, '.git', 'hooks'));
  writeFileSync(join(repo.dir, '.pnp.cjs'), text);
  scene.putRecord(join(repo.dir, '.git'), process.execPath, '/no/such/file');
  return { scene, env: {} };
}

it('runs the resolved file with the arguments where they belong, and passes its exit code on', () => {
  const repo = newRepo();
  const cache = join(repo.root, 'cache');
  mkdirSync(cache);
  writeFileSync(
    join(cache, 'leakgate.js'),
    'console.log(JSON.stringify([process.argv.slice(1), __dirname, require("fs").readFileSync(0, "utf8")])); process.exitCode = 1;',
  );
  const { scene, env } = prepare(repo, pnp(cache));
  const run = scene.run('.git/hooks/pre-push', ['origin', '--x'], { env, input: 'a b c d\n' });
  expect(run.status).toBe(1);
  expect(JSON.parse(run.stdout)).toEqual([
    [join(cache, 'leakgate.js'), 'hook', 'pre-push', 'origin', '--x'],
    cache,
    'a b c d\n',
  ]);
});

it('blocks with one line when Yarn does not know leakgate', () => {
  const { scene, env } = prepare(newRepo(), '// "leakgate"\n');
  expect(scene.run('.git/hooks/pre-commit', [], { env })).toEqual({
    status: 3,
    stdout: '',
    stderr: 'leakgate: blocked: Yarn does not know leakgate here. Run "yarn add -D leakgate".\n',
  });
});

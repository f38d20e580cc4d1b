// leakgate under the hook managers people have, each really installed: what `leakgate init` prints for them is what is
// tried here. Managers that are not installed are skipped, and say so: .ci/run installs them (test/managers).
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { putScript } from '../support/hook-scene.ts';
import { awsPair, githubToken } from '../support/planted.ts';
import { cli, needBuild } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);
const top = join(import.meta.dirname, '..', '..');
const managers = join(top, 'test', 'managers');

interface Manager {
  readonly name: string;
  readonly program: string;
  /** Puts the manager's config in place from what init prints, and lets the manager write its hooks. */
  readonly install: (scene: GateScene) => void;
  /** False for a second way to reach the same manager: what it has in common is tried once. */
  readonly isThorough?: false;
  /** What the manager's own pre-push hook leaves of git's lines. */
  readonly handsLinesOn: boolean;
}

/** A repository with node_modules/leakgate as npm has it, and no hooks yet. */
function projectScene(): GateScene {
  needBuild();
  const scene = newScene();
  scene.leakgate('init', '--undo', '--yes');
  scene.repo.write('.gitignore', 'node_modules\n');
  scene.repo.git('config', 'user.name', 'Ada Tester');
  scene.repo.git('config', 'user.email', 'ada@example.org');
  const packages = join(scene.repo.dir, 'node_modules');
  mkdirSync(join(packages, '.bin'), { recursive: true });
  symlinkSync(top, join(packages, 'leakgate'));
  symlinkSync(cli, join(packages, '.bin', 'leakgate'));
  scene.repo.env.PATH = [join(packages, '.bin'), scene.repo.env.PATH].join(delimiter);
  // As npm ci leaves it; the manager's own caches stay in the test's folder.
  scene.repo.env.PRE_COMMIT_HOME = join(scene.repo.root, 'pre-commit');
  return scene;
}

/** The lines that `leakgate init` prints for a manager's config. */
function recipe(scene: GateScene): string {
  const { stdout, code } = scene.leakgate('init', '--yes');
  expect(code).toBe(3);
  return /Add this to \S+:\n\n([\s\S]*?)\nThen run:/.exec(stdout)![1];
}

function run(scene: GateScene, program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: scene.repo.dir, env: scene.repo.env });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} exited ${status}: ${stdout}${stderr}`);
}

const lefthook = join(managers, 'node_modules', '.bin', 'lefthook');
const simple = join(managers, 'node_modules', 'simple-git-hooks', 'cli.js');
const preCommit = join(managers, 'venv', 'bin', 'pre-commit');
const stages = ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push'];
const stageFlags = stages.flatMap((stage) => ['-t', stage]);

const all: readonly Manager[] = [
  {
    name: 'lefthook',
    program: lefthook,
    handsLinesOn: true,
    install(scene) {
      scene.repo.write('lefthook.yml', 'output: [execution]\n');
      scene.repo.write('lefthook.yml', `${recipe(scene)}\n`);
      run(scene, lefthook, 'install');
    },
  },
  {
    name: 'simple-git-hooks',
    program: simple,
    handsLinesOn: true,
    install(scene) {
      scene.repo.write('package.json', '{ "simple-git-hooks": {} }');
      scene.repo.write('package.json', `{ "simple-git-hooks": {\n${recipe(scene)}\n} }`);
      run(scene, process.execPath, simple);
    },
  },
  {
    name: 'pre-commit, a local repo',
    program: preCommit,
    handsLinesOn: false,
    install(scene) {
      scene.repo.write('.pre-commit-config.yaml', 'repos: []\n');
      scene.repo.write('.pre-commit-config.yaml', `repos:\n${recipe(scene)}\n`);
      scene.repo.git('add', '.pre-commit-config.yaml');
      run(scene, preCommit, 'install', ...stageFlags);
    },
  },
  {
    name: 'pre-commit, our .pre-commit-hooks.yaml',
    program: preCommit,
    isThorough: false,
    handsLinesOn: false,
    install(scene) {
      const hooks = join(scene.repo.root, 'published');
      mkdirSync(hooks);
      // `language: node` would install the package and its build tools from the registry; the rest is as published.
      const text = readFileSync(join(top, '.pre-commit-hooks.yaml'), 'utf8');
      writeFileSync(join(hooks, '.pre-commit-hooks.yaml'), text.replaceAll('language: node', 'language: system'));
      const git = (...args: string[]) => scene.repo.gitBytes(args, { cwd: hooks }).toString().trim();
      git('init', '-q');
      git('add', '.');
      git('commit', '-qm', 'published');
      const ids = ['leakgate', 'leakgate-merge', 'leakgate-message', 'leakgate-push'];
      const config = [`  - repo: ${hooks}`, `    rev: ${git('rev-parse', 'HEAD')}`, '    hooks:'];
      scene.repo.write(
        '.pre-commit-config.yaml',
        ['repos:', ...config, ...ids.map((id) => `      - id: ${id}`), ''].join('\n'),
      );
      scene.repo.git('add', '.pre-commit-config.yaml');
      run(scene, preCommit, 'install', ...stageFlags);
    },
  },
  {
    name: 'husky',
    program: join(top, 'node_modules', 'husky', 'bin.js'),
    handsLinesOn: true,
    install(scene) {
      scene.repo.write('package.json', '{ "devDependencies": { "leakgate": "*" } }');
      run(scene, process.execPath, join(top, 'node_modules', 'husky', 'bin.js'));
      expect(scene.leakgate('init', '--yes').code).toBe(0);
    },
  },
];

for (const manager of all) {
  describe.skipIf(!existsSync(manager.program))(`under ${manager.name}`, () => {
    const installed = () => {
      const scene = projectScene();
      manager.install(scene);
      scene.repo.commit('the manager');
      return scene;
    };

    const thorough = it.skipIf(manager.isThorough === false);

    it('a commit, a message and a merge with a secret are blocked, and others pass', () => {
      const scene = installed();
      scene.plant('conf.ini', awsPair(manager.name));
      scene.repo.git('add', 'conf.ini');
      const head = scene.head();
      const blocked = scene.commit();
      expect(blocked.text).toContain('leakgate blocked this commit: 1 secret');
      expect(blocked.text).toContain('conf.ini:2:25');
      expect(blocked.code).toBe(1);
      scene.repo.git('reset', '-q', '--hard');
      scene.repo.write('a.txt', 'harmless\n');
      scene.repo.git('add', 'a.txt');
      const { secret } = scene.keepSecret(githubToken(manager.name));
      const message = scene.git('commit', '-m', `with ${secret}`);
      expect(message.text).toContain('leakgate blocked this commit: 1 secret in its message');
      expect(message.code).toBe(1);
      expect(scene.head()).toBe(head);
      expect(scene.commit().code).toBe(0);
      expect(scene.head()).not.toBe(head);
      scene.repo.git('checkout', '-q', '-b', 'side', 'HEAD~1');
      scene.repo.write('side.txt', 'x\n');
      scene.repo.commit('side');
      scene.repo.git('checkout', '-q', 'main');
      scene.repo.git('config', 'merge.evil.driver', `cat '${scene.repo.root}/evil' >%A`);
      for (const branch of ['main', 'side']) {
        scene.repo.git('checkout', '-q', branch);
        scene.repo.write('both.txt', `${branch}\n`);
        scene.repo.write('.gitattributes', 'both.txt merge=evil\n');
        scene.repo.commit(branch);
      }
      writeFileSync(join(scene.repo.root, 'evil'), scene.keepSecret(awsPair('evil')).text);
      scene.repo.git('checkout', '-q', 'main');
      const merge = scene.git('merge', '--no-edit', 'side');
      expect(merge.text).toContain('leakgate blocked this merge: 1 secret');
      expect(merge.code).not.toBe(0);
    });

    thorough('`git commit -a`, an amended commit and a partly staged file are judged as git has them', () => {
      const scene = installed();
      scene.repo.write('conf.ini', 'one\n');
      scene.repo.commit('base');
      scene.plant('conf.ini', awsPair('all'));
      expect(scene.commit('-a').text).toContain('conf.ini:2:25');
      scene.repo.git('commit', '-q', '-a', '--no-verify', '-m', 'let through');
      scene.repo.write('a.txt', 'harmless\n');
      scene.repo.git('add', 'a.txt');
      expect(scene.git('commit', '--amend', '--no-edit').text).toContain('conf.ini:2:25');
      scene.repo.git('commit', '-q', '--no-verify', '-m', 'on top');
      scene.repo.write('b.txt', 'staged\n');
      scene.repo.git('add', 'b.txt');
      scene.plant('b.txt', awsPair('unstaged'));
      expect(scene.commit().code).toBe(0);
    });

    it('a push is blocked', () => {
      const scene = installed();
      const remote = scene.repo.addRemote();
      scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
      scene.plant('conf.ini', awsPair('pushed'));
      scene.repo.commit('let through');
      scene.repo.git('checkout', '-q', '-b', 'topic');
      const refs = scene.refs(remote);
      const outcome = scene.git('push', 'origin', 'topic');
      expect(outcome.text).toContain('leakgate blocked this push: 1 secret');
      expect(outcome.text).toContain('conf.ini:2:25');
      expect(outcome.text.replace(/\s+/g, ' ').includes('other refs of this push')).toBe(!manager.handsLinesOn);
      expect(outcome.code).toBe(1);
      expect(scene.refs(remote)).toBe(refs);
      scene.repo.git('reset', '-q', '--hard', 'HEAD~1');
      scene.repo.commit('clean');
      expect(scene.git('push', 'origin', 'topic').code).toBe(0);
      expect(scene.leakgate('init', '--dry-run').stdout).not.toContain('Add this to');
    });

    thorough('doctor sees that it works, and init has nothing to add', () => {
      const scene = installed();
      const doctor = scene.leakgate('doctor');
      expect(doctor.stdout).toContain('the gate works here');
      expect(doctor.code).toBe(0);
      const init = scene.leakgate('init', '--dry-run');
      expect(init.stdout).not.toContain('Add this to');
    });
  });
}

const lintStaged = join(top, 'node_modules', 'lint-staged', 'bin', 'lint-staged.js');

describe.skipIf(!existsSync(lintStaged))('under lint-staged', () => {
  function lintStagedScene(tasks: unknown): GateScene {
    const scene = projectScene();
    scene.repo.write('package.json', JSON.stringify({ 'lint-staged': tasks }));
    putScript(join(scene.repo.dir, '.git/hooks/pre-commit'), `exec '${process.execPath}' '${lintStaged}' --quiet`);
    scene.repo.commit('lint-staged');
    return scene;
  }

  it.each([
    ['file arguments', { '*': 'leakgate staged' }],
    ['a list of tasks', { '*.{ini,txt}': ['leakgate staged --quiet'] }],
  ])('a commit with a secret is blocked, and others pass: %s', (_, tasks) => {
    const scene = lintStagedScene(tasks);
    scene.repo.write('a.txt', 'harmless\n');
    scene.repo.git('add', 'a.txt');
    expect(scene.commit().code).toBe(0);
    scene.plant('conf.ini', awsPair('lint'));
    scene.repo.write('b.txt', 'harmless\n');
    scene.repo.git('add', '.');
    // What is not staged is hidden by lint-staged and comes back.
    scene.repo.write('b.txt', 'unstaged\n');
    const head = scene.head();
    const blocked = scene.commit();
    expect(blocked.text).toContain('conf.ini:2:25');
    expect(blocked.code).toBe(1);
    expect(scene.head()).toBe(head);
    expect(readFileSync(join(scene.repo.dir, 'b.txt'), 'utf8')).toBe('unstaged\n');
  });
});

describe('a package manager’s way to lay packages out', () => {
  it('pnpm: a link into its store', () => {
    const scene = projectScene();
    const store = join(scene.repo.dir, 'node_modules/.pnpm/leakgate@0.1.0/node_modules/leakgate');
    mkdirSync(dirname(store), { recursive: true });
    for (const part of ['dist', 'hooks', 'package.json'])
      cpSync(join(top, part), join(store, part), { recursive: true });
    run(scene, 'rm', join(scene.repo.dir, 'node_modules/leakgate'));
    symlinkSync('.pnpm/leakgate@0.1.0/node_modules/leakgate', join(scene.repo.dir, 'node_modules/leakgate'));
    for (const name of ['pre-commit', 'pre-push'])
      putScript(join(scene.repo.dir, '.git/hooks', name), `exec sh node_modules/leakgate/hooks/${name} "$@"`);
    scene.plant('conf.ini', awsPair('pnpm'));
    scene.repo.git('add', 'conf.ini');
    expect(scene.commit().stderr).toContain('conf.ini:2:25');
  });

  it('a workspace: the package stands above the repository’s own folder of packages', () => {
    const scene = projectScene();
    expect(scene.leakgate('init', '--yes').code).toBe(0);
    scene.repo.write('packages/one/package.json', '{}');
    scene.repo.commit('workspace');
    scene.plant('packages/one/conf.ini', awsPair('workspace'));
    scene.repo.git('add', '.');
    const cwd = join(scene.repo.dir, 'packages/one');
    const outcome = scene.gitWith({ cwd }, 'commit', '-m', 'change');
    expect(outcome.stderr).toContain('packages/one/conf.ini:2:25');
    expect(outcome.code).toBe(1);
  });

  it('`npm ci --ignore-scripts`: husky is not started, so git runs nothing, and doctor says so', () => {
    const scene = projectScene();
    scene.repo.write('.husky/pre-commit', 'true\n');
    scene.repo.write('package.json', '{ "devDependencies": { "leakgate": "*", "husky": "*" } }');
    expect(scene.leakgate('init', '--yes').code).toBe(3);
    const doctor = scene.leakgate('doctor');
    expect(doctor.stdout).toContain('husky is not started in this checkout');
    expect(doctor.code).toBe(3);
  });
});

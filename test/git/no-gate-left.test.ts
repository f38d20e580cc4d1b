// A config that leaves nothing working judges nothing: every command refuses it, instead of calling something clean.
import { afterEach, expect, it } from 'vitest';
import { gateScenes } from '../support/gate-scene.ts';

const makeScene = gateScenes(afterEach);
const commands = [['staged'], ['hook', 'pre-commit'], ['range', 'HEAD~1..HEAD'], ['history'], ['scan', '.']];

it('refuses paths.ignore that matches everything, in every command', () => {
  const scene = makeScene();
  scene.repo.write('leakgate.json', JSON.stringify({ paths: { ignore: ['**'] } }));
  scene.repo.commit('opened');
  scene.repo.write('a.txt', 'a\n');
  scene.repo.commit('later');
  for (const command of commands) {
    const { code, stderr } = scene.leakgate(...command);
    expect([command, code]).toEqual([command, 2]);
    expect(stderr).toContain('paths.ignore');
  }
});

it('takes a config that leaves something, and gives the receipt of the self-test with every run', () => {
  const scene = makeScene();
  scene.repo.write('leakgate.json', JSON.stringify({ paths: { ignore: ['**/*.ts', 'docs/**'] } }));
  scene.repo.commit('narrowed');
  for (const command of [['staged'], ['history'], ['scan', '.']]) {
    const { code, stdout } = scene.leakgate(...command, '--format', 'json');
    expect([command, code]).toEqual([command, 0]);
    expect(JSON.parse(stdout).receipt.canary).toBe('caught');
  }
});

import { afterEach, describe, expect, it } from 'vitest';
import { gateScenes } from '../support/gate-scene.ts';
import { awsPair, githubToken } from '../support/planted.ts';

const makeScene = gateScenes(afterEach);

function planted(path = 'src/a.ts') {
  const scene = makeScene();
  scene.plant(path, awsPair(1));
  scene.repo.git('add', '.');
  const { stdout } = scene.leakgate('staged', '--format', 'json');
  const [{ fingerprint }] = JSON.parse(stdout).findings as { fingerprint: string }[];
  return { scene, fingerprint };
}

describe('leakgate explain', () => {
  it('tells a staged finding: evidence, place, standing, what to do', () => {
    const { scene, fingerprint } = planted();
    const { code, stdout } = scene.leakgate('explain', fingerprint);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^aws-secret-access-key: AWS secret access key \(critical\)$/m);
    expect(stdout).toContain('in what is staged: src/a.ts:2:');
    expect(stdout).toMatch(/evidence {4}….{4}, high confidence, key id AKIA…/);
    expect(stdout).toMatch(/status {6}new, and blocks/);
    expect(stdout).toMatch(/^ {2}1\. /m);
  });

  it('goes on to the working tree and to the history, and says who brought it', () => {
    const { scene, fingerprint } = planted();
    scene.repo.git('reset', '--quiet');
    expect(scene.leakgate('explain', fingerprint).stdout).toContain('in the working tree: src/a.ts:2:');
    scene.repo.git('add', '.');
    scene.commit('--no-verify');
    scene.repo.git('rm', '--quiet', 'src/a.ts');
    scene.commit('--no-verify');
    const { code, stdout } = scene.leakgate('explain', fingerprint);
    expect(code).toBe(0);
    expect(stdout).toContain('in the history: src/a.ts:2:');
    expect(stdout).toMatch(/commit [0-9a-f]{10}/);
  });

  it('names what allows it, also when it is long gone', () => {
    const { scene, fingerprint } = planted();
    scene.leakgate('allow', fingerprint, '--reason', 'of the demo', '--owner', 'ada@example.org', '--until', 'never');
    const allowed = scene.leakgate('explain', fingerprint).stdout;
    expect(allowed).toMatch(/status {6}allowed: of the demo/);
    expect(allowed).toMatch(/\.leakgateignore:\d+ allows it: of the demo \(ada@example.org, without an end\)/);
    scene.repo.git('rm', '--quiet', '--force', 'src/a.ts');
    scene.repo.git('prune', '--expire=now');
    const gone = scene.leakgate('explain', fingerprint);
    expect(gone.code).toBe(0);
    expect(gone.stdout).toContain('stands nowhere any more');
  });

  it('refuses what is no fingerprint without repeating it, and one that nothing has', () => {
    const scene = makeScene();
    const token = scene.keepSecret(githubToken(2)).secret;
    expect(scene.leakgate('explain', token).code).toBe(2);
    expect(scene.leakgate('explain').code).toBe(2);
    const unknown = scene.leakgate('explain', 'github-pat-classic:a.ts:0000');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Nothing here has the fingerprint');
  });
});

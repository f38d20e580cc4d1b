// A pre-push hook whose lines somebody else has read: hook managers, an earlier hook, a closed stdin. Situations 27 and 28.
import { afterEach, describe, expect, it } from 'vitest';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { awsPair, githubToken } from '../support/planted.ts';

const newScene = gateScenes(afterEach);
const zero = '0'.repeat(40);

function pushScene(): { scene: GateScene; known: string } {
  const scene = newScene();
  scene.repo.addRemote();
  scene.plant('known.ini', awsPair('known'));
  const known = scene.repo.commit('known');
  scene.repo.git('push', '-q', '--no-verify', '-u', 'origin', 'main');
  return { scene, known };
}

/** What pre-commit and prek set for the one ref they look at. */
function framework(scene: GateScene, set: Record<string, string>) {
  const env = { PRE_COMMIT: '1', PRE_COMMIT_REMOTE_NAME: 'origin', PRE_COMMIT_REMOTE_URL: '../origin.git', ...set };
  return scene.leakgateWith({ input: '', env }, 'hook', 'pre-push');
}

describe('a framework that has read the lines', () => {
  it('is asked for the range, whatever HEAD is', () => {
    const { scene, known } = pushScene();
    scene.repo.git('checkout', '-q', '-b', 'topic');
    scene.plant('topic.ini', awsPair('topic'));
    const tip = scene.repo.commit('topic');
    scene.repo.git('checkout', '-q', 'main');
    const outcome = framework(scene, {
      PRE_COMMIT_FROM_REF: known,
      PRE_COMMIT_TO_REF: tip,
      PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/topic',
      PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/topic',
    });
    expect(outcome.stderr).toContain('leakgate blocked this push: 1 secret\n');
    expect(outcome.stderr).toContain('\n  topic.ini:2:25');
    expect(outcome.stderr).not.toContain('known.ini');
    expect(outcome.stderr.replace(/\s+/g, ' ')).toContain('other refs of this push, if any, were not seen');
    expect(outcome.code).toBe(1);
  });

  it('is asked for the branch where it names no range, as for a history of its own', () => {
    const { scene } = pushScene();
    scene.repo.git('checkout', '-q', '--orphan', 'other');
    scene.repo.git('rm', '-q', '-rf', '.');
    scene.plant('root.ini', awsPair('root'));
    scene.repo.commit('another root');
    const outcome = framework(scene, {
      PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/other',
      PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/other',
    });
    expect(outcome.stderr).toContain('\n  root.ini:2:25');
    expect(outcome.code).toBe(1);
  });

  it('does not hide the name of the branch', () => {
    const { scene, known } = pushScene();
    const { secret } = scene.keepSecret(githubToken('branch'));
    const outcome = framework(scene, {
      PRE_COMMIT_FROM_REF: known,
      PRE_COMMIT_TO_REF: scene.head(),
      PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/main',
      PRE_COMMIT_REMOTE_BRANCH: `refs/heads/${secret}`,
    });
    expect(outcome.stderr).toContain('the name of refs/heads/ghp_…');
    expect(outcome.code).toBe(1);
  });

  it.each(['--all', 'no-such-ref', 'a\nb', '5'.repeat(40)])(
    'blocks when what it names is no commit here: %j',
    (ref) => {
      const { scene, known } = pushScene();
      const outcome = framework(scene, { PRE_COMMIT_FROM_REF: known, PRE_COMMIT_TO_REF: ref });
      expect(outcome.code).toBeGreaterThan(1);
      expect(outcome.text).not.toMatch(/\n\s+at /);
    },
  );

  it('is not believed over the lines of git', () => {
    const { scene, known } = pushScene();
    scene.plant('new.ini', awsPair('new'));
    const tip = scene.repo.commit('new');
    const env = { PRE_COMMIT_FROM_REF: tip, PRE_COMMIT_TO_REF: tip };
    const input = `refs/heads/main ${tip} refs/heads/main ${known}\n`;
    const outcome = scene.leakgateWith({ input, env }, 'hook', 'pre-push', 'origin', '../origin.git');
    expect(outcome.stderr).toContain('\n  new.ini:2:25');
    expect(outcome.code).toBe(1);
  });
});

describe('nobody who tells', () => {
  const hook = (scene: GateScene) => scene.leakgateWith({ input: '' }, 'hook', 'pre-push', 'origin', '../origin.git');

  it('means silence where nothing is to be pushed', () => {
    const { scene } = pushScene();
    const outcome = hook(scene);
    expect(outcome.stderr).toBe(
      'leakgate: clean, 0 of 0 contents and texts, 0 B, <ms>\n'.replace(
        '<ms>',
        /\d+ ms/.exec(outcome.stderr)?.[0] ?? '',
      ),
    );
    expect(outcome.code).toBe(0);
  });

  it('means what no remote has where the branch has no upstream, or HEAD is detached', () => {
    const { scene } = pushScene();
    scene.repo.git('checkout', '-q', '--detach');
    scene.plant('detached.ini', awsPair('detached'));
    scene.repo.commit('detached');
    const outcome = hook(scene);
    expect(outcome.stderr).toContain('\n  detached.ini:2:25');
    expect(outcome.stderr).not.toContain('known.ini');
    expect(outcome.stderr).toContain('what HEAD has and no remote');
    expect(outcome.code).toBe(1);
  });

  it('means nothing before the first commit', () => {
    const scene = newScene({ isCommitted: false });
    expect(hook(scene).code).toBe(0);
  });

  it('does not matter to a delete', () => {
    const { scene } = pushScene();
    const input = `(delete) ${zero} refs/heads/gone ${scene.head()}\n`;
    expect(scene.leakgateWith({ input }, 'hook', 'pre-push', 'origin', 'x').code).toBe(0);
  });
});

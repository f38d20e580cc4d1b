// Archives at the gate: a secret in one stops a commit and a push, a clean one does not, one that cannot be read does.
import { afterEach, describe, expect, it } from 'vitest';
import { gateScenes } from '../support/gate-scene.ts';
import { brokenFiles, packedFiles, zipOf } from '../support/packed-files.ts';
import { awsPair, harmless } from '../support/planted.ts';

const newScene = gateScenes(afterEach);
const planted = awsPair(11);

describe('a commit', () => {
  it.each(Object.keys(packedFiles('')))('is stopped by a secret in %s, and not by what is clean', (name) => {
    const scene = newScene();
    scene.repo.write(name, packedFiles(harmless(2))[name]);
    scene.repo.git('add', '--all');
    expect(scene.commit().code).toBe(0);
    scene.repo.write(name, packedFiles(planted.text)[name]);
    scene.repo.git('add', '--all');
    const { code, stderr } = scene.commit();
    expect(code).toBe(1);
    expect(stderr).toContain(`\n  ${name}:2:25`);
    for (const secret of planted.secrets) expect(stderr).not.toContain(secret);
  });

  it('is stopped by an archive that cannot be read, with a sentence', () => {
    for (const bytes of Object.values(brokenFiles)) {
      const scene = newScene();
      scene.repo.write('a.bin', bytes);
      scene.repo.git('add', '--all');
      const { code, stderr } = scene.commit();
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/"a\.bin".{0,300}?\swas\snot\sscanned\swhole:\s.+\./s);
    }
  });

  it('brings nothing where an archive is packed anew around the same secret', () => {
    const scene = newScene();
    scene.repo.write('a.zip', zipOf('a.conf', Buffer.from(planted.text)));
    scene.repo.git('add', '--all');
    scene.repo.commit('before there was a gate', '--no-verify');
    scene.repo.write('a.zip', zipOf('a.conf', Buffer.from(`${planted.text}${harmless(1)}`)));
    scene.repo.git('add', '--all');
    expect(scene.commit().code).toBe(0);
  });

  it('finds a .env in an archive by its name', () => {
    const scene = newScene();
    scene.repo.write('a.zip', zipOf('app/.env', Buffer.from(`SESSION_SECRET=${planted.secret}\n`)));
    scene.repo.git('add', '--all');
    expect(scene.commit().stderr).toContain('decoded from zip:app/.env');
  });

  it('shows no secret and no control character of a name in an archive', () => {
    const scene = newScene();
    scene.repo.write('a.zip', zipOf(`../${planted.id}\u001b[2J/x.conf`, Buffer.from(planted.text)));
    scene.repo.git('add', '--all');
    const { stderr } = scene.commit();
    expect(stderr).toContain('zip:../AKIA');
    expect(stderr).not.toContain('\u001b[2J');
    for (const secret of planted.secrets) expect(stderr).not.toContain(secret);
  });
});

// The whole story in one repository with a bare remote: what somebody sees who installs the gate today and works with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { gateScenes } from '../support/gate-scene.ts';
import { awsPair, githubToken, shownSecret } from '../support/planted.ts';

const newScene = gateScenes(afterEach);

it('blocks the commit, the push and the file by its name, sweeps the history, and opens with a reason', () => {
  const scene = newScene({ isCommitted: false });
  const { repo } = scene;
  const remote = repo.addRemote();
  repo.git('config', 'user.email', 'ada@example.org');
  const onRemote = () => scene.refs(remote);

  // The first commit brings the gate itself.
  repo.git('add', '--all');
  expect(scene.commit().code).toBe(0);
  expect(scene.git('push', '-u', 'origin', 'main').code).toBe(0);
  const start = scene.head();
  const refs = onRemote();
  expect(refs).toBe(`refs/heads/main ${start}\n`);

  // A generated AWS pair is blocked, and HEAD has not moved.
  scene.plant('config/aws.ini', awsPair('story'));
  repo.git('add', 'config/aws.ini');
  const commit = scene.commit();
  expect(commit.code).toBe(1);
  expect(commit.stderr).toContain('leakgate blocked this commit: 1 secret\n');
  expect(commit.stderr).toContain('critical: AWS secret access key\n  config/aws.ini:2:25\n');
  expect(scene.head()).toBe(start);

  // A clean commit passes, though the file still lies in the working tree.
  repo.git('rm', '-q', '--cached', 'config/aws.ini');
  repo.write('clean.txt', 'clean\n');
  repo.git('add', 'clean.txt');
  expect(scene.commit().code).toBe(0);
  const clean = scene.head();
  expect(clean).not.toBe(start);

  // Let through with --no-verify, it is blocked at the push,
  repo.git('add', 'config/aws.ini');
  expect(scene.commit('--no-verify').code).toBe(0);
  const bad = scene.head();
  const push = scene.git('push', 'origin', 'main');
  expect(push.code).toBe(1);
  expect(push.stderr).toContain('leakgate blocked this push: 1 secret\n');
  expect(push.stderr).toContain(`config/aws.ini:2:25  commit ${bad.slice(0, 10)} by Ada Tester`);
  expect(onRemote()).toBe(refs);

  // and still after it was removed in a later commit.
  repo.git('rm', '-q', '--force', 'config/aws.ini');
  expect(scene.commit().code).toBe(0);
  const again = scene.git('push', 'origin', 'main');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain(`config/aws.ini:2:25  commit ${bad.slice(0, 10)}`);
  expect(onRemote()).toBe(refs);

  // The sweep and the range name the commit.
  for (const args of [['history'], ['range', 'origin/main..HEAD']]) {
    const { code, stdout } = scene.leakgate(...args);
    expect(code).toBe(1);
    expect(stdout).toContain(`config/aws.ini:2:25  commit ${bad.slice(0, 10)} by Ada Tester on `);
  }

  // A committed .env with real values is blocked by its name; its template is not.
  const value = fillTemplate('{alnum:24}', 'story');
  scene.secrets.push(value);
  repo.write('.env', `SESSION_SECRET=${value}\n`);
  repo.write('.env.template', 'SESSION_SECRET=\n');
  repo.git('add', '--force', '.env', '.env.template');
  const env = scene.commit();
  expect(env.code).toBe(1);
  expect(env.stderr).toContain('\n  .env:1:16\n');
  repo.git('rm', '-q', '--cached', '.env');
  expect(scene.commit().code).toBe(0);

  // Back to where the remote is, and a way out for each need. First: a line in .leakgateignore, named when it takes effect.
  repo.git('reset', '-q', '--hard', clean);
  scene.plant('docs/sample.yml', githubToken('allowed'));
  repo.git('add', 'docs/sample.yml');
  const staged = scene.leakgate('staged', '--format', 'json');
  const [finding] = (JSON.parse(staged.stdout) as { findings: { fingerprint: string; rule: string }[] }).findings;
  expect(finding.rule).toBe('github-pat-classic');
  expect(scene.leakgate('allow', finding.fingerprint, '--reason', 'made up for the story').code).toBe(0);
  const allowed = scene.commit();
  expect(allowed.code).toBe(0);
  expect(allowed.stderr).toContain('allowed by this commit: docs/sample.yml:1:8 ');
  expect(allowed.stderr).toContain('made up for the story (ada@example.org, until ');

  // Second: a comment on the line.
  const inline = scene.keepSecret(githubToken('inline'));
  repo.write('inline.py', `token = "${inline.secret}"  # leakgate:allow github-pat-classic made up as well\n`);
  repo.git('add', 'inline.py');
  const commented = scene.commit();
  expect(commented.code).toBe(0);
  expect(commented.stderr).toContain('allowed by this commit: inline.py:1:10 ');
  expect(commented.stderr).toContain('comment: made up as well');
  expect(scene.leakgate('range', 'HEAD~1..HEAD', '--no-inline-allow').code).toBe(1);

  // Third: a baseline of what is there today.
  scene.plant('old.ini', awsPair('baseline'));
  repo.git('add', 'old.ini');
  expect(scene.commit('--no-verify').code).toBe(0);
  expect(scene.git('push', 'origin', 'main').code).toBe(1);
  const sweep = scene.leakgate('baseline', '--reason', 'before the gate was here');
  expect(sweep.code).toBe(0);
  expect(sweep.stdout).toContain('staged .leakgate-baseline\n');
  expect(scene.commit().code).toBe(0);
  const opened = scene.git('push', 'origin', 'main');
  expect(opened.code).toBe(0);
  expect(opened.stderr).toMatch(/allowed by this push: docs\/sample\.yml:1:8 /);
  expect(opened.stderr).toMatch(/allowed by this push: inline\.py:1:10 /);
  expect(opened.stderr).toMatch(/allowed by this push: old\.ini:2:25 /);
  expect(onRemote()).toBe(`refs/heads/main ${scene.head()}\n`);

  // What is hidden is told when somebody asks.
  const after = scene.leakgate('history', '--verbose');
  expect(after.code).toBe(0);
  expect(after.stdout).toContain(
    'known: old.ini:2:25 AWS secret access key: before the gate was here (ada@example.org',
  );
  expect(after.stdout).toContain('allowed: docs/sample.yml:1:8 ');

  // Nothing that leakgate wrote holds a secret; afterEach looks at all that was printed.
  const written = [
    ...['.leakgateignore', '.leakgate-baseline', 'leakgate.json', '.gitignore'].map((name) => join(repo.dir, name)),
    ...readdirSync(join(repo.dir, '.git', 'leakgate'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  ];
  for (const path of written) expect(shownSecret(readFileSync(path, 'latin1'), scene.secrets), path).toBeNull();
  expect(scene.secrets).toHaveLength(7);
  expect(scene.printed.length).toBeGreaterThan(5000);
});

it('takes a repository with old secrets over in one go: init, baseline, commit, push', () => {
  const scene = newScene({ init: false });
  const { repo } = scene;
  repo.git('init', '-q', '-b', 'main');
  repo.git('config', 'user.email', 'ada@example.org');
  const remote = repo.addRemote();
  scene.plant('old.ini', awsPair('taken over'));
  repo.commit('before the gate');
  expect(scene.leakgate('init', '--yes').code).toBe(0);
  expect(scene.leakgate('baseline', '--reason', 'before the gate').stdout).toContain('1 added');
  repo.git('add', '--all');
  expect(scene.commit().code).toBe(0);
  const push = scene.git('push', 'origin', 'main');
  expect(push.stderr).toContain('allowed by this push: old.ini:2:25 ');
  expect(push.code).toBe(0);
  expect(scene.refs(remote)).toBe(`refs/heads/main ${scene.head()}\n`);
  expect(scene.leakgate('history').code).toBe(0);
  // A second one takes nothing more, and a new secret is blocked all the same.
  expect(scene.leakgate('baseline', '--reason', 'again').stdout).toContain('0 added');
  scene.plant('new.ini', awsPair('new'));
  repo.git('add', 'new.ini');
  expect(scene.commit().stderr).toContain('\n  new.ini:2:25');
});

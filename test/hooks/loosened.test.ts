// A change that brings a secret together with what would hide it: for each way to loosen the policy, at each place where a change
// is judged. The gate opens where the change's own policy counts, and says what it let through; it stays shut with
// --policy-from, and on a server.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fillTemplate } from '../support/fill-template.ts';
import { type GateScene, gateScenes } from '../support/gate-scene.ts';
import { githubToken } from '../support/planted.ts';
import { needBuild } from '../support/run-cli.ts';

const newScene = gateScenes(afterEach);
beforeAll(needBuild);

const token = githubToken('loosened');
const own = fillTemplate('corp_{hex:32}', 'loosened');
const rule = 'github-pat-classic';
const ownRule = { title: 'Corp key', pattern: 'corp_[0-9a-f]{32}(?![0-9a-f])', severity: 'critical' };
const file = 'conf.yml';

/** `extra` over the config that `leakgate init` wrote. */
function configure(scene: GateScene, extra: object): void {
  const config = JSON.parse(readFileSync(join(scene.repo.dir, 'leakgate.json'), 'utf8'));
  scene.repo.write('leakgate.json', `${JSON.stringify({ ...config, ...extra }, null, 2)}\n`);
}

function plant(scene: GateScene): void {
  scene.plant(file, token);
}

const fingerprintOf = (scene: GateScene) => {
  scene.repo.git('add', file);
  const { findings } = JSON.parse(scene.leakgate('staged', '--format', 'json').stdout) as {
    findings: { fingerprint: string }[];
  };
  return findings[0].fingerprint;
};

const writeLine = (scene: GateScene, name: string) =>
  scene.repo.write(name, `${fingerprintOf(scene)} owner=eve@example.org until=never -- trust me\n`);

interface Way {
  /** What stands in the repository before the change. */
  readonly prepare?: (scene: GateScene) => void;
  /** The secret and what hides it. */
  readonly bring: (scene: GateScene) => void;
  /** What must be said besides where the secret stands. */
  readonly says: RegExp;
  /** Where it stands. */
  readonly place?: string;
}

const ways: Readonly<Record<string, Way>> = {
  'switches its rule off': {
    bring: (scene) => {
      plant(scene);
      configure(scene, { rules: { [rule]: 'off' } });
    },
    says: /leakgate\.json switches off the rule\s+github-pat-classic/,
  },
  'makes its rule less severe': {
    bring: (scene) => {
      plant(scene);
      configure(scene, { rules: { [rule]: 'low' } });
    },
    says: /github-pat-classic in\s+conf\.yml:1\s+would\s+block\s+under\s+the\s+config\s+as\s+it\s+was/,
  },
  'raises what blocks': {
    prepare: (scene) => configure(scene, { rules: { [rule]: 'medium' }, severity: 'medium' }),
    bring: (scene) => {
      plant(scene);
      configure(scene, { rules: { [rule]: 'medium' }, severity: 'critical' });
    },
    says: /leakgate\.json\s+blocks\s+only\s+from\s+critical\s+on\s+\(before:\s+medium\)/,
  },
  'leaves its path out': {
    bring: (scene) => {
      plant(scene);
      configure(scene, { paths: { ignore: ['conf.*'] } });
    },
    says: /leaves\s+out\s+the\s+paths\s+conf\.\*/,
  },
  'narrows its rule': {
    bring: (scene) => {
      plant(scene);
      configure(scene, { rules: { [rule]: { ignorePaths: ['*.yml'] } } });
    },
    says: /narrows\s+the\s+rule\s+github-pat-classic/,
  },
  'takes its own rule away': {
    prepare: (scene) => configure(scene, { rules: { 'corp-key': ownRule } }),
    bring: (scene) => {
      scene.plant(file, { rule: 'corp-key', secrets: [own], text: `key: ${own}\n` });
      configure(scene, { rules: {} });
    },
    says: /no\s+longer\s+has\s+its\s+own\s+rule\s+corp-key/,
    place: `${file}:1:6`,
  },
  'changes its own rule': {
    prepare: (scene) => configure(scene, { rules: { 'corp-key': ownRule } }),
    bring: (scene) => {
      scene.plant(file, { rule: 'corp-key', secrets: [own], text: `key: ${own}\n` });
      configure(scene, { rules: { 'corp-key': { ...ownRule, pattern: 'corp_[0-9a-f]{33}(?![0-9a-f])' } } });
    },
    says: /changes\s+its\s+own\s+rule\s+corp-key/,
    place: `${file}:1:6`,
  },
  'deletes a config that had a rule of its own': {
    prepare: (scene) => configure(scene, { rules: { 'corp-key': ownRule } }),
    bring: (scene) => {
      scene.plant(file, { rule: 'corp-key', secrets: [own], text: `key: ${own}\n` });
      rmSync(join(scene.repo.dir, 'leakgate.json'));
    },
    says: /no\s+longer\s+has\s+its\s+own\s+rule\s+corp-key/,
    place: `${file}:1:6`,
  },
  'says so in package.json': {
    prepare: (scene) => {
      rmSync(join(scene.repo.dir, 'leakgate.json'));
      scene.repo.write('package.json', '{ "name": "x" }\n');
    },
    bring: (scene) => {
      plant(scene);
      scene.repo.write('package.json', JSON.stringify({ name: 'x', leakgate: { rules: { [rule]: 'off' } } }));
    },
    says: /package\.json,\s+key\s+"leakgate"\s+switches\s+off\s+the\s+rule\s+github-pat-classic/,
  },
  'brings a line in .leakgateignore': {
    bring: (scene) => {
      plant(scene);
      writeLine(scene, '.leakgateignore');
    },
    says: /trust\s+me\s+\(eve@example\.org;\s+\.leakgateignore:1\)/,
  },
  'brings a line in the baseline': {
    bring: (scene) => {
      plant(scene);
      writeLine(scene, '.leakgate-baseline');
    },
    says: /trust\s+me\s+\(eve@example\.org;\s+\.leakgate-baseline:1\)/,
  },
  'names another baseline': {
    prepare: (scene) => {
      plant(scene);
      writeLine(scene, 'old-notes.txt');
      scene.repo.git('rm', '-q', '--cached', file);
      rmSync(join(scene.repo.dir, file));
    },
    bring: (scene) => {
      plant(scene);
      configure(scene, { baseline: 'old-notes.txt' });
    },
    says: /takes\s+old-notes\.txt\s+as\s+the\s+baseline\s+\(before:\s+\.leakgate-baseline\)/,
  },
  'brings an inline comment': {
    bring: (scene) =>
      scene.plant(file, { ...token, text: `token: ${token.secret} # leakgate:allow ${rule} trust me\n` }),
    says: /comment:\s+trust\s+me/,
  },
};

/** The wrapped text on one line. */
const flat = (text: string) => text.replace(/\s+/g, ' ');

describe.each(Object.entries(ways))('a change that %s', (name, { prepare, bring, says, place = `${file}:1:8` }) => {
  const isPlaceNamed = !['makes its rule less severe', 'raises what blocks'].includes(name);
  const expectNamed = (text: string, by: string) => {
    expect(text).toMatch(says);
    if (isPlaceNamed) expect(flat(text)).toContain(`allowed by ${by}: ${place} `);
  };

  it('is named at the commit, in the range, and at the push, and passes nowhere with another policy', () => {
    const scene = newScene();
    scene.repo.addRemote();
    prepare?.(scene);
    const base = scene.repo.commit('before');
    scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
    bring(scene);
    scene.repo.git('add', '--all');

    const staged = scene.leakgate('staged');
    expect(staged.code).toBe(0);
    expectNamed(staged.text, 'this commit');
    expect(scene.leakgate('staged', '--policy-from', base).code).toBe(1);
    expect(scene.leakgate('hook', 'pre-commit', '--policy-from', base).code).toBe(1);
    const commit = scene.commit();
    expect(commit.code).toBe(0);
    expectNamed(commit.stderr, 'this commit');

    const range = scene.leakgate('range', 'HEAD~1..HEAD');
    expect(range.code).toBe(0);
    expectNamed(range.text, 'these commits');
    expect(scene.leakgate('range', 'HEAD~1..HEAD', '--policy-from', base).code).toBe(1);

    const lines = `refs/heads/main ${scene.head()} refs/heads/main ${base}\n`;
    const strict = scene.leakgateWith({ input: lines }, 'hook', 'pre-push', '--policy-from', base, 'origin', 'x');
    expect(strict.code).toBe(1);
    const push = scene.git('push', 'origin', 'main');
    expectNamed(push.stderr, 'this push');
    expect(push.code).toBe(0);
  });

  it('is refused by a server, whose policy is that of the branch before', () => {
    const scene = newScene();
    const server = scene.repo.addRemote();
    prepare?.(scene);
    scene.repo.commit('before');
    scene.repo.git('push', '-q', '--no-verify', 'origin', 'main');
    expect(scene.leakgateWith({ cwd: server }, 'init', '--yes').code).toBe(0);
    bring(scene);
    scene.repo.commit('loosened');
    const push = scene.git('push', '--no-verify', 'origin', 'main');
    expect(push.stderr).toContain('remote: leakgate blocked this push: 1 secret');
    expect(push.stderr).toContain(place);
    expect(push.code).toBe(1);
  });
});

describe('comments in code', () => {
  it('have no effect with --no-inline-allow, whoever asks', () => {
    const scene = newScene();
    const base = scene.head();
    scene.repo.write('a.txt', `token: ${scene.keepSecret(token).secret} # leakgate:allow ${rule} a sample\n`);
    scene.repo.git('add', 'a.txt');
    for (const args of [['staged'], ['scan', 'a.txt'], ['hook', 'pre-commit']]) {
      expect(scene.leakgate(...args).code).toBe(0);
      expect(scene.leakgate(...args, '--no-inline-allow').code).toBe(1);
    }
    scene.repo.commit('allowed by a comment');
    const lines = `refs/heads/main ${scene.head()} refs/heads/main ${base}\n`;
    for (const args of [
      ['range', 'HEAD~1..HEAD'],
      ['history', '--no-cache'],
    ]) {
      expect(scene.leakgate(...args).code).toBe(0);
      expect(scene.leakgate(...args, '--no-inline-allow').code).toBe(1);
    }
    const hook = (...options: string[]) =>
      scene.leakgateWith({ input: lines }, 'hook', 'pre-push', ...options, 'origin', 'x').code;
    expect([hook(), hook('--no-inline-allow')]).toEqual([0, 1]);
  });
});

describe('gaps that a change accepts', () => {
  it('are named, and accepted by the change’s own policy alone', () => {
    const scene = newScene();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`;
    const base = scene.head();
    scene.repo.write('model.bin', pointer);
    configure(scene, { acceptGaps: ['lfs'] });
    scene.repo.git('add', '--all');
    const named = /leakgate\.json\s+accepts\s+the\s+gap\s+lfs/;
    const staged = scene.leakgate('staged');
    expect(staged.text).toMatch(named);
    expect(staged.code).toBe(0);
    expect(scene.commit().stderr).toMatch(named);
    const range = scene.leakgate('range', 'HEAD~1..HEAD');
    expect(range.text).toMatch(named);
    expect(range.code).toBe(0);
    expect(scene.leakgate('range', 'HEAD~1..HEAD', '--policy-from', base).code).toBe(3);
    scene.repo.addRemote();
    expect(scene.git('push', 'origin', 'main').stderr).toMatch(named);
  });
});

describe('options of ours in a hook file', () => {
  it('may stand in front of git’s arguments, on a line in somebody else’s hook too', () => {
    const scene = newScene();
    scene.plant(file, { ...token, text: `token: ${token.secret} # leakgate:allow ${rule} trust me\n` });
    scene.repo.addRemote();
    scene.repo.commit('with a comment');
    expect(scene.git('push', '--dry-run', 'origin', 'main').code).toBe(0);
    const hook = join(scene.repo.dir, '.git/hooks/pre-push');
    const text = readFileSync(hook, 'utf8');
    expect(text).toContain('leakgate_main pre-push "$@"');
    writeFileSync(hook, text.replace('pre-push "$@"', 'pre-push --no-inline-allow "$@"'));
    expect(scene.git('push', '--dry-run', 'origin', 'main').code).toBe(1);
    writeFileSync(hook, text.replace('pre-push "$@"', 'pre-push --policy-from=HEAD~1 "$@"'));
    const { code, stderr } = scene.git('push', '--dry-run', 'origin', 'main');
    expect(stderr).toContain(`${file}:1:8`);
    expect(code).toBe(1);
    expect(scene.leakgate('hook', 'pre-push', '--policy-from').code).toBe(2);
    expect(scene.leakgate('hook', 'pre-push', '--policy-from', 'no-such-ref', 'origin', 'x').code).toBe(3);
  });
});

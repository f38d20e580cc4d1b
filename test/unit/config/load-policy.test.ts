import { describe, expect, it } from 'vitest';
import { loadPolicy, type PolicySource, type ReadPolicyFile, readConfig } from '../../../src/config/load-policy.ts';
import { ConfigError } from '../../../src/model/errors.ts';

type Files = Readonly<Record<string, string>>;

const reader =
  (files: Files): ReadPolicyFile =>
  (name) =>
    Object.hasOwn(files, name) ? Buffer.from(files[name]) : null;

function load(now: Files, before?: Files, changes: Partial<PolicySource> = {}) {
  const readBefore = before === undefined ? undefined : reader(before);
  return loadPolicy({ read: reader(now), readBefore, flags: {}, today: '2026-06-15', ...changes });
}

const config = (value: unknown) => ({ 'leakgate.json': JSON.stringify(value) });
const line = (fingerprint: string) => `${fingerprint} owner=o until=never -- because\n`;

describe('readConfig', () => {
  it('takes either place, and refuses both', async () => {
    const inPackage = { 'package.json': '{"leakgate": {"severity": "low"}}' };
    expect(await readConfig(reader({}))).toMatchObject({ severity: 'high', file: 'leakgate.json' });
    expect(await readConfig(reader(inPackage))).toMatchObject({
      severity: 'low',
      file: 'package.json, key "leakgate"',
    });
    expect(await readConfig(reader({ ...config({}), 'package.json': '{"name":"x"}' }))).toMatchObject({
      severity: 'high',
    });
    const both = readConfig(reader({ ...inPackage, ...config({}) }));
    await expect(both).rejects.toMatchObject({ code: 'two-configs', exitCode: 2 });
  });
});

describe('loadPolicy', () => {
  it('has strict defaults where nothing is written', async () => {
    const policy = await load({});
    expect(policy).toMatchObject({
      blocksFrom: 'high',
      salt: 'leakgate',
      entries: [],
      usesAllowComments: true,
      today: '2026-06-15',
      filesFromChange: [],
      changeNotes: [],
    });
    expect(policy.configChange).toBeUndefined();
    expect(policy.isIgnoredPath('a') || policy.isRuleOff('a')).toBe(false);
  });

  it('joins config and flags; the flag for the severity stands above', async () => {
    const files = config({ severity: 'low', acceptGaps: ['lfs'], paths: { ignore: ['a/**'] }, rules: { x: 'off' } });
    const flags = { severity: 'critical', acceptGaps: ['shallow'], rules: ['y'], noInlineAllow: true } as const;
    const policy = await load(files, undefined, { flags });
    expect(policy.blocksFrom).toBe('critical');
    expect([...policy.acceptedGaps]).toEqual(['lfs', 'shallow']);
    expect([...policy.onlyRules]).toEqual(['y']);
    expect(policy.usesAllowComments).toBe(false);
    expect([policy.isIgnoredPath('a/b'), policy.isIgnoredPath('b'), policy.isRuleOff('x')]).toEqual([
      true,
      false,
      true,
    ]);
    expect((await load({}, undefined, { flags: { isPolicyFromElsewhere: true } })).usesAllowComments).toBe(false);
  });

  it('reads ignores and the baseline that the config names', async () => {
    const files = {
      ...config({ baseline: 'ci/known' }),
      '.leakgateignore': line('a:x:1111'),
      'ci/known': line('b:x:1111'),
      '.leakgate-baseline': line('c:x:1111'),
    };
    const given = { file: '/elsewhere/base', bytes: Buffer.from(line('d:x:1111')) };
    const seen = async (changes: Partial<PolicySource>) =>
      (await load(files, undefined, changes)).entries.map((entry) => `${entry.gives} ${entry.fingerprint}`);
    expect(await seen({})).toEqual(['allowed a:x:1111', 'known b:x:1111']);
    expect(await seen({ baseline: given })).toEqual(['allowed a:x:1111', 'known d:x:1111']);
  });

  it('takes a named config for the one of the repository', async () => {
    const named = { file: '/elsewhere/c.json', bytes: Buffer.from('{"severity": "low"}') };
    const policy = await load({ 'leakgate.json': 'broken' }, {}, { config: named });
    expect(policy).toMatchObject({ blocksFrom: 'low', configFile: '/elsewhere/c.json', changeNotes: [] });
  });

  it('stops at anything broken', async () => {
    await expect(load({ 'leakgate.json': '{' })).rejects.toBeInstanceOf(ConfigError);
    await expect(load({ '.leakgateignore': 'x' })).rejects.toMatchObject({ code: 'bad-ignore-line' });
    await expect(load({ '.leakgate-baseline': 'x' })).rejects.toThrow('.leakgate-baseline, line 1');
    const unknown = load(config({ rules: { z: 'off' } }), undefined, { ruleIds: new Set(['x']) });
    await expect(unknown).rejects.toThrow('"rules.z" names no rule');
  });
});

describe('loadPolicy for a change', () => {
  it('finds nothing loosened where nothing changed', async () => {
    const files = { ...config({ rules: { x: 'off' } }), '.leakgateignore': line('a:x:1111') };
    const policy = await load(files, files);
    expect(policy.configChange).toBeUndefined();
    expect(policy).toMatchObject({ filesFromChange: [], changeNotes: [] });
    expect(policy.entries[0].isFromChange).toBe(false);
    expect(policy.isRuleOff('x')).toBe(true);
  });

  it('tells the lines that the change brings', async () => {
    const before = { '.leakgateignore': line('a:x:1111') };
    const policy = await load({ '.leakgateignore': line('a:x:1111') + line('b:x:1111') }, before);
    expect(policy.entries.map((entry) => entry.isFromChange)).toEqual([false, true]);
    expect(policy.filesFromChange).toEqual(['.leakgateignore']);
    const longer = line('a:x:1111').replace('never', '2099-01-01');
    expect((await load({ '.leakgateignore': longer }, before)).entries[0].isFromChange).toBe(true);
  });

  it('still scans what the change leaves out, and says what it loosens', async () => {
    const before = config({
      paths: { ignore: ['old/**'] },
      rules: { a: 'off', b: 'critical', c: 'high' },
      salt: 'old-salt',
    });
    const now = config({
      severity: 'critical',
      paths: { ignore: ['old/**', 'new/**'] },
      rules: { a: 'off', b: 'off', d: 'low' },
      acceptGaps: ['shallow'],
      salt: 'another-salt',
      baseline: 'mine',
    });
    const policy = await load(now, before);
    expect(['old/x', 'new/x'].map(policy.isIgnoredPath)).toEqual([true, false]);
    expect(policy.configChange?.now.isIgnoredPath('new/x')).toBe(true);
    expect(['a', 'b'].map(policy.isRuleOff)).toEqual([true, false]);
    expect(policy.filesFromChange).toEqual(['leakgate.json']);
    expect(policy.changeNotes).toEqual([
      'allowed by this change: leakgate.json blocks only from critical on (before: high)',
      'allowed by this change: leakgate.json switches off the rule b',
      'allowed by this change: leakgate.json makes the rule d low',
      'allowed by this change: leakgate.json no longer makes the rule c high',
      'allowed by this change: leakgate.json leaves out the paths new/**',
      'allowed by this change: leakgate.json accepts the gap shallow',
      'allowed by this change: leakgate.json takes mine as the baseline (before: .leakgate-baseline)',
      'leakgate.json changes the salt: lines written so far match nothing any more',
    ]);
  });

  it('says nothing of the salt that a first config brings', async () => {
    expect((await load(config({ salt: 'first-salt' }), {})).changeNotes).toEqual([]);
  });

  it('says nothing of a change that only tightens', async () => {
    const before = config({ severity: 'critical', paths: { ignore: ['a/**'] }, rules: { a: 'off', b: 'low' } });
    const policy = await load(config({ severity: 'medium', rules: { b: 'high' } }), before);
    expect(policy.changeNotes).toEqual([]);
    expect(policy.isIgnoredPath('a/x') || policy.isRuleOff('a')).toBe(false);
  });

  it('takes the defaults for a config that was broken before, so that it can be repaired', async () => {
    const policy = await load(config({ rules: { a: 'off' } }), { 'leakgate.json': '{' });
    expect(policy.isRuleOff('a')).toBe(false);
    expect(policy.changeNotes).toHaveLength(1);
  });

  it('is not fooled by a file that lay ready before it became the baseline', async () => {
    const ready = { 'notes.txt': line('a:x:1111') };
    const policy = await load({ ...ready, ...config({ baseline: 'notes.txt' }) }, ready);
    expect(policy.entries[0].isFromChange).toBe(true);
    const moved = await load(
      { ...ready, ...config({ baseline: 'notes.txt' }) },
      { '.leakgate-baseline': line('a:x:1111') },
    );
    expect(moved.entries[0].isFromChange).toBe(false);
  });

  it('sees no change when the config only moves to another file', async () => {
    const policy = await load({ 'package.json': '{"leakgate": {"severity": "low"}}' }, config({ severity: 'low' }));
    expect(policy.configChange).toBeUndefined();
  });
});

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../src/config/load-policy.ts';
import { checkPattern } from '../../../src/config/own-rules/check-pattern.ts';
import { ConfigError } from '../../../src/model/errors.ts';
import { createDetector } from '../../support/detector.ts';
import fc from '../../support/fast-check.ts';

const isValid = new Ajv().compile(JSON.parse(readFileSync('schema/leakgate-config.schema.json', 'utf8')));
const isValidFile = new Ajv().compile(JSON.parse(readFileSync('schema/leakgate-rules.schema.json', 'utf8')));

const good = { title: 'Corp key', pattern: 'corp_[0-9a-f]{32}(?![0-9a-f])' };

/** The policy of a repository with these files. */
function policyOf(files: Readonly<Record<string, unknown>>, before?: Readonly<Record<string, unknown>>) {
  const reader = (tree: Readonly<Record<string, unknown>>) => (path: string) =>
    tree[path] === undefined ? null : Buffer.from(JSON.stringify(tree[path]));
  return loadPolicy({
    read: reader(files),
    ...(before ? { readBefore: reader(before) } : {}),
    flags: {},
    today: '2026-01-01',
    ruleIds: new Set(['npm-token', 'env-file']),
  });
}

async function faultOf(files: Readonly<Record<string, unknown>>): Promise<string> {
  const error = await policyOf(files).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message;
}

describe('patterns of one’s own', () => {
  it.each([
    ['corp_[0-9a-f]{32}', ['corp_'], true],
    ['(?:corp|acme)_(?:live|test)_[A-Za-z0-9]{20,40}(?![A-Za-z0-9])', ['corp', 'acme'], true],
    ['[A-Z]{2}-corp-[0-9]{8}', ['-corp-'], false],
    ['(?<secret>(?<prefix>ck-)[a-z2-7]{16})', ['ck-'], true],
    ['corp\\.key=(?<secret>\\S{20,60})', ['corp.key='], true],
    ['(?:key|token)[\\w-]{0,40}\\s{0,5}[:=]\\s{0,5}["\']?(?<secret>[A-Za-z0-9]{20,64})', ['key', 'token'], true],
  ])('%s is found by %j', (source, anchors, beginsWithAnchor) => {
    const checked = checkPattern(source, [], false);
    expect(checked).toMatchObject({ anchors, beginsWithAnchor });
  });

  it.each([
    ['corp_.*', 'without a limit'],
    ['corp_[a-z]+', 'without a limit'],
    ['corp_[a-z]{5,}', 'without a limit'],
    ['corp_(?:a|b', 'no regular expression'],
    ['corp_(a)\\1', 'refers back'],
    ['corp_\\k', 'no regular expression'],
    ['corp_(?<name>a)', 'names a group'],
    ['(?<=[a-z]{100})corp_x', 'looks back further'],
    ['[a-z]{32}', 'no fixed text'],
    ['(?:corp_|[a-z]{4})[0-9]{8}', 'no fixed text'],
    ['ab[0-9]{8}', 'no fixed text'],
    ['corp_[a-z]{3000}', 'may match 3005 bytes'],
    ['[a-z]{700}-corp-[0-9]', 'may match 707 bytes'],
    // Two ways to read one text, over and over.
    ['corp_(?:a{1,20}){1,20}x', 'could take long'],
    ['corp_(?:a|a){20}x', 'could take long'],
    ['corp_(?:a|ab|b){1,30}x', 'could take long'],
    ['corp_[a-z]{0,200}[a-z]{0,200}[a-z]{0,200}x', 'could take long'],
    ['corp_(?:[a-z]{1,10}-?){1,20}x', 'could take long'],
    ['corp_\\s{0,300}.{0,300}\\s{0,300}x', 'could take long'],
    ['corp_(?=[a-z]{0,200}[a-z]{0,200}[a-z]{0,200}x)y', 'could take long'],
    ['', '1 to 1000 characters'],
    ['corp_é{3}', 'ASCII'],
    [`corp_${'a'.repeat(1000)}`, '1 to 1000 characters'],
  ])('%s is refused', (source, reason) => {
    expect(checkPattern(source, [], false)).toContain(reason);
  });

  it('takes anchors that are given, and looks around them', () => {
    const checked = checkPattern('[A-Z]{2}[0-9]{6}', ['badge'], true);
    expect(checked).toMatchObject({ anchors: ['badge'], beginsWithAnchor: false, reach: 160 });
  });

  it('takes a lone backslash for the character that it is', () => {
    const checked = checkPattern('corp_{1,30}\\c(?:corp_)x', [], false);
    if (typeof checked === 'string') throw new Error(checked);
    expect(checked.pattern.test('corp__\\ccorp_x')).toBe(true);
  });

  it('writes letters in either case where that is asked for, and leaves classes alone', () => {
    const checked = checkPattern('Corp\\d_[a-f]{4}', [], true);
    expect(checked).toMatchObject({ anchors: ['corp'] });
    if (typeof checked === 'string') throw new Error(checked);
    expect(checked.pattern.test('CORP1_abcd')).toBe(true);
    expect(checked.pattern.test('corp1_ABCD')).toBe(false);
  });

  it('lets through nothing that takes long: hostile text against every pattern that is accepted', () => {
    const piece = fc.oneof(
      fc.constantFrom('a', '[a-z]', '\\w', '.', '\\s', '[^x]', '(?:a|b)', '(?:a|ab)', '(?:aa?)', '-', '(?=a)', '(?!b)'),
      fc.string({ maxLength: 3 }),
    );
    const repeat = fc.constantFrom('', '?', '{2}', '{0,9}', '{1,30}', '{0,200}');
    const part = fc.tuple(piece, repeat).map(([text, times]) => text + times);
    const source = fc.array(part, { maxLength: 8 }).map((parts) => `corp_${parts.join('')}`);
    const nested = fc.tuple(source, source, repeat).map(([a, b, times]) => `${a}(?:${b})${times}x`);
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(source, nested), fc.constantFrom('a', 'ab', 'a ', 'a-', 'aab'), (pattern, filler) => {
        const checked = checkPattern(pattern, [], false);
        if (typeof checked === 'string') return;
        accepted++;
        const sticky = new RegExp(checked.pattern.source, 'y');
        const text = `corp_${filler.repeat(checked.reach)}`.slice(0, checked.reach);
        const started = performance.now();
        sticky.exec(text);
        // Two million steps take some 20 ms; an exponential pattern never ends.
        expect(performance.now() - started, pattern).toBeLessThan(2000);
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});

describe('rules of one’s own in a config', () => {
  it('come from the config and from the files that it names', async () => {
    const files = {
      'leakgate.json': { rules: { 'corp-key': good, 'npm-token': 'low' }, ruleFiles: ['ci/rules.json'] },
      'ci/rules.json': {
        rules: { 'badge-number': { ...good, title: 'Badge', severity: 'low', examples: { match: ['x'] } } },
      },
    };
    const policy = await policyOf(files);
    expect(policy.ownRules?.map(({ id, severity }) => [id, severity])).toEqual([
      ['corp-key', 'high'],
      ['badge-number', 'low'],
    ]);
    expect([isValid(files['leakgate.json']), isValidFile(files['ci/rules.json'])]).toEqual([true, true]);
    const other = await policyOf({ 'leakgate.json': { rules: { 'corp-key': { ...good, entropy: 3 } } } });
    expect(other.rulesText).not.toBe(policy.rulesText);
    expect((await policyOf({})).rulesText).toBeUndefined();
  });

  it('find what they say, and nothing else', async () => {
    const { ownRules = [] } = await policyOf({ 'leakgate.json': { rules: { 'corp-key': good } } });
    const { detect } = createDetector({ families: [{ id: 'own', rules: ownRules }] });
    const body = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
    expect(detect(`key = corp_${body}`).map(({ rule }) => rule.id)).toEqual(['corp-key']);
    for (const text of [`xcorp_${body}`, `corp_${body}0`, 'corp_xyz']) expect(detect(text)).toEqual([]);
  });

  it.each([
    [{ rules: { 'corp-key': { ...good, pattern: 'corp_.*' } } }, '"rules.corp-key.pattern" repeats something'],
    [{ rules: { 'corp-key': { pattern: 'corp_[a-z]{8}' } } }, '"rules.corp-key.title" is missing'],
    [{ rules: { 'corp-key': { ...good, run: 'x' } } }, '"rules.corp-key.run" is not a key here'],
    [{ rules: { 'corp-key': { ...good, severity: 'bad' } } }, '"rules.corp-key.severity" takes critical'],
    [{ rules: { 'corp-key': { ...good, entropy: 9 } } }, '"rules.corp-key.entropy" takes a number'],
    [{ rules: { 'corp-key': { ...good, anchors: ['ab'] } } }, '"rules.corp-key.anchors[0]" takes 3 to 100'],
    [{ rules: { 'corp-key': { ...good, docs: 'http://x' } } }, '"rules.corp-key.docs" takes an address'],
    [{ rules: { 'corp-key': { ...good, title: 'a\u202eb' } } }, '"rules.corp-key.title" takes a text'],
    [{ rules: { 'Corp Key': good } }, 'is no id for a rule'],
    [{ rules: { 'npm-token': good } }, '"rules.npm-token" is the id of a rule of the catalogue'],
    [{ ruleFiles: ['../x.json'] }, '"ruleFiles[0]" takes a path inside'],
    [{ ruleFiles: ['gone.json'] }, '"ruleFiles" names gone.json, which is not there'],
    [{ rules: { 'npm-token': { paths: ['a/'] } } }, '"rules.npm-token.paths[0]"'],
    [{ rules: { 'npm-token': { requires: [] } } }, '"rules.npm-token.requires" takes a list'],
    [{ rules: { 'npm-token': { pat: 1 } } }, '"rules.npm-token.pat" is not a key here'],
  ])('%j is refused by file and key', async (config, reason) => {
    const message = await faultOf({ 'leakgate.json': config });
    expect(message).toContain(`leakgate.json: ${reason.startsWith('"') ? reason : ''}`);
    expect(message).toContain(reason);
  });

  it('names the file of rules in which the fault lies, and no pattern', async () => {
    const files = (rules: unknown) => ({ 'leakgate.json': { ruleFiles: ['r.json'] }, 'r.json': rules });
    expect(await faultOf(files({ rules: { a: { ...good, pattern: 'hunter22.*' } } }))).toMatch(
      /^r\.json: "rules\.a\.pattern" repeats/,
    );
    expect(await faultOf(files({ rules: { a: { ...good, pattern: 'hunter22.*' } } }))).not.toContain('hunter22');
    expect(await faultOf(files({ rules: { a: 'off' } }))).toContain('r.json: "rules.a" takes an object');
    expect(await faultOf(files({ other: {} }))).toContain('r.json: "rules" takes an object');
    expect(
      await faultOf({
        'leakgate.json': { rules: { b: good }, ruleFiles: ['r.json'] },
        'r.json': { rules: { b: good } },
      }),
    ).toContain('is the id of another rule of yours');
  });

  it('names what a change narrows, changes or takes away', async () => {
    const before = { 'leakgate.json': { rules: { 'corp-key': good, 'old-key': good } } };
    const now = {
      'leakgate.json': { rules: { 'corp-key': { ...good, entropy: 3 }, 'npm-token': { paths: ['src/**'] } } },
    };
    const { changeNotes } = await policyOf(now, before);
    expect(changeNotes.map((note) => note.slice(note.indexOf('.json ') + 6))).toEqual([
      'narrows the rule npm-token',
      'changes its own rule corp-key',
      'no longer has its own rule old-key',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { type JudgeContext, judge } from '../../../src/decide/judge.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { IgnoreEntry, Policy } from '../../../src/model/policy.ts';
import { mediumRule, sampleRule, sampleVerdict } from '../../support/sample-report.ts';

function finding(changes: Partial<Finding> = {}): Finding {
  const { status: _, blocks: __, remedy: ___, ...rest } = sampleVerdict(changes);
  return rest;
}

function policy(changes: Partial<Policy> = {}): Policy {
  const rules = changes.rules ?? new Map();
  return {
    blocksFrom: 'high',
    rules,
    isIgnoredPath: () => false,
    ignoredPaths: [],
    isRuleOff: (id) => rules.get(id) === 'off',
    onlyRules: new Set(),
    salt: 'leakgate',
    entries: [],
    acceptedGaps: new Set(),
    usesAllowComments: true,
    today: '2026-06-15',
    configFile: 'leakgate.json',
    filesFromChange: [],
    changeNotes: [],
    ...changes,
  };
}

function entry(changes: Partial<IgnoreEntry> = {}): IgnoreEntry {
  return {
    fingerprint: 'demo-token:src/config.ts:1a2b',
    owner: 'ada@example.org',
    until: 'never',
    reason: 'made up',
    file: '.leakgateignore',
    line: 3,
    gives: 'allowed',
    isFromChange: false,
    ...changes,
  };
}

const context: JudgeContext = { command: 'staged', isChange: true, coversAll: false, remedyFor: () => ['Rotate it.'] };

function judgeOne(one: Finding, changes: Partial<Policy> = {}, terms: Partial<JudgeContext> = {}) {
  const judged = judge([one], policy(changes), { ...context, ...terms });
  return { ...judged, verdict: judged.verdicts[0] };
}

describe('what blocks', () => {
  it.each([
    ['critical', 'high', true],
    ['critical', 'medium', true],
    ['critical', 'low', false],
    ['high', 'medium', true],
    ['high', 'low', false],
    ['medium', 'high', false],
    ['low', 'high', false],
  ] as const)('%s with %s confidence: %s', (severity, confidence, blocks) => {
    expect(judgeOne(finding({ severity, confidence })).verdict).toMatchObject({ status: 'new', blocks });
  });

  it('follows the lowest severity that blocks, and low confidence never does', () => {
    const low = finding({ severity: 'low' });
    expect(judgeOne(low, { blocksFrom: 'low' }).verdict.blocks).toBe(true);
    expect(judgeOne({ ...low, confidence: 'low' }, { blocksFrom: 'low' }).verdict.blocks).toBe(false);
    expect(judgeOne(finding({ severity: 'high' }), { blocksFrom: 'critical' }).verdict.blocks).toBe(false);
  });

  it('takes the severity that the config gives a rule', () => {
    const { verdict } = judgeOne(finding(), { rules: new Map([['demo-token', 'low']]) });
    expect(verdict).toMatchObject({ severity: 'low', blocks: false, status: 'new' });
    const raised = judgeOne(finding({ severity: 'low' }), { rules: new Map([['demo-token', 'high']]) });
    expect(raised.verdict).toMatchObject({ severity: 'high', blocks: true });
  });

  it('hands status and command to the remedies', () => {
    const remedyFor: JudgeContext['remedyFor'] = ({ status }, command) => [`${status} ${command}`];
    expect(judgeOne(finding(), { entries: [entry()] }, { remedyFor }).verdict.remedy).toEqual(['allowed staged']);
  });
});

describe('entries', () => {
  it('allow or make known, with reason, owner, date and place', () => {
    const allowed = judgeOne(finding(), { entries: [entry({ until: '2026-06-15' })] }).verdict;
    expect(allowed).toMatchObject({ status: 'allowed', blocks: false, isAllowedByChange: false });
    expect(allowed.reason).toBe('made up (ada@example.org, until 2026-06-15; .leakgateignore:3)');
    expect(judgeOne(finding(), { entries: [entry({ gives: 'known' })] }).verdict.status).toBe('known');
  });

  it('hide nothing from the day after they end', () => {
    const { verdict, notes } = judgeOne(finding(), { entries: [entry({ until: '2026-06-14' })] });
    expect(verdict).toMatchObject({ status: 'new', blocks: true });
    expect(notes).toEqual([
      '.leakgateignore:3 expired and hides nothing: demo-token:src/config.ts:1a2b (ada@example.org, until 2026-06-14)',
    ]);
  });

  it('match exactly: not another path, digest or rule', () => {
    const others = ['demo-token:src/other.ts:1a2b', 'demo-token:src/config.ts:1a2c', 'demo-webhook:src/config.ts:1a2b'];
    for (const fingerprint of others) {
      expect(judgeOne(finding(), { entries: [entry({ fingerprint })] }).verdict.status).toBe('new');
    }
  });

  it('with * match any path, but never for a value that a person may have chosen', () => {
    const wide = [entry({ fingerprint: 'demo-token:*:1a2b' }), entry({ fingerprint: 'demo-token:*:1a' })];
    expect(judgeOne(finding(), { entries: wide }).verdict.status).toBe('allowed');
    const rule = sampleRule({ kind: 'password' });
    for (const path of ['src/config.ts', '*']) {
      const chosen = finding({ rule, fingerprint: `demo-token:${path}:1a` });
      expect(judgeOne(chosen, { entries: wide }).verdict.status).toBe('new');
    }
  });

  it('prefer one that stood there before the change, then an ignore', () => {
    const mine = entry({ isFromChange: true, reason: 'mine' });
    const both = judgeOne(finding(), { entries: [mine, entry({ gives: 'known', reason: 'old' })] }).verdict;
    expect(both).toMatchObject({ status: 'known', isAllowedByChange: false });
    expect(judgeOne(finding(), { entries: [mine] }).verdict).toMatchObject({
      status: 'allowed',
      isAllowedByChange: true,
    });
    const two = [entry({ gives: 'known' }), entry()];
    expect(judgeOne(finding(), { entries: two }).verdict.status).toBe('allowed');
  });

  it('are listed as unused only when the run covered everything', () => {
    const entries = [entry(), entry({ fingerprint: 'demo-token:gone.ts:0000', line: 4, until: '2026-01-01' })];
    expect(judgeOne(finding(), { entries })).toMatchObject({ notes: [], unusedEntries: [] });
    const all = judgeOne(finding(), { entries }, { coversAll: true });
    expect(all.unusedEntries.map(({ line }) => line)).toEqual([4]);
    expect(all.notes.map((note) => note.split(':demo')[0])).toEqual([
      '.leakgateignore:4 expired and hides nothing: demo-token:gone.ts:0000 (ada@example.org, until 2026-01-01)',
      '.leakgateignore:4 matches nothing any more: demo-token:gone.ts:0000 (ada@example.org, until 2026-01-01)',
    ]);
  });

  it('name at most ten and count the rest', () => {
    const entries = Array.from({ length: 25 }, (_, line) => entry({ fingerprint: `demo-token:f${line}:0000`, line }));
    const { notes } = judge([], policy({ entries }), { ...context, coversAll: true });
    expect(notes).toHaveLength(11);
    expect(notes[10]).toBe('… and 15 more of the same kind');
  });
});

describe('allow comments', () => {
  const commented = finding({ allowComment: 'made up' });

  it('allow, and count as brought by the change when one is judged', () => {
    expect(judgeOne(commented).verdict).toMatchObject({
      status: 'allowed',
      reason: 'comment: made up',
      isAllowedByChange: true,
    });
    expect(judgeOne(commented, {}, { isChange: false }).verdict.isAllowedByChange).toBe(false);
  });

  it('do nothing when they are switched off, or outside a file', () => {
    expect(judgeOne(commented, { usesAllowComments: false }).verdict.blocks).toBe(true);
    const message = { ...commented, place: { origin: 'message', path: null } as const };
    expect(judgeOne(message).verdict.blocks).toBe(true);
  });
});

describe('the config', () => {
  it('drops what a rule found that was off before, and says how many', () => {
    const { verdicts, notes } = judgeOne(finding(), { rules: new Map([['demo-token', 'off']]) });
    expect(verdicts).toEqual([]);
    expect(notes).toEqual(['1 of rule demo-token not shown: leakgate.json switches it off']);
  });

  it('shows only the rules that were asked for', () => {
    const findings = [finding(), finding({ rule: mediumRule })];
    const { verdicts } = judge(findings, policy({ onlyRules: new Set(['demo-webhook']) }), context);
    expect(verdicts.map(({ rule }) => rule.id)).toEqual(['demo-webhook']);
  });
});

describe('a change that edits the config', () => {
  const before = { blocksFrom: 'high', rules: new Map(), isIgnoredPath: () => false } as const;

  it('names what a rule it switches off had found', () => {
    const now = { ...before, rules: new Map([['demo-token', 'off']] as const) };
    const { verdict } = judgeOne(finding(), { ...now, isRuleOff: () => false, configChange: { now, before } });
    expect(verdict).toMatchObject({ status: 'allowed', isAllowedByChange: true, blocks: false });
    expect(verdict.reason).toBe('rule switched off in leakgate.json');
  });

  it('names what stands at a path it leaves out', () => {
    const now = { ...before, isIgnoredPath: (path: string) => path.startsWith('src/') };
    const change = { configChange: { now, before } };
    expect(judgeOne(finding(), change).verdict).toMatchObject({ status: 'allowed', isAllowedByChange: true });
    const elsewhere = finding({ place: { origin: 'file', path: 'lib/a.ts' } });
    expect(judgeOne(elsewhere, change).verdict.blocks).toBe(true);
  });

  it('names what would have blocked before', () => {
    const now = { ...before, rules: new Map([['demo-token', 'low']] as const) };
    const { verdict, notes } = judgeOne(finding(), { ...now, configChange: { now, before } });
    expect(verdict).toMatchObject({ status: 'new', severity: 'low', blocks: false });
    expect(notes).toEqual([
      'allowed by this change: demo-token in src/config.ts:12 would block under the config as it was',
    ]);
    const looser = { ...before, blocksFrom: 'critical' } as const;
    const high = finding({ severity: 'high', place: { origin: 'message', path: null } });
    expect(judgeOne(high, { ...looser, configChange: { now: looser, before } }).notes).toEqual([
      'allowed by this change: demo-token in message would block under the config as it was',
    ]);
  });

  it('says nothing more about what a line from before hides', () => {
    const now = { ...before, rules: new Map([['demo-token', 'off']] as const) };
    const change = { ...now, isRuleOff: () => false, configChange: { now, before }, entries: [entry()] };
    expect(judgeOne(finding(), change).verdict).toMatchObject({ status: 'allowed', isAllowedByChange: false });
  });
});

describe('order', () => {
  it('is by path, line, column, rule; texts without a path first', () => {
    const at = (path: string | null, line: number, column: number, rule = sampleRule()) =>
      finding({
        rule,
        place: { origin: 'file', path },
        region: { line, column, endLine: line, endColumn: column + 1 },
      });
    const sorted = [
      at(null, 9, 9),
      at('B', 1, 1),
      at('a', 2, 1),
      at('a', 2, 3),
      at('a', 2, 3, mediumRule),
      at('a', 10, 1),
    ];
    const shuffled = [4, 0, 5, 2, 3, 1].map((index) => sorted[index]);
    const { verdicts } = judge(shuffled, policy(), context);
    expect(verdicts.map(({ place, region, rule }) => [place.path, region.line, region.column, rule.id])).toEqual(
      sorted.map(({ place, region, rule }) => [place.path, region.line, region.column, rule.id]),
    );
  });
});

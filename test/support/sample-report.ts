// Reports made by hand for tests of the reporters: fake rules, fake secrets, no scan.
import type { Facts } from '../../src/model/candidate.ts';
import type { Verdict } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import type { Rule } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';

/** A value no service ever issued: letters and digits drawn from `seed`. */
export function sampleSecretText(seed: number, length = 24): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  let state = seed * 2_654_435_761 + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return alphabet[(state >>> 8) % alphabet.length];
  }).join('');
}

/** A secret of the made-up service `demo`, masked as the contract says. */
export function sampleSecret(seed: number): Secret {
  const text = sampleSecretText(seed);
  return new Secret(`demo_${text}`, `demo_…${text.slice(-4)}`);
}

export function sampleRule(changes: Partial<Rule> = {}): Rule {
  const pattern = /(?<secret>demo_[A-Za-z0-9]{24})/;
  return {
    id: 'demo-token',
    title: 'Demo access token',
    why: 'Whoever holds it can read and change everything in the Demo account.',
    severity: 'critical',
    kind: 'token',
    tier: 'specific',
    anchors: ['demo_'],
    ahead: 29,
    pattern,
    revoke: 'In Demo, open Settings, Tokens, and delete it; the new one works at once.',
    docs: 'https://demo.example/docs/tokens',
    examples: { match: [], ignore: [] },
    family: 'demo',
    matcher: pattern,
    ...changes,
  };
}

export const mediumRule = sampleRule({
  id: 'demo-webhook',
  title: 'Demo webhook address',
  why: 'Whoever knows it can post in its channel.',
  severity: 'medium',
  revoke: 'In Demo, open the channel and make a new address.',
});

/** A blocking finding in `src/config.ts`, line 12, column 18, unless `changes` say otherwise. */
export function sampleVerdict(changes: Partial<Verdict> = {}): Verdict {
  const rule = changes.rule ?? sampleRule();
  const facts: Facts = { checksum: 'valid', account: '123456789012' };
  return {
    rule,
    severity: rule.severity,
    confidence: 'high',
    place: { origin: 'file', path: 'src/config.ts', blob: 'b'.repeat(40) },
    region: { line: 12, column: 18, endLine: 12, endColumn: 47 },
    layer: [],
    secret: sampleSecret(1),
    facts,
    fingerprint: `${rule.id}:src/config.ts:1a2b`,
    status: 'new',
    blocks: true,
    remedy: ['Read the value from the environment.', 'Stage the file without it: `git add src/config.ts`.'],
    ...changes,
  };
}

/** A complete run of `hook pre-commit` over five files with the findings given. */
export function sampleReport(verdicts: readonly Verdict[] = [], changes: Partial<Report> = {}): Report {
  return {
    version: '0.1.0',
    command: 'hook pre-commit',
    receipt: {
      unit: 'staged files',
      expected: 5,
      scanned: 5,
      inherited: 0,
      bytes: 12_345,
      skipped: [],
      canary: 'caught',
    },
    verdicts,
    problems: [],
    notes: [],
    milliseconds: 31,
    ...changes,
  };
}

// Candidates and rules made by hand for the tests of decide/ and report/.

import { readyRule } from '../../src/detect/detector.ts';
import type { Candidate } from '../../src/model/candidate.ts';
import type { Rule, RuleSpec } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';

export function fakeRule(overrides: Partial<RuleSpec> = {}): Rule {
  return readyRule(
    {
      id: 'fake-token',
      title: 'Fake token',
      why: 'It opens nothing.',
      severity: 'high',
      kind: 'token',
      tier: 'specific',
      anchors: ['fake_'],
      ahead: 64,
      pattern: /(?<secret>(?<prefix>fake_)[a-z0-9]{20})/,
      revoke: 'Throw it away.',
      docs: 'https://example.com/',
      examples: { match: [], ignore: [] },
      ...overrides,
    },
    'fake',
  );
}

export function fakeCandidate(
  start: number,
  end: number,
  overrides: Partial<Candidate> & { text?: string } = {},
): Candidate {
  const { text = `secret at ${start}`, ...rest } = overrides;
  return {
    rule: fakeRule(),
    start,
    end,
    secretStart: start,
    secretEnd: end,
    secret: new Secret(text, 'fake_…'),
    severity: 'high',
    confidence: 'high',
    facts: {},
    ...rest,
  };
}

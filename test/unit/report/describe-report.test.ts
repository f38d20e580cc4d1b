// The shown side of a report: the contract's keys in the contract's order, and no secret in any name.
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { describeReport } from '../../../src/report/describe-report.ts';
import {
  sampleReport,
  sampleRule,
  sampleSecret,
  sampleSecretText,
  sampleVerdict,
} from '../../support/sample-report.ts';

const full = sampleVerdict({
  place: {
    origin: 'file',
    path: 'src/config.ts',
    blob: 'b'.repeat(40),
    commit: 'c'.repeat(40),
    author: 'Ada Tester <ada@example.org>',
    date: '2026-01-02T03:04:05+01:00',
    ref: 'refs/heads/main',
  },
  layer: ['base64'],
  status: 'known',
  blocks: false,
  reason: 'rotated',
  exposure: 'in 3 versions',
});

/** Text that holds a token, as its finder and others would name it. */
const token = `demo_${sampleSecretText(1)}`;
const password = sampleRule({ id: 'demo-password', kind: 'password' });

describe('describeReport', () => {
  it('has the keys of the contract in their order', () => {
    const data = describeReport(sampleReport([full]));
    expect(Object.keys(data)).toEqual(['version', 'tool', 'receipt', 'summary', 'findings', 'problems', 'notes']);
    expect(Object.keys(data.receipt).slice(0, 5)).toEqual(['expected', 'scanned', 'inherited', 'skipped', 'canary']);
    expect(Object.keys(data.findings[0]).join(' ')).toBe(
      'rule title severity confidence blocks origin path line column endLine endColumn commit author date blob ref ' +
        'layer masked fingerprint status reason facts exposure remedy',
    );
  });

  it('leaves out what is not known', () => {
    const bare = sampleVerdict({ place: { origin: 'file', path: 'a' }, facts: {} });
    expect(Object.keys(describeReport(sampleReport([bare])).findings[0]).join(' ')).toBe(
      'rule title severity confidence blocks origin path line column endLine endColumn masked fingerprint status remedy',
    );
  });

  it('counts findings by severity and status', () => {
    const low = sampleVerdict({ severity: 'low', blocks: false });
    expect(describeReport(sampleReport([full, sampleVerdict(), low])).summary).toEqual({
      verdict: 'blocked',
      findings: 3,
      blocking: 1,
      severity: { critical: 2, high: 0, medium: 0, low: 1 },
      status: { new: 2, known: 1, allowed: 0 },
    });
  });

  it.each(['message', 'author', 'tag', 'note', 'ref', 'filename'] as const)('has no path for %s', (origin) => {
    const verdict = sampleVerdict({ place: { origin, path: 'left/over' } });
    expect(describeReport(sampleReport([verdict])).findings[0].path).toBeNull();
  });

  it('hides a token in every name, reason, fact, note and problem', () => {
    const verdict = sampleVerdict({
      place: {
        origin: 'file',
        path: `keys/${token}.txt`,
        author: `${token} <${token}@example.org>`,
        ref: `refs/heads/${token}`,
      },
      facts: { host: `${token}.example` },
      reason: `was ${token}`,
      exposure: token,
      remedy: [`\`git add keys/${token}.txt\``],
    });
    const data = describeReport(
      sampleReport([verdict], {
        notes: [`about ${token}`],
        problems: [{ code: 'x', message: `no ${token}`, path: `/tmp/${token}` }],
      }),
    );
    expect(JSON.stringify(data)).not.toContain(sampleSecretText(1));
    expect(data.findings[0].path).toBe(`keys/${sampleSecret(1).mask}.txt`);
  });

  it('widens a fingerprint whose path holds a token', () => {
    const fingerprint = `demo-token:keys/${token}.txt:1a2b`;
    const verdict = sampleVerdict({ place: { origin: 'file', path: `keys/${token}.txt` }, fingerprint });
    expect(describeReport(sampleReport([verdict])).findings[0].fingerprint).toBe('demo-token:*:1a2b');
  });

  it('does not cut up paths by a password that is a common word', () => {
    const secret = new Secret('config', '…');
    const verdict = sampleVerdict({ rule: password, secret });
    expect(describeReport(sampleReport([verdict])).findings[0].path).toBe('src/config.ts');
  });

  it('hides a password that stands in an author field itself', () => {
    const secret = new Secret('Sommer#2031', '…');
    const place = { origin: 'author', path: null, author: 'Ada Sommer#2031 <ada@example.org>' } as const;
    const [finding] = describeReport(sampleReport([sampleVerdict({ rule: password, secret, place })])).findings;
    expect(finding.author).toBe('Ada … <ada@example.org>');
  });
});

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fingerprintOf, matchingFingerprints } from '../../../src/decide/fingerprint.ts';
import { secretDigest } from '../../../src/detect/secret-digest.ts';
import { Secret } from '../../../src/model/secret.ts';
import { sampleRule } from '../../support/sample-report.ts';

const terms = { ruleId: 'demo-token', kind: 'token', salt: 'leakgate' } as const;

describe('secretDigest', () => {
  it('is the head of HMAC-SHA-256(salt, rule NUL bytes), two digits for a password', async () => {
    const secret = new Secret('caf\xe9', '…');
    const bytes = Buffer.concat([Buffer.from('demo-token\0'), Buffer.from([0x63, 0x61, 0x66, 0xe9])]);
    const whole = createHmac('sha256', 'leakgate').update(bytes).digest('hex');
    expect(await secretDigest(secret, terms)).toBe(whole.slice(0, 4));
    expect(await secretDigest(secret, { ...terms, kind: 'block' })).toBe(whole.slice(0, 4));
    expect(await secretDigest(secret, { ...terms, kind: 'password' })).toBe(whole.slice(0, 2));
  });

  it('depends on salt and rule', async () => {
    const secret = new Secret('a'.repeat(20), '…');
    const digest = await secretDigest(secret, terms);
    expect(await secretDigest(secret, { ...terms, salt: 'another-salt' })).not.toBe(digest);
    expect(await secretDigest(secret, { ...terms, ruleId: 'demo-webhook' })).not.toBe(digest);
  });
});

describe('fingerprintOf', () => {
  it('writes * only for a text that has no path', () => {
    expect(fingerprintOf({ rule: 'demo-token', path: null, digest: '1a2b' })).toBe('demo-token:*:1a2b');
    expect(fingerprintOf({ rule: 'demo-token', path: '*', digest: '1a2b' })).toBe('demo-token:%2A:1a2b');
  });
});

describe('matchingFingerprints', () => {
  const token = sampleRule();
  const password = sampleRule({ kind: 'password' });

  it('widens tokens to any path', () => {
    const keys = matchingFingerprints({ rule: token, fingerprint: 'demo-token:src/a.ts:1a2b' });
    expect(keys).toEqual(['demo-token:src/a.ts:1a2b', 'demo-token:*:1a2b']);
  });

  it('never widens passwords, and hides none that has no path', () => {
    expect(matchingFingerprints({ rule: password, fingerprint: 'demo-token:src/a.ts:1a' })).toEqual([
      'demo-token:src/a.ts:1a',
    ]);
    expect(matchingFingerprints({ rule: password, fingerprint: 'demo-token:*:1a' })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { isDefaultPair } from '../../../../src/detect/default-pairs.ts';
import { factReaders } from '../../../../src/detect/facts/index.ts';
import { isLocalHost } from '../../../../src/detect/local-host.ts';
import { fillTemplate } from '../../../support/fill-template.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (payload: unknown) => `${part({ alg: 'HS256', kid: 'k1' })}.${part(payload)}.c2lnbmF0dXJl`;
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

describe('facts', () => {
  it('reads the account from an AWS key id that carries one', () => {
    // A published id, in two halves.
    expect(factReaders['aws-account'](`ASIAY34FZK${'BOKMUTVV7A'}`, '')).toEqual({ account: '609629065308' });
    expect(factReaders['aws-account'](`AKIAIOSFOD${'NN7EXAMPLE'}`, '')).toEqual({});
  });

  it('reads a JSON Web Token', () => {
    expect(factReaders.jwt(token({ iss: 'https://a.corp.net', role: 'admin', exp: 4102444800 }), '')).toEqual({
      algorithm: 'HS256',
      'key id': 'k1',
      issuer: 'https://a.corp.net',
      role: 'admin',
      expires: '2100-01-01',
    });
    expect(factReaders.jwt(token({ iss: 'a', exp: 1500000000 }), '').severity).toBe('low');
    expect(factReaders.jwt(token({ sub: '1234567890', name: 'John Doe' }), '').drop).toBeDefined();
    expect(factReaders.jwt(token({ iss: 'supabase', role: 'anon' }), '').drop).toBeDefined();
  });

  it('tells a Supabase service key from other tokens', () => {
    const service = token({ iss: 'supabase', ref: 'abcdefghijklmnopqrst', role: 'service_role' });
    expect(factReaders['supabase-role'](service, '')).toEqual({ project: 'abcdefghijklmnopqrst' });
    expect(factReaders['supabase-role'](token({ role: 'authenticated' }), '').drop).toBeDefined();
  });

  it('reads who a Discord token belongs to', () => {
    const docsSample = `MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ${'.ZnCjm1XVW7vRze4b7Cq4se7kKWs'}`;
    expect(factReaders['discord-user'](docsSample, '')).toEqual({
      'bot id': '198622483471925248',
      issued: '2016-07-05',
    });
    expect(factReaders['discord-user']('MTk4.abc.def', '').confidence).toBe('low');
  });

  it.each([
    ['rsa', 'no', 'RSA PRIVATE KEY'],
    ['rsa-encrypted', 'yes', 'RSA PRIVATE KEY'],
    ['encrypted', 'yes', 'ENCRYPTED PRIVATE KEY'],
    ['openssh', 'no', 'OPENSSH PRIVATE KEY'],
    ['openssh-encrypted', 'yes', 'OPENSSH PRIVATE KEY'],
    ['putty', 'no', 'PuTTY'],
    ['putty-encrypted', 'yes', 'PuTTY'],
  ])('reads whether a passphrase guards a key: %s', (kind, encrypted, key) => {
    const facts = factReaders['key-block'](fillTemplate(`{pem:${kind}}`, 1), '');
    expect(facts).toMatchObject({ encrypted, key });
    expect(facts.severity).toBe(encrypted === 'yes' ? 'medium' : undefined);
    expect(factReaders['key-block'](fillTemplate(`{escaped({pem:${kind}})}`, 1), '')).toMatchObject({ encrypted });
  });

  it('reads host and user of a connection string, never the password', () => {
    const read = factReaders['url-host'];
    expect(read('pw1234', 'postgres://svc:pw1234@db1.corp.net:5432/orders')).toEqual({
      host: 'db1.corp.net:5432',
      user: 'svc',
      database: 'orders',
    });
    expect(read('pw1234', 'Server=tcp:sql1.corp.net,1433;User ID=svc;Password=pw1234')).toEqual({
      host: 'sql1.corp.net',
      user: 'svc',
    });
    expect(read('pw1234', 'jdbc:mysql://db1.corp.net/x?user=svc&password=pw1234')).toEqual({
      host: 'db1.corp.net',
      user: 'svc',
    });
  });

  it('reads routable GitLab tokens, package tokens, Mapbox tokens, annotated keys', () => {
    const body = Buffer.from(`o:1\np:2s\n${'\x01'.repeat(17)}`, 'latin1').toString('base64url');
    expect(factReaders['gitlab-routable'](`glpat-${body}.0r1234567`, '')).toMatchObject({
      organization: '1',
      project: '100',
    });
    expect(factReaders['pypi-macaroon'](fillTemplate('{pypi}', 1), '')['token id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(factReaders['mapbox-user'](`sk.${part({ u: 'shop', a: 'c1' })}.x`, '')).toEqual({
      user: 'shop',
      'token id': 'c1',
    });
    const key = fillTemplate('{alnum:52}JQQJ99BCAC{upperalnum:14}AZDO{annotatedsum}', 1);
    expect(factReaders['annotated-key'](key, '')).toEqual({ service: 'Azure DevOps', issued: '2025-03' });
  });

  it('reads the user of a Basic pair and drops what is none', () => {
    const read = factReaders['basic-pair'];
    expect(read(base64('builder:x7Kq-pw90'), '')).toEqual({ user: 'builder' });
    for (const text of ['builder', 'user:password', 'same:same', 'a:b', '\xff\xfe:\x00\x01\x02\x03'])
      expect(read(base64(text), '').drop, text).toBeDefined();
  });

  it('reads the user and account of a Bedrock key, and the account of a Stripe key', () => {
    expect(factReaders['bedrock-user'](`ABSK${base64('BedrockAPIKey-ab12-at-123456789012:secret')}`, '')).toEqual({
      user: 'BedrockAPIKey-ab12',
      account: '123456789012',
    });
    const key = fillTemplate('sk_live_51{alnum:97}', 1);
    expect(factReaders['stripe-account'](key, '')).toEqual({ account: `acct_${key.slice(9, 25)}` });
  });

  it('reads the account of a service key beside its private key', () => {
    const match = '"private_key": "x", "client_email": "deploy@shop.iam.gserviceaccount.com"';
    expect(factReaders['service-account']('x', match)).toEqual({ account: 'deploy@shop.iam.gserviceaccount.com' });
    const shared = '"client_email": "image-pulling@authenticated-image-pulling.iam.gserviceaccount.com"';
    expect(factReaders['service-account']('x', shared).drop).toBeDefined();
  });

  it('judges the values of Secret manifests by what they decode to', () => {
    const read = factReaders['kubernetes-value'];
    expect(read(base64('x7Kq-Lm90-pZ'), '').drop).toBeUndefined();
    for (const text of ['admin', 'password', 'changeme', '-----BEGIN CERTIFICATE-----\nMIIB'])
      expect(read(base64(text), '').drop, text).toBeDefined();
  });

  it('never throws and shows only printable text on hostile input', () => {
    const hostile = [
      '',
      '.',
      '..',
      'eyJ.eyJ.',
      '\x00\xff'.repeat(99),
      '%'.repeat(80),
      `${'a'.repeat(9000)}:`,
      '://@',
      'é',
      `sk.${part(null)}.x`,
    ];
    for (const [name, read] of Object.entries(factReaders))
      for (const text of hostile)
        for (const value of Object.values(read(text, text))) expect(value, name).toMatch(/^[\x20-\x7e]*$/);
  });
});

describe('local hosts and default pairs', () => {
  it.each([
    'localhost',
    'localhost:5432',
    '127.0.0.1',
    '127.1.2.3:80',
    '[::1]:5432',
    '0.0.0.0',
    'db',
    'redis:6379',
    'example.com',
    'db.example.org',
    'a.test',
    'b.invalid',
    'c.local',
    'host.docker.internal',
    'your-host.net',
    '<host>',
    'mongo1,mongo2',
  ])('%s is local or a placeholder', (host) => expect(isLocalHost(host)).toBe(true));

  it.each([
    'db1.corp.net',
    '10.0.0.5',
    'a.b.rds.amazonaws.com:5432',
    '[2001:db8::5]:80',
    'examples.corp.net',
    'latest.corp.io',
  ])('%s is neither', (host) => expect(isLocalHost(host)).toBe(false));

  it('knows default pairs in any case, and nothing else', () => {
    expect(isDefaultPair('postgres', 'postgres')).toBe(true);
    expect(isDefaultPair('SA', 'yourStrong(!)Password')).toBe(true);
    expect(isDefaultPair('svc', 'svc')).toBe(true);
    expect(isDefaultPair('', 'foobared')).toBe(true);
    expect(isDefaultPair('postgres', 'x7Kq-Lm90')).toBe(false);
    expect(isDefaultPair('svc', 'password')).toBe(false);
  });
});

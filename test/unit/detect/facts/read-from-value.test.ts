import { describe, expect, it } from 'vitest';
import { isFernetToken } from '../../../../src/detect/facts/dates.ts';
import { factReaders } from '../../../../src/detect/facts/index.ts';
import { isPublicForm } from '../../../../src/detect/public-forms.ts';
import type { FactName } from '../../../../src/model/rule.ts';
import { fillTemplate } from '../../../support/fill-template.ts';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const jwt = (payload: unknown) =>
  `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`;

describe('dates', () => {
  const url = (date: string, seconds: number) =>
    `https://s.s3.amazonaws.com/a?X-Amz-Credential=AKIA${'Q'.repeat(16)}%2F20990101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=${date}&X-Amz-Expires=${seconds}`;

  it('reads when a presigned URL ends, and drops one that has', () => {
    expect(factReaders['presigned-url']('', url('20990101T120000Z', 86400))).toEqual({
      expires: '2099-01-02',
      region: 'eu-west-1',
      service: 's3',
    });
    expect(factReaders['presigned-url']('', url('20200101T120000Z', 86400)).drop).toBe('expired');
    expect(factReaders['presigned-url']('', 'https://x/?X-Amz-Signature=1')).toEqual({ confidence: 'low' });
  });

  it('reads when a Bedrock request, a shared access signature and a reference token end', () => {
    const request = `bedrock-api-key-${base64(url('20990101T120000Z', 3600))}`;
    expect(factReaders['bedrock-request'](request, '')).toEqual({ expires: '2099-01-01', region: 'eu-west-1' });
    expect(factReaders['bedrock-request'](`bedrock-api-key-${base64(url('20200101T120000Z', 1))}`, '').severity).toBe(
      'low',
    );
    expect(factReaders['shared-access']('', '?sv=2022-11-02&sp=rl&se=2099-05-06T00%3A00%3A00Z&sig=x')).toEqual({
      expires: '2099-05-06',
      rights: 'rl',
    });
    expect(factReaders['shared-access']('', '?se=2020-01-01&sp=r&sig=x').severity).toBe('low');
    expect(factReaders['reference-token'](base64(`reftkn:01:4102444800:${'x'.repeat(20)}`), '')).toEqual({
      expires: '2100-01-01',
    });
    expect(factReaders['reference-token'](base64(`reftkn:01:0000000000:${'x'.repeat(20)}`), '')).toEqual({
      expires: 'never',
    });
    expect(factReaders['reference-token'](base64('something else'), '')).toEqual({});
  });

  it('reads when a KSUID was made, after the example of its own documentation', () => {
    expect(factReaders.ksuid('0ujtsYcgvSTl8PAuAdqWYSMnLOv_5abc', '')).toEqual({ issued: '2017-10-10' });
    expect(factReaders.ksuid('short', '')).toEqual({});
  });

  it('reads id and creation of a Discord webhook', () => {
    const match = 'https://discord.com/api/webhooks/175928847299117063/token';
    // The snowflake of Discord's own documentation.
    expect(factReaders['webhook-id']('', match)).toEqual({ 'webhook id': '175928847299117063', created: '2016-04-30' });
  });

  it('knows a Fernet token, which says nothing without its key', () => {
    // The example of the specification.
    const published = `gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEw${'CGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='}`;
    expect([isFernetToken(published), isPublicForm(published)]).toEqual([true, true]);
    expect(isFernetToken(`gAAAAA${'!'.repeat(100)}`)).toBe(false);
    expect(isFernetToken('gAAAAABshort')).toBe(false);
  });
});

describe('package index tokens', () => {
  const part = (type: number, text: string) => Buffer.concat([Buffer.from([type, text.length]), Buffer.from(text)]);
  const long = (text: string) =>
    Buffer.concat([Buffer.from([2, (text.length & 0x7f) | 0x80, text.length >> 7]), Buffer.from(text)]);
  const caveat = (json: unknown) => {
    const text = JSON.stringify(json);
    return Buffer.concat([text.length < 128 ? part(2, text) : long(text), Buffer.from([0])]);
  };
  const id = '0b5c9f4e-37d1-4a1b-9d3c-1f2e3d4c5b6a';
  const macaroon = (caveats: readonly unknown[], host = 'pypi.org') =>
    `pypi-${Buffer.concat([Buffer.from([2]), part(1, host), part(2, id), Buffer.from([0]), ...caveats.map(caveat), Buffer.from([0, 6, 32]), Buffer.alloc(32, 7)]).toString('base64url')}`;
  const read = (token: string) => factReaders['pypi-macaroon'](token, '');

  it('begin as the index writes them', () => {
    expect(macaroon([]).startsWith(`pypi-AgEIcHl${'waS5vcmc'}`)).toBe(true);
    expect(macaroon([], 'test.pypi.org').startsWith(`pypi-AgENdGVzdC5w${'eXBpLm9yZw'}`)).toBe(true);
  });

  it('say their id, when they end, what they are for and whose they are', () => {
    expect(
      read(
        macaroon([
          [0, 4102444800, 1700000000],
          [1, ['shop', 'shop-api']],
          [2, ['41b9']],
          [3, 'c0ffee00'],
        ]),
      ),
    ).toEqual({
      'token id': id,
      expires: '2100-01-01',
      project: 'shop shop-api',
      'project id': '41b9',
      'user id': 'c0ffee00',
    });
    expect(read(macaroon([{ version: 1, permissions: { projects: ['shop'] } }]))).toEqual({
      'token id': id,
      project: 'shop',
    });
    expect(read(macaroon([{ version: 1, permissions: 'user' }]))).toEqual({ 'token id': id });
    expect(
      read(
        macaroon([
          [1, Array.from({ length: 40 }, (_, at) => `package-${at}`)],
          [0, 4102444800, 0],
        ]),
      ),
    ).toMatchObject({
      expires: '2100-01-01',
    });
  });

  it('count for little once they have expired', () => {
    expect(read(macaroon([[0, 1700000000, 1600000000]]))).toEqual({
      'token id': id,
      expires: '2023-11-14',
      severity: 'low',
    });
  });

  it('that are cut off or none give what can be read', () => {
    const whole = macaroon([[0, 4102444800, 0]]);
    for (let length = 0; length < whole.length; length++) expect(() => read(whole.slice(0, length))).not.toThrow();
    expect(read(whole.slice(0, 80))).toEqual({ 'token id': id });
    expect(read('pypi-AgEI')).toEqual({});
  });
});

describe('whose a value is', () => {
  it.each([
    [
      { iss: 'kubernetes/serviceaccount', sub: 'system:serviceaccount:web:ci' },
      'Kubernetes service account',
      'critical',
    ],
    [{ iss: 'argocd', sub: 'ci:apiKey' }, 'Argo CD', 'critical'],
    [{ iss: 'https://x.eu.auth0.com/', aud: 'https://x.eu.auth0.com/api/v2/' }, 'Auth0 management API', 'high'],
    [{ iss: 'temporal.io', account_id: 'ab12', key_id: 'k' }, 'Temporal Cloud', 'high'],
    [{ tid: 5, actid: 77, rgn: 'euc1' }, 'monday.com', 'high'],
    [{ iss: '0'.repeat(32), iat: 1, exp: 4102444800 }, 'Home Assistant', 'high'],
    [{ aud: 'com.1password.connect 1password.com' }, '1Password Connect', 'critical'],
  ])('%j is of %s', (payload, service, severity) => {
    expect(factReaders.jwt(jwt(payload), '')).toMatchObject({ service, severity });
  });

  it('counts a token of any maker for little once it has run out', () => {
    expect(factReaders.jwt(jwt({ iss: 'argocd', exp: 1500000000 }), '').severity).toBe('low');
  });

  it('shows fields in clear and none that open anything', () => {
    const inside = { o: '12345', n: 'deploy', k: 'the-secret-itself', m: { r: 'eu' } };
    const facts = factReaders['json-fields'](`glc_${base64(JSON.stringify(inside))}`, '');
    expect(facts).toEqual({ organization: '12345', name: 'deploy', region: 'eu' });
    const account = { signInAddress: 'corp.1password.com', email: 'ada@corp.net', secretKey: 'A3-X', muk: { k: 'x' } };
    expect(factReaders['json-fields'](`ops_${base64(JSON.stringify(account))}`, '')).toEqual({
      host: 'corp.1password.com',
    });
    expect(factReaders['json-fields']('glc_eyJvIjoi!!!', '')).toEqual({});
    expect(factReaders['pair-id'](base64('VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw'), '')).toEqual({
      'token id': 'VuaCfGcBCdbkQm-e5aOx',
    });
    expect(factReaders['netrc-host']('pw', 'machine git.corp.net login svc password pw')).toEqual({
      host: 'git.corp.net',
      user: 'svc',
    });
  });

  it.each([
    ['dt0c01.{upperalnum:24}.{upperalnum:64}', 'token id', 31],
    ['{alnum:14}.atlasv1.{b64url:67}', 'token id', 14],
    ['AstraCS:{letter:24}:{hex:64}', 'client id', 24],
    ['xoxb-{digit:12}-{digit:13}-{alnum:24}', 'workspace', 12],
    ['pat-na1-{uuid}', 'region', 3],
    ['00D{alnum:12}!{alnum:96}', 'organization', 15],
    ['dp.st.prd_eu.{alnum:43}', 'config', 6],
    ['token-{loweralnum:5}:{loweralnum:54}', 'token id', 11],
    ['{loweralnum:6}.{loweralnum:16}', 'token id', 6],
  ])('reads the public part of %s', (template, label, length) => {
    const secret = fillTemplate(template, 1);
    const facts = factReaders['public-id'](secret, '');
    expect(Object.keys(facts)).toEqual([label]);
    expect(facts[label]).toHaveLength(length);
    expect(secret.length - facts[label].length).toBeGreaterThan(16);
  });

  it('reads cost and kind of password hashes', () => {
    const read = (hash: string) => factReaders['hash-cost'](hash, '');
    expect(read(`$2b$12$${'a'.repeat(53)}`)).toEqual({ algorithm: 'bcrypt', cost: '12' });
    expect(read(`$6$rounds=5000$salt$${'a'.repeat(86)}`)).toEqual({ algorithm: 'sha512-crypt', rounds: '5000' });
    expect(read('pbkdf2_sha256$600000$salt$hash')).toEqual({ algorithm: 'pbkdf2_sha256', rounds: '600000' });
    expect(read('$argon2id$v=19$m=65536,t=3,p=4$salt$hash')).toEqual({
      algorithm: 'argon2id',
      cost: 'm=65536,t=3,p=4',
    });
  });
});

it('no reader throws, or shows the whole of a long secret, whatever it gets', () => {
  const hostile = [
    '',
    'eyJ',
    'ops_eyJ',
    '\x00\xff'.repeat(40),
    '$2a$',
    'X-Amz-Date=99999999T999999Z&X-Amz-Expires=9999999',
    '0'.repeat(300),
    'é'.repeat(40),
  ];
  for (const name of Object.keys(factReaders) as FactName[])
    for (const secret of hostile)
      for (const match of hostile)
        for (const value of Object.values(factReaders[name](secret, match)))
          expect(value.length, name).toBeLessThanOrEqual(200);
});

import { describe, expect, it } from 'vitest';
import { judgeLiteral, judgePassword } from '../../../src/detect/judge-value.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const seeds = Array.from({ length: 100 }, (_, seed) => seed);

describe('judgePassword', () => {
  const judge = (value: string, name = 'password', isQuoted = true) => judgePassword({ name, value, isQuoted });

  it('is fairly sure of a strong mix, quoted or not', () => {
    for (const seed of seeds) {
      expect(judge(fillTemplate('{alnum:14}', seed))).toBe('medium');
      expect(judge(fillTemplate('{alnum:8}!{digit:3}', seed), 'DB_PASSWORD', false)).toBe('medium');
    }
  });

  it('doubts a plain word', () => {
    expect(judge('sunshine')).toBe('low');
    expect(judge('sunshine', 'password', false)).toBeNull();
  });

  it.each(['P4ssw0rd!1', 'ssshVerySecret', 'ssshverysecret', 'fantastic-password1', 'S3cret-2024'])(
    'doubts %s, a sample',
    (value) => {
      expect(judge(value)).toBe('low');
    },
  );

  it('is fairly sure of a random value that holds such a word', () => {
    for (const seed of seeds) expect(judge(fillTemplate('secret-{alnum:16}', seed))).toBe('medium');
  });

  it('takes the next name of a list for no password', () => {
    const listed = (value: string) => judgePassword({ name: 'v3AuthPass', value, isQuoted: true, join: 'listed' });
    expect(listed('v3PrivPass')).toBeNull();
    expect(listed('v3Priv!Rose9')).not.toBeNull();
  });

  it.each([
    'changeme',
    'password',
    'your-password',
    'example',
    '********',
    'xxxxxxxx',
    '<password>',
    '${DB_PASSWORD}',
    '{{ db.password }}',
    '$(cat secret)',
    'process.env.PASSWORD',
    "os.environ['X']",
    '%(password)s',
    'secrets.DB_PASSWORD',
    'vault:secret/db',
    'op://vault/item',
    'ENC(abcdef1234)',
    '/run/secrets/db',
    'https://example.com/login',
    'Enter your password',
    'user@example.com',
    'null',
    'undefined',
    '12345',
    '12345678',
    'REDACTED',
    'DB_PASSWORD',
    'my_password',
    '%127[^:]:%127[^\n]',
    '0x00010000',
    'abc1d...x9zq',
  ])('takes %s for no password', (value) => {
    expect(judge(value)).toBeNull();
  });

  it.each([
    'getPassword(user)',
    'config.password',
    'user.password.trim()',
    'string',
    'req.body.pass',
    'passwordInput',
    '*password',
    'a[0]',
    'std::string',
  ])('takes bare %s for code', (value) => {
    expect(judge(value, 'password', false)).toBeNull();
  });

  it.each([
    'password_field',
    'passwordLabel',
    'PASSWORD_HASHERS',
    'password-input-id',
    'password_reset_url',
    'passwordHash',
  ])('knows that %s speaks about a password', (name) => {
    expect(judge('Kd8$fjw2Lq', name)).toBeNull();
  });
});

describe('judgeLiteral', () => {
  const judge = (value: string, name = 'api_key', isQuoted = true) => judgeLiteral({ name, value, isQuoted });

  it.each(['{alnum:32}', '{hex:40}', '{b64:43}=', '{b64url:48}', '{alnum:24}-{alnum:24}'])(
    'is fairly sure of %s',
    (template) => {
      const sure = seeds.filter((seed) => judge(fillTemplate(template, seed)) === 'medium');
      expect(sure.length).toBeGreaterThanOrEqual(95);
    },
  );

  it('only doubts a UUID', () => {
    expect(judge(fillTemplate('{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}', 1))).toBe('low');
  });

  it.each([
    'your-api-key-goes-here',
    'this_is_not_a_real_secret_key',
    'com.example.service.TokenProvider',
    'https://auth.example.com/oauth/token',
    'sha512-abcdefghijklmnopqrstuvwxyz',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'abcdefghijklmnopqrstuvwxyz',
    '0123456789abcdef0123456789abcdef',
    'aVeryLongIdentifierNameForTheToken',
    'some-kebab-case-message-key',
    'MY_CONSTANT_NAME_FOR_TOKEN',
    '/etc/ssl/private/server.key',
    '2024-01-31T12:00:00Z',
    '12345678901234567890',
    'short',
  ])('takes %s for no secret', (value) => {
    expect(judge(value)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { byPathRules } from '../../../rules/by-path.ts';
import { mayHavePathRule } from '../../../src/decide/may-have-path-rule.ts';
import { isTellingPath, pathRulesFor } from '../../../src/decide/path-rules.ts';
import { readyRule } from '../../../src/detect/detector.ts';
import { detectByPath, hasParser } from '../../../src/detect/path-rules/index.ts';
import type { RuleSpec } from '../../../src/model/rule.ts';
import { fillTemplate } from '../../support/fill-template.ts';

/** What the rules of `path` find in a file made from a template. */
function found(path: string, template: string) {
  const bytes = Buffer.from(fillTemplate(template, 1), 'latin1');
  const specs: readonly RuleSpec[] = byPathRules;
  return pathRulesFor(path).flatMap((id) => {
    const spec = specs.find((rule) => rule.id === id);
    return spec ? detectByPath(bytes, readyRule(spec, 'by-path')) : [];
  });
}

describe('files judged by name and bytes', () => {
  it.each([
    ['certs/server.p12', '{file:pkcs12}', 'pkcs12-bundle', 'PKCS #12'],
    ['server.pfx', '{file:pkcs12}', 'pkcs12-bundle', 'PKCS #12'],
    // keytool has written PKCS #12 under this name since Java 9.
    ['app/release.keystore', '{file:pkcs12}', 'pkcs12-bundle', 'PKCS #12'],
    ['app/release.jks', '{file:jks}', 'java-keystore', 'JKS'],
    ['app/release.bks', '{file:bks}', 'java-keystore', 'BKS'],
    ['me.kdbx', '{file:keepass}', 'keepass-database', 'KeePass'],
    ['wallet.dat', '{file:wallet}', 'wallet-file', 'wallet'],
    ['etc/krb5.keytab', '{file:keytab}', 'kerberos-keytab', 'keytab'],
    ['secring.gpg', '{file:pgp-secret}', 'pgp-secret-keyring', 'OpenPGP secret key'],
    [`private-keys-v1.d/${'AB12'.repeat(10)}.key`, '{file:gpg-agent}', 'pgp-secret-keyring', 'OpenPGP secret key'],
    ['tls/server.der', '{file:der-pkcs8}', 'der-private-key', 'PKCS #8'],
    ['tls/server.key', '{file:der-pkcs1}', 'der-private-key', 'PKCS #1'],
    ['tls/server.key', '{file:der-sec1}', 'der-private-key', 'SEC 1'],
    ['tls/server.pk8', '{file:der-encrypted}', 'der-private-key', 'PKCS #8'],
    ['git-crypt.key', '{file:git-crypt}', 'git-crypt-key', 'git-crypt key'],
    ['profile/key4.db', '{file:key4}', 'browser-login-store', 'key store of Firefox'],
    ['Default/Login Data', '{file:login-data}', 'browser-login-store', 'logins of Chromium'],
    ['logins.json', '{"logins":[{"encryptedPassword":"{b64:60}"}]}', 'browser-login-store', 'logins of Firefox'],
    ['.config/solana/id.json', '{file:solana}', 'solana-keypair', 'Ed25519 key pair'],
    ['.mylogin.cnf', '{file:mylogin}', 'mysql-login-path', 'login path'],
    ['.htpasswd', 'svc:\\{SHA}{b64:27}=\n', 'htpasswd-file', 'SHA-1 or DES crypt'],
  ])('%s holding %s is told by %s', (path, template, rule, form) => {
    const [candidate, ...more] = found(path, template.replace('\\{', '{'));
    expect(more).toEqual([]);
    expect(candidate).toMatchObject({ confidence: 'high', facts: { form } });
    expect(candidate.rule.id).toBe(rule);
    expect(String(candidate.secret)).toMatch(/^…$/);
    expect(mayHavePathRule(path)).toBe(true);
    expect(mayHavePathRule(path.slice(path.lastIndexOf('/') + 1))).toBe(true);
  });

  it.each([
    ['.vault_pass', '{alnum:24}\n'],
    ['config/master.key', '{hex:32}'],
    ['config/credentials/production.key', '{hex:32}\n'],
    ['secrets/initialAdminPassword', '{hex:32}\n'],
    ['.passwd-s3fs', '{upperalnum:20}:{alnum:40}\n'],
    ['mlruns/0/0123456789abcdef0123456789abcdef/params/openai_api_key', '{alnum:32}'],
    ['ml/mlruns/7/0123456789abcdef0123456789abcdef/tags/db.password', '{alnum:20}\n'],
  ])('%s is one secret, shown by nothing', (path, template) => {
    const [candidate] = found(path, template);
    expect(candidate.rule.id).toBe('one-secret-file');
    const text = fillTemplate(template, 1);
    const secret = text.trim().slice(text.indexOf(':') + 1);
    expect(candidate.secretEnd - candidate.secretStart).toBe(secret.length);
    expect(JSON.stringify(candidate)).not.toContain(secret);
  });

  it.each([
    ['trust.jks', '{file:truststore}'],
    ['server.p12', '{file:pkcs12-other}'],
    ['server.p12', 'not a store\n'],
    ['server.key', '{pem:rsa}'],
    ['server.der', '{file:der-public}'],
    ['notes.gpg', '{file:pgp-message}'],
    ['Cookies', '{file:database}'],
    ['id.json', '{"id": 5}'],
    ['id.json', `[${'7,'.repeat(63)}7]`],
    ['wallet.dat', '{file:database}'],
    ['.vault_pass', '#!/bin/sh\npass show vault\n'],
    ['.vault_pass', 'changeme-please'],
    ['config/master.key', '$ANSIBLE_VAULT;1.1;AES256'],
    ['.htpasswd', 'svc:$2y$10${alnum:53}\n'],
    ['server.p12.example', '{file:pkcs12}'],
    ['src/server.ts', '{file:pkcs12}'],
  ])('%s holding %s is nothing', (path, template) => {
    expect(found(path, template)).toEqual([]);
  });

  it('says whether a passphrase guards the key', () => {
    expect(found('a.pk8', '{file:der-encrypted}')[0]).toMatchObject({
      severity: 'medium',
      facts: { encrypted: 'yes' },
    });
    expect(found('a.key', '{file:der-pkcs1}')[0]).toMatchObject({ severity: 'critical', facts: { bits: '2048' } });
    expect(found('wallet.dat', '{file:wallet-encrypted}')[0].severity).toBe('high');
  });

  it('has a parser for each rule, and survives every cut of every file', () => {
    for (const rule of byPathRules) expect(hasParser(rule.id), rule.id).toBe(true);
    const kinds = [
      'pkcs12',
      'jks',
      'keytab',
      'der-pkcs1',
      'der-encrypted',
      'mylogin',
      'pgp-secret',
      'wallet',
      'solana',
    ];
    for (const kind of kinds) {
      const bytes = Buffer.from(fillTemplate(`{file:${kind}}`, 2), 'latin1');
      for (const rule of byPathRules)
        for (let end = 0; end < Math.min(bytes.length, 200); end++)
          expect(() => detectByPath(bytes.subarray(0, end), readyRule(rule, 'by-path'))).not.toThrow();
    }
  });
});

describe('telling names', () => {
  it.each([
    '.aws/credentials',
    'a/.npmrc',
    'infra/prod.tfvars',
    'terraform.tfstate.backup',
    '.mcp.json',
    'config/secrets.yml',
  ])('%s', (path) => {
    expect(isTellingPath(path)).toBe(true);
  });
  it.each(['src/credentials.ts', 'npmrc.md', 'prod.tfvars.example', 'secrets.example.yml', 'src/main.tf', 'tokens.go'])(
    'not %s',
    (path) => {
      expect(isTellingPath(path)).toBe(false);
    },
  );
});

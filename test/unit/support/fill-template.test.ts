import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checksums } from '../../../src/detect/checksum/index.ts';
import type { ChecksumName } from '../../../src/model/rule.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const checked: readonly [ChecksumName, string][] = [
  ['github-crc', 'ghp_{alnum:30}{crc32b62}'],
  ['gitlab-routable', 'glpat-{b64url:27}.{gitlabcrc}'],
  ['gitlab-routable', 'glrt-t1_{b64url:40}.01.{gitlabcrc}'],
  ['grafana-crc', 'glsa_{alnum:32}_{grafanacrc}'],
  ['atlassian-crc', 'ATATT3xFfGF0{b64url:171}={atlassiancrc}'],
  ['hex-crc', 'cfut_{alnum:40}{hexcrc}'],
  ['hex-crc', 'zpka_{loweralnum:32}_{hexcrc}'],
  ['confluent-crc', 'cflt{b64:54}{confluentcrc}'],
  ['cargo-xor', 'cio_tp_{alnum:31}{cargoxor}'],
  ['matrix-crc', 'syt_{b64url:8}_{letter:20}_{matrixcrc}'],
  ['azure-fixed', '{azurekey:+ASt:64}'],
  ['azure-fixed', '{azurekey:+ASb:32}'],
  ['azure-fixed', '{azurekey:+ACR:39}'],
  ['azure-fixed', '{azurekey:AzFu:40}'],
  ['azure-annotated', '{alnum:52}JQQJ99BCAC{alnum:14}AZDO{annotatedsum}'],
  ['entra-secret', '{alnum:3}8Q~{alnum:31}{entrasum}'],
  ['bech32', 'AGE-SECRET-KEY-1{[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]:52}{bech32sum}'],
];

describe('fillTemplate', () => {
  it.each(checked)('writes a valid %s for %s, alone and in context', (name, template) => {
    expect(checksums[name](fillTemplate(template, 1))).toBe('valid');
    const inContext = fillTemplate(`export KEY="x=y" TOKEN='${template}' # note`, 7);
    expect(checksums[name](/TOKEN='([^']*)'/.exec(inContext)?.[1] ?? '')).toBe('valid');
  });

  it('repeats itself for the same seed and differs for another', () => {
    expect(fillTemplate('x_{alnum:24}', 5)).toBe(fillTemplate('x_{alnum:24}', 5));
    expect(fillTemplate('x_{alnum:24}', 5)).not.toBe(fillTemplate('x_{alnum:24}', 6));
    expect(fillTemplate('x_{alnum:24}', 5)).toMatch(/^x_[A-Za-z0-9]{24}$/);
  });

  it('leaves alone what is no placeholder', () => {
    const text = '{"a": {"b": "$' + '{DB_PASSWORD}"}, "c": "{{ .Values.x }}", "d": {alnum}}';
    expect(fillTemplate(text, 1)).toBe(text);
  });

  it('fills classes and wraps', () => {
    expect(fillTemplate('{[A-Z2-7]:16}', 1)).toMatch(/^[A-Z2-7]{16}$/);
    const decoded = Buffer.from(fillTemplate('{base64(user:{base64(x{digit:4})})}', 1), 'base64').toString();
    expect(decoded).toMatch(/^user:[A-Za-z0-9+/=]+$/);
    expect(fillTemplate('{escaped({pem:ec})}', 1)).not.toContain('\n');
  });

  it('makes keys that parse', () => {
    for (const kind of ['rsa', 'pkcs8', 'ec', 'ec-pkcs8'])
      expect(createPrivateKey(fillTemplate(`{pem:${kind}}`, 1)).type).toBe('private');
    const account = JSON.parse(fillTemplate('{json:gcp-service-account}', 1)) as Record<string, string>;
    expect(createPrivateKey(account.private_key).asymmetricKeyType).toBe('rsa');
    expect(() => fillTemplate('{pem:none}', 1)).toThrow('no such key');
  });

  it('makes tokens with a readable inside', () => {
    const [, payload] = fillTemplate('{jwt:supabase}', 1).split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ role: 'service_role' });
    expect(fillTemplate('{pypi}', 1)).toMatch(/^pypi-AgEIcHlwaS5vcmc[\w-]{50,}$/);
    expect(Buffer.from(fillTemplate('{discord}', 1).split('.')[0], 'base64url').toString()).toMatch(/^\d{18}$/);
  });
});

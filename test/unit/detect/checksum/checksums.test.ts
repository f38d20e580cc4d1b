import { describe, expect, it } from 'vitest';
import { annotatedChecksum } from '../../../../src/detect/checksum/azure-keys.ts';
import { bech32Checksum } from '../../../../src/detect/checksum/bech32.ts';
import { crc32 } from '../../../../src/detect/checksum/crc32.ts';
import { checksums } from '../../../../src/detect/checksum/index.ts';
import { confluentChecksum, githubChecksum, matrixChecksum } from '../../../../src/detect/checksum/token-checksums.ts';
import type { ChecksumName } from '../../../../src/model/rule.ts';

// Values published by the vendors, in two halves so that no whole one stands in the source.
const published: readonly [ChecksumName, string, string][] = [
  ['github-crc', 'ghp_', `${'a'.repeat(30)}1yLcDB`],
  ['github-crc', 'npm_', `${'0'.repeat(30)}2C8GjS`],
  ['github-crc', 'ghr_', `${'a'.repeat(70)}0nOcHz`],
  ['gitlab-routable', 'glpat-bzox79Of-KE9FD2L', 'joXXF4CvyxA.0r03gxo7s'],
  ['grafana-crc', 'glsa_HOruNAb7SOiCdshU9', 'algkrq7FDsNSLAa_54e2f8be'],
  ['atlassian-crc', 'ATATT3xFfGF0', `${'a'.repeat(20)}=E4D64E2F`],
  ['hex-crc', 'cfut_', `${'a'.repeat(40)}c95b8a25`],
  ['hex-crc', 'zpka_', `${'a'.repeat(32)}_cab11777`],
  ['confluent-crc', 'cflt', `${'a'.repeat(54)}KWHF2g`],
  ['cargo-xor', 'cio_tp_', `${'0'.repeat(31)}w`],
  ['matrix-crc', 'syt_YQ_', `${'a'.repeat(20)}_2opm0A`],
  ['azure-fixed', 'a'.repeat(76), '+ASt5mnCaw=='],
  ['azure-fixed', 'd'.repeat(42), '+ACRCUDxQE'],
  ['azure-fixed', 'a'.repeat(33), '+ASbHpHeAI='],
  ['azure-fixed', 'd'.repeat(44), 'AzFu182vhA=='],
  ['azure-annotated', 'a'.repeat(52), 'JQQJ99ALN5Z0000LZENeS003NUGT3OrW'],
  ['entra-secret', 'zzz8Q~', `${'z'.repeat(31)}blP`],
];

describe('checksums', () => {
  it('computes the CRC-32 that zip uses', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
    expect(crc32('')).toBe(0);
  });

  it.each(published)('%s holds for the value published for %s', (name, first, second) => {
    expect(checksums[name](first + second)).toBe('valid');
  });

  it.each(published)('%s fails when a character of %s… changes', (name, first, second) => {
    const last = second.replace(/=*$/, '').length - 2;
    const other = second[last] === '0' ? '1' : '0';
    const changed = first + second.slice(0, last) + other + second.slice(last + 1);
    expect(checksums[name](changed)).toBe('invalid');
  });

  it('computes bech32 as BIP 173 does', () => {
    expect(bech32Checksum('abcdef', 'qpzry9x8gf2tvdw0s3jn54khce6mua7l')).toBe('mqqqxw');
    expect(checksums.bech32('A12UEL5L')).toBe('valid');
    expect(checksums.bech32('abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmw508d')).toBe('invalid');
    expect(checksums.bech32('split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w')).toBe('valid');
  });

  it('says unknown where a form carries no checksum', () => {
    expect(checksums['github-crc'](`ghs_${'a'.repeat(50)}`)).toBe('unknown');
    expect(checksums['gitlab-routable'](`glpat-${'a'.repeat(20)}`)).toBe('unknown');
    expect(checksums['atlassian-crc'](`ATATT3xFfGF0${'a'.repeat(150)}`)).toBe('unknown');
    expect(checksums['entra-secret'](`abc7Q~${'a'.repeat(31)}`)).toBe('unknown');
    expect(checksums['azure-fixed']('a'.repeat(90))).toBe('unknown');
  });

  it('takes a token for a JSON Web Token only when header and payload are JSON', () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(checksums.jwt(`${part({ alg: 'HS256' })}.${part({ sub: 'x' })}.c2ln`)).toBe('unknown');
    expect(checksums.jwt(`${part({ alg: 'HS256' })}.bm90IGpzb24.c2ln`)).toBe('invalid');
    expect(checksums.jwt(`${part({ typ: 'JWT' })}.${part({ sub: 'x' })}.c2ln`)).toBe('invalid');
    expect(checksums.jwt('eyJ')).toBe('invalid');
  });

  it('never throws on hostile input', () => {
    const hostile = ['', '_', '=', '1', 'eyJ.eyJ.', '\x00\xff'.repeat(44), 'glpat-', '.'.repeat(200), 'é'.repeat(88)];
    for (const [name, check] of Object.entries(checksums))
      for (const text of hostile) expect(check(text), name).toMatch(/^(valid|invalid|unknown|none)$/);
  });

  it('makes what it checks', () => {
    expect(githubChecksum('a'.repeat(30))).toBe('1yLcDB');
    expect(confluentChecksum('a'.repeat(54))).toBe('KWHF2g');
    expect(matrixChecksum(`syt_YQ_${'a'.repeat(20)}`)).toBe('2opm0A');
    const long = `${'a'.repeat(52)}JQQJ99ALN5Z0000LZENeS003NUGT`;
    expect(checksums['azure-annotated'](long + annotatedChecksum(long, true))).toBe('valid');
  });
});

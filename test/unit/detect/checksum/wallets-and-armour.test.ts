import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { devopsChecksum } from '../../../../src/detect/checksum/encoded-tokens.ts';
import { checksums } from '../../../../src/detect/checksum/index.ts';
import { armourChecksum, crc24, isPgpKeyEncrypted } from '../../../../src/detect/checksum/pgp-armour.ts';
import { sha256 } from '../../../../src/detect/checksum/sha256.ts';
import { decodeBase58, encodeBase58, seedPhrase } from '../../../../src/detect/checksum/wallet-keys.ts';
import fc from '../../../support/fast-check.ts';
import { fillTemplate } from '../../../support/fill-template.ts';

describe('SHA-256', () => {
  it('computes what node:crypto does, for every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const data = Buffer.alloc(length, length * 7);
      expect(sha256(data).toString('hex')).toBe(createHash('sha256').update(data).digest('hex'));
    }
  });
});

describe('wallet keys', () => {
  // Values published in the Bitcoin wiki, BIP 32 and BIP 39, in two halves.
  it.each([
    ['base58check', '5HueCGU8rMjxEXxiPuD5BDku4Mk', 'FqeZyd4dZ1jvhTVqvbTLvyTJ'],
    ['base58check', 'KwdMAjGmerYanjeui5SHS7JkmpZ', 'vVipYvB2LJGU1ZxJwYvP98617'],
    [
      'base58check',
      'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPq',
      'jiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi',
    ],
    ['bip39', 'legal winner thank year wave sausage', ' worth useful legal winner thank yellow'],
    ['bip39', 'letter advice cage absurd amount doctor', ' acoustic avoid letter advice cage above'],
  ] as const)('%s holds for %s…', (name, first, second) => {
    expect(checksums[name](first + second)).toBe('valid');
    const last =
      second.at(-1) === 'e' || second.at(-1) === 'w' ? `${second.slice(0, second.lastIndexOf(' '))} zoo` : second;
    const changed =
      last === second ? `${second.slice(0, -2)}${second.at(-2) === 'a' ? 'b' : 'a'}${second.at(-1)}` : last;
    expect(checksums[name](first + changed)).toBe('invalid');
  });

  it('tells phrases of other words, and of other lengths, from seed phrases', () => {
    expect(checksums.bip39('this is no seed phrase at all but text of twelve words')).toBe('none');
    expect(checksums.bip39('legal winner thank')).toBe('none');
  });

  it('makes what it checks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 60 }), (bytes) => {
        expect(decodeBase58(encodeBase58(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
    for (const length of [16, 20, 24, 28, 32])
      expect(checksums.bip39(seedPhrase(Buffer.alloc(length, 200)))).toBe('valid');
  });
});

describe('PGP armour', () => {
  it('computes CRC-24 as RFC 4880 does', () => {
    // The check value of the catalogue of CRC algorithms (reveng.sourceforge.io) for CRC-24/OPENPGP.
    expect(crc24(Buffer.from('123456789'))).toBe(0x21cf02);
    expect(armourChecksum(Buffer.alloc(0))).toBe('twTO');
  });

  it('checks a block in every writing, and says whether a passphrase guards it', () => {
    for (const kind of ['pgp', 'pgp-encrypted']) {
      const block = fillTemplate(`{pem:${kind}}`, 1);
      for (const text of [
        block,
        block.replaceAll('\n', '\\n'),
        block.replaceAll('\n', '\r\n'),
        block.replaceAll('\n', '\n    '),
      ]) {
        expect(checksums['pgp-crc24'](text)).toBe('valid');
        expect(isPgpKeyEncrypted(text)).toBe(kind === 'pgp-encrypted');
      }
      expect(checksums['pgp-crc24'](block.replace(/\n=..../, '\n=AAAA'))).toBe('invalid');
      expect(checksums['pgp-crc24'](block.replace(/\n=..../, ''))).toBe('unknown');
    }
    expect(isPgpKeyEncrypted('-----BEGIN PGP PRIVATE KEY BLOCK-----')).toBeUndefined();
  });
});

describe('tokens that are text in another writing', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('proves an old Azure DevOps token and never disproves one', () => {
    const digits = 'abcdefghijklmnopqrstuvwxyz234567';
    const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 37 + 11) & 0xff));
    for (const mask of [0xe0b9692d, 0x1019f92e]) {
      const sum = devopsChecksum(bytes, mask);
      const stated = Buffer.from(bytes);
      [22, 8, 7, 2].forEach((place, at) => {
        stated[place] = (sum >>> (8 * at)) & 0xff;
      });
      const bits = [...stated, 0]
        .map((byte) => byte.toString(2).padStart(8, '0'))
        .join('')
        .slice(0, 260);
      const token = (bits.match(/.{5}/g) ?? []).map((five) => digits[Number.parseInt(five, 2)]).join('');
      expect(token).toHaveLength(52);
      expect(checksums['devops-crc'](token)).toBe('valid');
      expect(checksums['devops-crc'](`${token[0] === 'b' ? 'c' : 'b'}${token.slice(1)}`)).toBe('unknown');
    }
  });

  it('tells tokens from other base64', () => {
    expect(checksums['datacenter-pat'](base64('123456789012:abcdefghijklmnopqrst'))).toBe('unknown');
    expect(checksums['datacenter-pat'](base64('12345:abcdefghijklmnopqrstuvwxyz'))).toBe('none');
    expect(checksums['ngc-key'](base64(`${'a1'.repeat(13)}:01234567-89ab-cdef-0123-456789abcdef`))).toBe('valid');
    expect(checksums['ngc-key']('A'.repeat(84))).toBe('invalid');
    expect(checksums['jwt-in-base64'](base64(fillTemplate('{jwt}', 1)))).toBe('unknown');
    expect(checksums['jwt-in-base64'](base64('eyJ.not.json'))).toBe('none');
  });
});

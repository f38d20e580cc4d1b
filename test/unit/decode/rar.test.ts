// RAR archives written here by the published descriptions of both formats (rarlab.com/technote.htm; for RAR 4 the file
// technote.txt of the program): stored members, which need no program of the maker.
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/decode/crc32.ts';
import { decoded } from '../../support/decoded.ts';

const u16 = (value: number) => Buffer.from([value & 0xff, value >> 8]);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

interface Member {
  readonly name: string;
  readonly data: string;
  /** Bytes that stand there instead of the data. */
  readonly packed?: Buffer;
  readonly isPacked?: boolean;
  readonly isEncrypted?: boolean;
  readonly mode?: number;
}

type Rar = (...members: readonly Member[]) => Buffer;

/** A block of RAR 4: half a CRC-32 of what follows it, type, flags, size. */
function block4(type: number, flags: number, fields: Buffer, data: Buffer = Buffer.alloc(0)): Buffer {
  const rest = Buffer.concat([Buffer.from([type]), u16(flags), u16(7 + fields.length), fields]);
  return Buffer.concat([u16(crc32(rest) & 0xffff), rest, data]);
}

const unix = 3;
const regular = 0o100644;

const rar4: Rar = (...members) => {
  const files = members.map(({ name, data, packed = Buffer.from(data), isPacked, isEncrypted, mode = regular }) => {
    const sizes = [u32(packed.length), u32(data.length), Buffer.from([unix]), u32(crc32(Buffer.from(data)))];
    const how = [
      u32(0),
      Buffer.from([isPacked ? 29 : 20, isPacked ? 0x33 : 0x30]),
      u16(Buffer.byteLength(name)),
      u32(mode),
    ];
    return block4(0x74, 0x8000 | (isEncrypted ? 4 : 0), Buffer.concat([...sizes, ...how, Buffer.from(name)]), packed);
  });
  const main = block4(0x73, 0, Buffer.alloc(6));
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\0', 'latin1'),
    main,
    ...files,
    block4(0x7b, 0x4000, Buffer.alloc(0)),
  ]);
};

/** A number of seven bits a byte, the lowest first. */
function vint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return Buffer.from([...bytes, left]);
}

/** A block of RAR 5: CRC-32 of the header, its size, type, flags. */
function block5(type: number, fields: Buffer, data?: Buffer): Buffer {
  const flags = data === undefined ? [vint(0)] : [vint(2), vint(data.length)];
  const body = Buffer.concat([vint(type), ...flags, fields]);
  const header = Buffer.concat([vint(body.length), body]);
  return Buffer.concat([u32(crc32(header)), header, data ?? Buffer.alloc(0)]);
}

const rar5: Rar = (...members) => {
  const files = members.map(({ name, data, packed = Buffer.from(data), isPacked, mode = regular }) => {
    const hasCrc = 4;
    const method = isPacked ? 3 << 7 : 0;
    const fields = [vint(hasCrc), vint(data.length), vint(mode), u32(crc32(Buffer.from(data))), vint(method), vint(1)];
    return block5(2, Buffer.concat([...fields, vint(Buffer.byteLength(name)), Buffer.from(name)]), packed);
  });
  const sign = Buffer.from('Rar!\x1a\x07\x01\0', 'latin1');
  return Buffer.concat([sign, block5(1, vint(0)), ...files, block5(5, vint(0))]);
};

describe.each([
  ['4', rar4],
  ['5', rar5],
] as const)('RAR %s', (_, rar) => {
  it('gives every stored member under its name', async () => {
    const { texts, lost } = await decoded(
      rar({ name: 'app/.env', data: 'KEY=value' }, { name: 'b.txt', data: 'second' }, { name: 'empty', data: '' }),
    );
    expect(texts).toEqual({ 'rar:app/.env': 'KEY=value', 'rar:b.txt': 'second', 'rar:empty': '' });
    expect(lost).toEqual([]);
  });

  it('knows a member by its own path, and an archive in it', async () => {
    const inner = rar({ name: 'deep/.env', data: 'KEY=value' });
    const { layers } = await decoded(rar({ name: 'a.rar', data: inner.toString('latin1'), packed: inner }));
    expect(layers.map(({ via, path }) => [via, path])).toContainEqual([
      ['rar:a.rar', 'rar:deep/.env'],
      'a.rar/deep/.env',
    ]);
  });

  it('is a gap where it is cut short, or packed data is none', async () => {
    const whole = rar({ name: 'a.txt', data: 'a first member' }, { name: 'b.txt', data: 'x'.repeat(500) });
    const { texts, lost } = await decoded(whole.subarray(0, -300));
    expect(texts['rar:a.txt']).toBe('a first member');
    expect(lost).toEqual(['damaged: : it is damaged, cut short or of a kind that is not read']);
    const noise = Buffer.from(Array.from({ length: 60 }, (__, at) => (at * 167) & 0xff));
    const broken = rar({ name: 'p.txt', data: 'x'.repeat(500), packed: noise, isPacked: true });
    expect((await decoded(broken)).lost).toHaveLength(1);
  });
});

it('says of an encrypted member of RAR 4 that it is', async () => {
  const { lost } = await decoded(rar4({ name: 'a.txt', data: 'sixteen bytes...', isEncrypted: true }));
  expect(lost).toEqual(['encrypted: rar:a.txt: it is encrypted']);
});

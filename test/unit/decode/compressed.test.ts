// Compressed files of the real programs, cut short, damaged, and grown into bombs.
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decoded } from '../../support/decoded.ts';
import { fileFromPython, hasPython } from '../../support/python.ts';
import { fileFromShell, hasTool } from '../../support/tool-files.ts';

const text = Array.from({ length: 1500 }, (_, line) => `line ${line} of some text, ${(line * 7919) % 1000}\n`).join('');
const zeros = 16 * 1024 * 1024;

interface Compressor {
  readonly step: string;
  readonly isHere: boolean;
  /** `input` → compressed */
  readonly compress: (input: Buffer) => Buffer;
  /** Two files one behind the other are one. */
  readonly joins: boolean;
}

const shell = (script: string) => (input: Buffer) => fileFromShell(script, { in: input });
const python = (call: string) => (input: Buffer) =>
  fileFromPython(
    `import bz2, lzma; open(sys.argv[1], 'wb').write(${call})`.replace(
      'DATA',
      `bytes.fromhex('${input.toString('hex')}')`,
    ),
  );

const compressors: readonly Compressor[] = [
  { step: 'gzip', isHere: true, compress: (input) => gzipSync(input), joins: true },
  { step: 'zlib', isHere: true, compress: (input) => deflateSync(input), joins: false },
  { step: 'bzip2', isHere: hasTool('bzip2'), compress: shell('bzip2 -c in > out'), joins: true },
  {
    step: 'bzip2',
    isHere: hasPython,
    compress: (i) => python('bz2.compress(DATA)')(i.subarray(0, 20_000)),
    joins: true,
  },
  { step: 'xz', isHere: hasTool('xz'), compress: shell('xz -c in > out'), joins: true },
  {
    step: 'xz',
    isHere: hasTool('xz'),
    compress: shell('xz -T1 --block-size=30000 --check=crc32 -c in > out'),
    joins: true,
  },
  {
    step: 'xz',
    isHere: hasTool('xz'),
    compress: shell('xz --check=sha256 --delta=dist=3 --lzma2=lc=1,lp=2,pb=0 -c in > out'),
    joins: true,
  },
  { step: 'xz', isHere: hasTool('xz'), compress: shell('xz --x86 --lzma2=preset=9e -c in > out'), joins: true },
  { step: 'lzma', isHere: hasTool('xz'), compress: shell('xz --format=lzma -c in > out'), joins: false },
  { step: 'zstd', isHere: hasTool('zstd'), compress: shell('zstd -q -c in > out'), joins: true },
  { step: 'zstd', isHere: hasTool('zstd'), compress: shell('zstd -q -19 --check --long=24 -c in > out'), joins: true },
  { step: 'zstd', isHere: hasTool('zstd'), compress: shell('cat in | zstd -q -1 > out'), joins: true },
];

describe.each(compressors.filter(({ isHere }) => isHere))('$step', ({ step, compress, joins }) => {
  const input = Buffer.from(text);
  const packed = compress(input);
  const expected = (bytes: Buffer) => bytes.toString();
  const whole = async () => (await decoded(packed)).texts[step];

  it('gives the file', async () => {
    const { texts, lost } = await decoded(packed);
    expect(input.toString().startsWith(texts[step])).toBe(true);
    expect(texts[step].length).toBeGreaterThan(10_000);
    expect(lost).toEqual([]);
  });

  it.skipIf(!joins)('gives several files that follow each other as one', async () => {
    const { texts, lost } = await decoded(Buffer.concat([packed, packed]));
    expect(texts[step]).toBe((await whole()).repeat(2));
    expect(lost).toEqual([]);
  });

  it('gives what is empty as empty', async () => {
    const { texts, lost } = await decoded(compress(Buffer.alloc(0)));
    expect(Object.values(texts)[0]).toMatch(/^.{0,20}$/s);
    expect(lost).toEqual([]);
  });

  it('gives what comes before a cut, and says that it is damaged', async () => {
    const { texts, lost } = await decoded(packed.subarray(0, Math.floor(packed.length * 0.9)));
    expect(expected(input).startsWith(texts[step] ?? '')).toBe(true);
    expect(lost).toEqual([`damaged: : its ${step} data is damaged or cut short`]);
  });

  it('gives a bomb up', async () => {
    const bomb = compress(Buffer.alloc(step === 'bzip2' ? 4_000_000 : zeros));
    const limits = { freeBytes: 8192, ratio: 10 };
    const { layers, lost } = await decoded(bomb, limits);
    expect(layers.every(({ bytes }) => bytes.length <= bomb.length)).toBe(true);
    expect(lost).toEqual(['limit: : it becomes more than 10 times its size when it is decompressed']);
  });

  it('never hangs or throws on changed bytes', async () => {
    for (let at = 0; at < packed.length; at += Math.ceil(packed.length / 60)) {
      const changed = Buffer.from(packed);
      changed[at] ^= 0x55;
      await decoded(changed, { freeBytes: 1024 * 1024 });
    }
  });
});

it('takes text that begins like bzip2 for what it is', async () => {
  expect(await decoded(Buffer.from('BZh is how it begins'))).toMatchObject({
    texts: { '': 'BZh is how it begins' },
    lost: [],
  });
});

describe.skipIf(!hasTool('7z'))('7z', () => {
  const make = (
    options: string,
    files: Record<string, string | Buffer> = { 'a.txt': 'text of a', '.env': 'NAME=value' },
  ) => fileFromShell(`7z a -bd ${options} o.7z ${Object.keys(files).join(' ')} > /dev/null; mv o.7z out`, files);

  it.each(['', '-m0=PPMd', '-m0=BZip2', '-m0=Deflate', '-m0=BCJ2 -m1=LZMA', '-ms=off -mx=0'])(
    'reads what %s makes',
    async (options) => {
      const { texts, lost } = await decoded(make(options));
      expect(texts).toEqual({ '7z:a.txt': 'text of a', '7z:.env': 'NAME=value' });
      expect(lost).toEqual([]);
    },
  );

  it('says of an encrypted one that it is', async () => {
    expect((await decoded(make('-pword'))).lost).toContain('encrypted: 7z:a.txt: it is encrypted');
    expect((await decoded(make('-pword -mhe=on'))).lost).toEqual(['encrypted: : its list of members is encrypted']);
  });

  it('says of a damaged one that it is, and goes on with the next', async () => {
    const bytes = make('', { 'a.txt': text });
    for (const broken of [
      bytes.subarray(0, -20),
      bytes.subarray(0, 200),
      Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(50), bytes.subarray(150)]),
    ])
      expect((await decoded(broken)).lost).toEqual([
        'damaged: : it is damaged, cut short or of a kind that is not read',
      ]);
    expect((await decoded(bytes)).texts['7z:a.txt']).toBe(text);
  });

  it('gives a bomb up', async () => {
    const bomb = make('', { zeros: Buffer.alloc(zeros) });
    const { texts, lost } = await decoded(bomb, { freeBytes: 8192, ratio: 10 });
    expect(texts).toEqual({});
    expect(lost).toEqual(['limit: : it becomes more than 10 times its size when it is decompressed']);
  });
});

describe.skipIf(!hasTool('cpio'))('cpio', () => {
  it.each(['newc', 'odc', 'crc'])('reads the kind %s', async (kind) => {
    const { texts, lost } = await decoded(
      fileFromShell(`echo a.txt | cpio -o --quiet -H ${kind} > out`, { 'a.txt': 'text' }),
    );
    expect(texts).toEqual({ 'cpio:a.txt': 'text' });
    expect(lost).toEqual([]);
  });
});

describe.skipIf(!hasTool('7z'))('zip with other compression', () => {
  it.each(['BZip2', 'LZMA', 'Deflate'])('reads %s', async (method) => {
    const bytes = fileFromShell(`7z a -bd -tzip -mm=${method} o.zip a.txt > /dev/null; mv o.zip out`, {
      'a.txt': text,
    });
    const { texts, lost } = await decoded(bytes);
    expect(texts['zip:a.txt']).toBe(text);
    expect(lost).toEqual([]);
  });

  it('names what is not read', async () => {
    const bytes = fileFromShell('7z a -bd -tzip -mm=PPMd o.zip a.txt > /dev/null; mv o.zip out', { 'a.txt': text });
    expect((await decoded(bytes)).lost).toEqual([
      'unreadable: zip:a.txt: it is compressed in a way that is not read (method 98 of zip)',
    ]);
  });

  it('says of AES that it is encrypted', async () => {
    const bytes = fileFromShell('7z a -bd -tzip -pword -mem=AES256 o.zip a.txt > /dev/null; mv o.zip out', {
      'a.txt': text,
    });
    expect((await decoded(bytes)).lost).toEqual(['encrypted: zip:a.txt: it is encrypted']);
  });
});

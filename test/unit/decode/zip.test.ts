// Archives written by Python's zipfile, and what hostile hands make of them.
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/model/byte-source.ts';
import { decoded } from '../../support/decoded.ts';
import { fileFromPython, hasPython, pythonHas } from '../../support/python.ts';

const made = (script: string) => fileFromPython(`import zipfile, io, struct\n${script}`);
const plain = hasPython
  ? made(`
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('app/.env', 'NAME=value\\n' * 20)
    z.writestr('app/', '')
    z.writestr(zipfile.ZipInfo('stored.txt'), 'as it is')
    z.writestr('empty', '')
    z.writestr('später/grün.txt', 'umlauts')
    z.comment = b'a word about it'
`)
  : Buffer.alloc(0);

describe.skipIf(!hasPython)('zip', () => {
  it('gives every member under its name, and the comments', async () => {
    const { texts, lost } = await decoded(plain);
    expect(texts).toEqual({
      'zip comment': 'a word about it',
      'zip:app/.env': 'NAME=value\n'.repeat(20),
      'zip:stored.txt': 'as it is',
      'zip:empty': '',
      'zip:später/grün.txt': 'umlauts',
    });
    expect(lost).toEqual([]);
  });

  it('knows a member by its own path', async () => {
    const { layers } = await decoded(plain);
    expect(layers.map(({ path }) => path)).toContain('app/.env');
  });

  it('reads an archive in an archive in an archive', async () => {
    const nested = made(`
inner = io.BytesIO()
with zipfile.ZipFile(inner, 'w') as z: z.writestr('deep.txt', 'found')
middle = io.BytesIO()
with zipfile.ZipFile(middle, 'w', zipfile.ZIP_DEFLATED) as z: z.writestr('b/inner.jar', inner.getvalue())
with zipfile.ZipFile(sys.argv[1], 'w') as z: z.writestr('a/middle.zip', middle.getvalue())
`);
    const { texts, layers } = await decoded(nested);
    expect(texts).toEqual({ 'zip:a/middle.zip > zip:b/inner.jar > zip:deep.txt': 'found' });
    expect(layers[0].path).toBe('a/middle.zip/b/inner.jar/deep.txt');
  });

  it('reads zip64, data descriptors and what stands before the archive', async () => {
    const { texts, lost } = await decoded(
      made(`
class Pipe(io.RawIOBase):
    def __init__(self, f): self.f = f
    def writable(self): return True
    def write(self, b): return self.f.write(b)
out = io.BytesIO()
with zipfile.ZipFile(Pipe(out), 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('streamed.txt', 'w', force_zip64=True) as m: m.write(b'streamed ' * 9)
open(sys.argv[1], 'wb').write(b'#!/usr/bin/env python3\\n' + out.getvalue())
`),
    );
    expect(texts['zip:streamed.txt']).toBe('streamed '.repeat(9));
    expect(texts['']).toBe('#!/usr/bin/env python3\n');
    expect(lost).toEqual([]);
  });

  it('reads names in code page 437', async () => {
    const bytes = made(`
with zipfile.ZipFile(sys.argv[1], 'w') as z: z.writestr('XX.txt', 'x')
b = open(sys.argv[1], 'rb').read().replace(b'XX', b'\\x81\\x94')
open(sys.argv[1], 'wb').write(b)
`);
    expect(Object.keys((await decoded(bytes)).texts)).toEqual(['zip:üö.txt']);
  });

  it('says of encrypted members that they are, and reads the others', async () => {
    const bytes = made(`
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    z.writestr('locked', 'x'); z.writestr('open', 'y')
b = bytearray(open(sys.argv[1], 'rb').read())
b[6] |= 1; b[b.index(b'PK\\1\\2') + 8] |= 1
open(sys.argv[1], 'wb').write(b)
`);
    const { texts, lost } = await decoded(bytes);
    expect(texts).toEqual({ 'zip:open': 'y' });
    expect(lost).toEqual(['encrypted: zip:locked: it is encrypted']);
  });

  it('takes the members of an archive that is cut short, and says so', async () => {
    const { texts, lost } = await decoded(plain.subarray(0, plain.indexOf('stored.txt') + 200));
    expect(texts['zip:app/.env']).toBe('NAME=value\n'.repeat(20));
    expect(lost.at(-1)).toBe('damaged: : the list of its members is missing: it is cut short or damaged');
  });

  it('says where a header disagrees with the list, where a checksum is wrong, and where nothing is', async () => {
    const twisted = (at: number, value: number) => {
      const bytes = Buffer.from(plain);
      bytes[at] = value;
      return decoded(bytes);
    };
    const directory = plain.indexOf('PK\x01\x02', 0, 'latin1');
    expect((await twisted(30, 0x58)).lost).toEqual([
      'damaged: zip:app/.env: its own header and the list of members disagree',
    ]);
    expect((await twisted(plain.indexOf('as it is'), 0x58)).lost).toEqual([
      'damaged: zip:stored.txt: its checksum or its size is wrong',
    ]);
    expect((await twisted(directory + 44, 7)).lost).toEqual([
      'damaged: : it holds members that its list leaves out',
      'damaged: zip:app/.env: it lies where the archive has nothing of the kind',
    ]);
    expect((await twisted(directory + 10, 98)).lost.at(-1)).toBe(
      'unreadable: zip:app/.env: it is compressed in a way that is not read (method 98 of zip)',
    );
    expect((await twisted(plain.length - 15 - 22 + 4, 2)).lost).toEqual([
      'missing: : it is one part of an archive that lies in several files',
    ]);
  });

  it('takes members that an empty list leaves out, and says so', async () => {
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06');
    const { texts, lost } = await decoded(Buffer.concat([plain, end]));
    expect(texts['zip:app/.env']).toBe('NAME=value\n'.repeat(20));
    expect(lost.length).toBeGreaterThan(0);
  });

  it('refuses members that share their bytes', async () => {
    const bytes = made(`
out = io.BytesIO()
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('k', b'0' * 100000)
    z.filelist += [z.filelist[0]] * 999
open(sys.argv[1], 'wb').write(out.getvalue())
`);
    const { texts, losses } = await decoded(bytes);
    expect(texts).toEqual({});
    expect(losses).toHaveLength(1000);
    expect(losses[0].reason).toContain('shares bytes');
  });

  it('gives a bomb up at the limits and no later', async () => {
    const bytes = made(`
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    for n in range(20): z.writestr(str(n), b'0' * 1000000)
`);
    const ratio = await decoded(bytes, { ratio: 10, freeBytes: 100_000 });
    expect(ratio.lost).toHaveLength(20);
    expect(ratio.lost[0]).toBe('limit: zip:0: it becomes more than 10 times its size when it is decompressed');
    const total = await decoded(bytes, { totalBytes: 5 * 1024 * 1024 });
    expect(total.lost).toEqual(['limit: : it becomes more than 5 MiB when it is decoded']);
    const entries = await decoded(bytes, { entries: 7 });
    expect(entries.lost).toEqual(['limit: : it holds more than 7 files']);
    expect(entries.layers).toHaveLength(7);
  });

  it('reads of a stored member that is large no more than its head', async () => {
    const bytes = made(`
inner = io.BytesIO()
with zipfile.ZipFile(inner, 'w') as z:
    z.writestr('data.bin', b'\\1' * 3_000_000); z.writestr('a.txt', 'a')
with zipfile.ZipFile(sys.argv[1], 'w') as z: z.writestr('inner.zip', inner.getvalue())
`);
    let taken = 0;
    const counting: ByteSource = {
      size: bytes.length,
      read: (at, length) => {
        taken += Math.min(length, bytes.length - at);
        return bytes.subarray(at, at + length);
      },
    };
    const { texts } = await decoded(counting);
    expect(texts['zip:inner.zip > zip:a.txt']).toBe('a');
    // Once for its bytes.
    expect(taken).toBeLessThan(3_000_000 + 600_000);
  });

  it('never hangs or throws on any cut or changed byte', async () => {
    for (let at = 0; at < plain.length; at++) {
      const bytes = Buffer.from(plain);
      bytes[at] ^= 0xff;
      await decoded(bytes);
      await decoded(plain.subarray(0, at));
    }
  });

  it('reads the text of office files as it reads, and the links in their markup', async () => {
    const bytes = made(`
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    z.writestr('word/document.xml', '<?xml version="1.0"?><w:body><w:p><w:r><w:t>pass</w:t></w:r><w:proofErr/><w:r><w:t xml:space="preserve">word: a&amp;b</w:t></w:r></w:p><w:p><w:r w:link="https://example.org"><w:t>next&#x20AC;</w:t></w:r></w:p></w:body>')
    z.writestr('content.xml', '<text:p>open<text:span>document</text:span></text:p><text:p>two</text:p>')
    z.writestr('xl/sharedStrings.xml', '<sst><si><t>cell one</t></si><si><r><t>ce</t></r><r><t>ll two</t></r></si></sst>')
`);
    const { texts } = await decoded(bytes);
    expect(texts['zip:word/document.xml']).toBe('password: a&b\nnext€\n');
    expect(texts['zip:word/document.xml markup']).toContain('w:link="https://example.org"');
    expect(texts['zip:content.xml']).toBe('opendocument\ntwo\n');
    expect(texts['zip:xl/sharedStrings.xml']).toBe('cell one\ncell two\n');
  });

  it.skipIf(!pythonHas('docx'))('reads what python-docx writes', async () => {
    const bytes = fileFromPython(`
import docx
d = docx.Document(); p = d.add_paragraph('pass'); p.add_run('word').bold = True; p.add_run(' in runs'); d.save(sys.argv[1])`);
    expect((await decoded(bytes)).texts['zip:word/document.xml']).toContain('password in runs\n');
  });
});

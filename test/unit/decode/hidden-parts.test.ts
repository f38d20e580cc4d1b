// What a container hides from some of its readers and not from others: all of it is looked at.
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/decode/crc32.ts';
import { decode } from '../../../src/decode/decode.ts';
import { decoded } from '../../support/decoded.ts';
import { tarOf } from '../../support/oci-image.ts';
import { zipOf } from '../../support/packed-files.ts';

const streamOf = (data: string) => `<</Length ${data.length}>>\nstream\n${data}\nendstream`;

/** A zip file without compression. */
function storedZipOf(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text, 'latin1');
    const shared = Buffer.alloc(26);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, Buffer.from(name), data]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    list.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), shared, place, Buffer.from(name));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(locals.length, 8);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

const bzip2Of = {
  // `printf 'inner text' | bzip2`
  innerText: Buffer.from(
    '425a6839314159265359eb4af9ed00000191804000022114402000221a66a6218090c407f5177245385090eb4af9ed',
    'hex',
  ),
};

describe('bytes behind compressed data', () => {
  const behind = 'text that no program shows';

  test('of gzip: the file is read, and so is what stands behind it', async () => {
    const files = Buffer.concat([gzipSync('first '), gzipSync('second'), Buffer.alloc(20), Buffer.from(behind)]);
    const { texts, lost } = await decoded(files);
    expect(texts).toEqual({ gzip: 'first second', 'behind gzip': behind });
    expect(lost).toEqual([]);
  });

  test('of gzip that is damaged in its second member: a gap', async () => {
    const second = gzipSync('second member, which has a wrong checksum');
    second[second.length - 8] ^= 1;
    const { texts, lost } = await decoded(Buffer.concat([gzipSync('first '), second]));
    expect(texts.gzip).toBe('first second member, which has a wrong checksum');
    expect(lost).toEqual(['damaged: : its gzip data is damaged or cut short']);
  });

  test('of zlib', async () => {
    const packed = Buffer.concat([deflateSync('x'.repeat(40) + Math.PI), Buffer.from(behind)]);
    const { texts, lost } = await decoded(packed);
    expect(texts).toEqual({ zlib: 'x'.repeat(40) + Math.PI, 'behind zlib': behind });
    expect(lost).toEqual([]);
  });

  test('filled up with NULs: nothing', async () => {
    expect((await decoded(Buffer.concat([gzipSync('a file'), Buffer.alloc(3000)]))).texts).toEqual({ gzip: 'a file' });
  });

  test('of bzip2', async () => {
    const { texts, lost } = await decoded(Buffer.concat([bzip2Of.innerText, bzip2Of.innerText, Buffer.from(behind)]));
    expect(texts).toEqual({ bzip2: 'inner textinner text', 'behind bzip2': behind });
    expect(lost).toEqual([]);
  });
});

test('the name and the comment in the header of gzip', async () => {
  const packed = gzipSync('the file');
  packed[3] = 8 + 16;
  const named = Buffer.concat([packed.subarray(0, 10), Buffer.from('a name\0a comment\0'), packed.subarray(10)]);
  const { texts, lost } = await decoded(named);
  expect(texts).toEqual({ 'gzip header': 'a name\0a comment\0', gzip: 'the file' });
  expect(lost).toEqual([]);
});

describe('zip', () => {
  const outer = zipOf('shown.txt', Buffer.from('shown'));
  const inner = zipOf('hidden.txt', Buffer.from('hidden'));
  const reason = 'damaged: : it holds members that its list leaves out';

  test('an archive before the archive, and one behind it: which of them a program shows depends on the program', async () => {
    const shown = { 'zip:shown.txt': 'shown', 'zip:hidden.txt': 'hidden' };
    for (const bytes of [Buffer.concat([inner, outer]), Buffer.concat([outer, inner])]) {
      const { texts, lost } = await decoded(bytes);
      expect(texts).toMatchObject(shown);
      expect(lost).toEqual([reason]);
    }
  });

  test('an archive in the comment of another, and bytes behind the end', async () => {
    const commented = Buffer.concat([outer, inner]);
    commented.writeUInt16LE(inner.length, outer.length - 2);
    const { texts } = await decoded(commented);
    expect(texts).toMatchObject({ 'zip:shown.txt': 'shown', 'zip:hidden.txt': 'hidden' });
    const behind = await decoded(Buffer.concat([outer, Buffer.from('text behind the end')]));
    expect(behind.texts).toEqual({ 'zip:shown.txt': 'shown', 'outside of members': 'text behind the end' });
    expect(behind.lost).toEqual([]);
  });

  test('a member between two others that the list does not name, and text there', async () => {
    const local = inner.subarray(0, inner.indexOf('PK\x01\x02', 0, 'latin1'));
    const list = outer.indexOf('PK\x01\x02', 0, 'latin1');
    const moved = Buffer.concat([outer.subarray(0, list), local, Buffer.from('loose text'), outer.subarray(list)]);
    moved.writeUInt32LE(list + local.length + 10, moved.length - 6);
    const { texts, lost } = await decoded(moved);
    expect(texts).toEqual({
      'zip:shown.txt': 'shown',
      'zip:hidden.txt': 'hidden',
      'outside of members': 'loose text',
    });
    expect(lost).toEqual([reason]);
  });

  test('a picture with an archive behind it, and other bytes behind that', async () => {
    const picture = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
    const { texts } = await decoded(Buffer.concat([picture, inner, Buffer.from('and more')]));
    expect(texts).toMatchObject({ 'zip:hidden.txt': 'hidden', 'outside of members': 'and more' });
    // A program that knows zip files is none.
    const program = Buffer.concat([
      picture,
      Buffer.from('PK\x05\x06PK\x01\x02PK\x03\x04', 'latin1'),
      Buffer.alloc(100),
    ]);
    expect((await decoded(program)).layers).toMatchObject([{ via: [] }]);
  });

  test('a script of any length with an archive behind it', async () => {
    const script = `#!/bin/sh\n${'# a comment\n'.repeat(2000)}exit\n`;
    const { texts, lost } = await decoded(Buffer.concat([Buffer.from(script), inner]));
    expect(texts).toEqual({ '': script, 'zip:hidden.txt': 'hidden' });
    expect(lost).toEqual([]);
    const layers = decode(Buffer.concat([Buffer.from(script), inner]));
    expect([...layers].map(({ via }) => via)).toContainEqual(['zip:hidden.txt']);
  });

  test('text that calls itself a tensor', async () => {
    const text = 'password = "not a number at all"';
    const packed = storedZipOf({ 'm/data.pkl': '\x80\x02N.', 'm/data/0': text, 'm/data/1': '\0\0\x80?'.repeat(20) });
    const { texts, losses } = await decoded(packed);
    expect(texts).toMatchObject({ 'zip:m/data/0': text });
    expect(Object.keys(texts)).not.toContain('zip:m/data/1');
    expect(losses.map(({ kind }) => kind)).toEqual(['tensors']);
  });
});

test('tar: what stands behind the end, and a second archive far behind it', async () => {
  const first = tarOf({ 'a.txt': 'one' });
  const far = Buffer.alloc(6 * 1024 * 1024);
  const bytes = Buffer.concat([first, far, tarOf({ 'b.txt': 'two' }), Buffer.from('text behind the end')]);
  const { texts, lost } = await decoded(bytes);
  expect(texts).toEqual({ 'tar:a.txt': 'one', 'tar:b.txt': 'two', 'behind tar': 'text behind the end' });
  expect(lost).toEqual([]);
});

describe('pdf', () => {
  test('what stands outside of objects, and before the sign', async () => {
    const body = '1 0 obj (a string) endobj\n% a comment\n2 0 obj 5 endobj\nbehind';
    const { texts } = await decoded(Buffer.from(`%PDF-1.7\n${body}`));
    expect(texts).toEqual({ strings: 'a string', 'outside of objects': '% a comment\nbehind' });
    const shifted = `\n\nsome text\n%PDF-1.7\n${body}`;
    expect((await decoded(Buffer.from(shifted))).texts).toMatchObject({ '': shifted, strings: 'a string' });
    const about = '\n\nA file begins with %PDF-1.7 and holds objects.';
    expect((await decoded(Buffer.from(about))).texts).toEqual({ '': about });
  });

  test('the content that a page had before a later change, in the fonts of that page', async () => {
    const cmap =
      'begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <001A> <0061> endbfrange begincmap';
    const objects = [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Resources<</Font<</F1 5 0 R>>>>>>',
      '<</Type/Page/Parent 2 0 R/Contents 4 0 R>>',
      streamOf('BT /F1 12 Tf <000F000C0004> Tj ET'),
      '<</Type/Font/Subtype/Type0/ToUnicode 6 0 R>>',
      streamOf(cmap),
    ].map((body, at) => `${at + 1} 0 obj ${body} endobj\n`);
    const later = `4 0 obj ${streamOf('BT /F1 12 Tf <000E00050017> Tj ET')} endobj\n`;
    const { texts } = await decoded(Buffer.from(`%PDF-1.7\n${objects.join('')}${later}`));
    expect(texts).toMatchObject({ 'page 1': 'new', 'object 4': 'old' });
  });
});

test('a notebook: text that calls itself a picture', () => {
  const output = (png: string) => ({ output_type: 'display_data', metadata: {}, data: { 'image/png': png } });
  const cell = { cell_type: 'code', source: [], metadata: {}, outputs: [output('iVBORw0KGgoAAAA'), output('a text')] };
  const attachments = { 'a.png': { 'image/png': 'another text' } };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [{ ...cell, attachments }] };
  return decoded(Buffer.from(JSON.stringify(notebook))).then(({ texts, losses }) => {
    expect(texts['cell 1 output 2 image/png']).toBe('a text');
    expect(Object.values(texts).join('\n')).toContain('another text');
    expect(Object.values(texts).join('\n')).not.toContain('iVBOR');
    expect(losses.map(({ kind }) => kind)).toEqual(['pixels']);
  });
});

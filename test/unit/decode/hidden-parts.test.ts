// What a container hides from some of its readers and not from others: all of it is looked at.
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decoded } from '../../support/decoded.ts';

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

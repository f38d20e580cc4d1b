// Streams of Arrow: what its files hold between their signs, so that those of the real tool serve here, too.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Decoded, decoded } from '../../../support/decoded.ts';
import { fileFromPython, pythonHas } from '../../../support/python.ts';

const gapsOf = ({ losses }: Decoded) => losses.filter(({ isGap }) => isGap).map(({ kind }) => kind);
const folder = join(import.meta.dirname, '../../../artifacts/files');

/** The stream in a file: behind `ARROW1` and two bytes that fill up, before the footer, its length and `ARROW1`. */
function streamOf(name: string): { file: Buffer; stream: Buffer } {
  const file = readFileSync(join(folder, name));
  return { file, stream: file.subarray(8, file.length - 10 - file.readInt32LE(file.length - 10)) };
}

describe.each(['plain.feather', 'clean.feather'])('a stream of %s', (name) => {
  const { file, stream } = streamOf(name);

  it('gives what the file gives', async () => {
    const whole = await decoded(stream);
    expect(gapsOf(whole)).toEqual([]);
    const lines = (text = '') => [...new Set(text.split('\n'))].sort();
    expect(lines(whole.texts.Arrow)).toEqual(lines((await decoded(file)).texts.Arrow));
    expect(lines(whole.texts.Arrow).length).toBeGreaterThan(3);
  });

  it('gives what comes before a cut, and says that it is one', async () => {
    const cut = await decoded(stream.subarray(0, stream.length - 60));
    expect(gapsOf(cut)).toEqual(['damaged']);
    expect(cut.texts.Arrow).not.toBeUndefined();
  });

  it('and bytes behind its end', async () => {
    const whole = await decoded(Buffer.concat([stream, Buffer.from('text behind the end')]));
    expect(whole.texts['behind Arrow']).toBe('text behind the end');
    expect(gapsOf(whole)).toEqual([]);
  });
});

it('takes bytes that only begin like one for what they are', async () => {
  const ones = Buffer.concat([Buffer.from('ffffffff', 'hex'), Buffer.from([24, 0, 0, 0, 4]), Buffer.alloc(200)]);
  const { layers, lost } = await decoded(ones);
  expect(layers.map(({ via }) => via)).toEqual([[]]);
  expect(lost).toEqual([]);
});

it.skipIf(!pythonHas('pyarrow')).each(['None', '"lz4"', '"zstd"'])(
  'reads what pyarrow writes, compressed by %s',
  async (codec) => {
    const bytes = fileFromPython(`
import pyarrow as pa
words = pa.array(['one', 'two', 'one']).dictionary_encode()
table = pa.table({'password': pa.array(['first word', None, 'last word']), 'n': [1, 2, 3], 'words': words}, metadata={'note': 'of the table'})
with pa.ipc.new_stream(sys.argv[1], table.schema, options=pa.ipc.IpcWriteOptions(compression=${codec})) as w:
    w.write_table(table)
    w.write_table(table)`);
    const whole = await decoded(bytes);
    expect(whole.texts.Arrow).toContain('note = "of the table"');
    for (const line of ['password = "first word"', 'password = "last word"', 'one', 'two'])
      expect(whole.texts.Arrow.split('\n')).toContain(line);
    expect(gapsOf(whole)).toEqual([]);
  },
);

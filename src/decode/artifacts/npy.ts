// numpy's .npy: a header in text, then numbers, texts or a pickle of objects.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { viewOf } from '../../model/byte-source.ts';
import { DamagedInput, type DecodeInput, type Part } from '../decoder.ts';
import { countOf, holdsObjects, holdsText, readDescription, readTexts } from './array-type.ts';
import { FoundText, tensorsSkipped } from './found-text.ts';
import { PieceReader } from './piece-reader.ts';

/** Longest header that is read: numpy itself refuses those above 10,000 characters unless told otherwise. */
const longestHeader = 1 << 20;

/** At the first `'descr'` only: a header that repeats it would be searched to its end from each. */
const descr = /^[^']*'descr':\s*('[^']*'|\[.*?\])\s*,\s*'(?:fortran_order|shape)'/s;

export function* decodeNpy({ source, budget }: DecodeInput): Iterable<Part> {
  const reader = new PieceReader(source, 6);
  const version = reader.u8();
  reader.skip(1);
  const length = version >= 2 ? reader.u32() : reader.u16();
  if (version > 3 || length > longestHeader) throw new DamagedInput('its numpy header is none');
  const bytes = reader.bytes(length);
  const header = bytes.toString('utf8');
  yield { type: 'text', step: 'header', bytes: Buffer.from(header) };
  const [, type] = descr.exec(header) ?? [];
  const [, shape] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  if (type === undefined || shape === undefined) throw new DamagedInput('its numpy header is none');
  const fields = readDescription(type);
  if (fields?.some(holdsObjects)) {
    yield { type: 'file', step: 'objects', path: null, bytes: viewOf(source, reader.at, reader.left) };
  } else if (fields === null) {
    // Fields within fields: whatever they hold, text in it is found between the numbers.
    yield { type: 'file', step: 'rows', path: null, bytes: viewOf(source, reader.at, reader.left) };
  } else if (fields.some(holdsText)) {
    const found = new FoundText('rows', budget);
    for (const _ of readTexts(fields, countOf(shape), reader, found)) yield* found.takeIfFull();
    yield* found.take();
  } else {
    reader.need(fields[0].size * (fields.length === 1 ? countOf(shape) : 0));
    yield tensorsSkipped();
  }
}

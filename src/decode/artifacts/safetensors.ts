// safetensors: the length of a JSON header, the header (names, shapes, and free text in `__metadata__`), then tensors.
// https://github.com/huggingface/safetensors#format
import { DamagedInput, type DecodeInput, OtherFormat, type Part } from '../decoder.ts';
import { JsonCursor } from '../notebook/json-cursor.ts';
import { JsonText } from '../notebook/json-text.ts';
import { tensorsSkipped } from './found-text.ts';
import { PieceReader } from './piece-reader.ts';

/** The format's own limit: 100 MB. */
const longestHeader = 100_000_000;

/** What the header of a real one begins with; without it the bytes may be anything. */
const telling = /^\{\s*"[^"]{0,200}"\s*:\s*\{|^\{\s*\}\s*$|"(?:dtype|data_offsets|__metadata__)"/;

export function* decodeSafetensors({ source }: DecodeInput): Iterable<Part> {
  const reader = new PieceReader(source);
  const length = reader.u64();
  if (!telling.test(source.read(8, Math.min(length, 4096)).toString('latin1'))) throw new OtherFormat();
  if (length > longestHeader || length > reader.left)
    throw new DamagedInput('its safetensors header is said to be longer than the file');
  const header = Buffer.from(reader.bytes(length));
  // Texts in it are JSON themselves more often than not.
  const { bytes } = new JsonText(header, { pieces: [{ start: 0, end: header.length }] });
  yield { type: 'text', step: 'header', bytes };
  const cursor = new JsonCursor(header);
  cursor.skip();
  cursor.end();
  let end = 0;
  for (const [, offset] of header.toString('latin1').matchAll(/"data_offsets"\s*:\s*\[\s*\d+\s*,\s*(\d{1,15})\s*\]/g))
    end = Math.max(end, Number(offset));
  if (end > reader.left) throw new DamagedInput('its tensors are cut short');
  if (reader.left > 0) yield tensorsSkipped();
}

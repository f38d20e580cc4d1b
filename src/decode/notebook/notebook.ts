// Jupyter notebooks as the cells that a person sees, so that a token is not `\"tok\\nen\"`, a key is not cut over the strings
// of a list, and pictures are not taken for text.
import { DamagedInput, type DecodeInput, OtherFormat, type Part } from '../decoder.ts';
import { JsonText } from './json-text.ts';
import { readNotebook } from './read-notebook.ts';

/** A notebook with broken JSON (a merge conflict in it, say) is text like any other: all of it is scanned, so nothing is a gap. */
function readOrLeave(bytes: Buffer) {
  try {
    return readNotebook(bytes);
  } catch (error) {
    throw error instanceof DamagedInput ? new OtherFormat() : error;
  }
}

/** Pictures that are told one by one. */
const mostTold = 10_000;

export function* decodeNotebook({ source, budget }: DecodeInput): Iterable<Part> {
  const json = source.read(0, source.size);
  const { texts, pictures } = readOrLeave(json);
  for (const { step, tellsLine, ...pieces } of texts) {
    budget.checkTime();
    const { bytes, spanOf } = new JsonText(json, pieces);
    if (bytes.length > 0) yield { type: 'text', step, bytes, spanOf, tellsLine };
  }
  for (let picture = 0; picture < Math.min(pictures, mostTold); picture++)
    yield { type: 'loss', kind: 'pixels', isGap: false, step: null, reason: 'it holds a picture' };
}

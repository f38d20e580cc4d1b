// tar: files under their paths, and where links lead.
import type { DecodeInput, Part } from '../decoder.ts';
import { DamagedInput } from '../decoder.ts';
import { behindType, readTar } from '../tar/read-tar.ts';

/** A piece of a file whose other pieces lie in other archives. */
const continued = 'M';

export function* decodeTar({ source, budget }: DecodeInput): Generator<Part> {
  for (const { name, type, link, bytes, notes, isCut } of readTar(source)) {
    budget.takeEntry();
    if (type === behindType) {
      yield { type: 'file', step: 'behind tar', path: null, bytes };
      return;
    }
    const step = `tar:${name}`;
    if (notes !== '') yield { type: 'text', step: `${step} header`, bytes: Buffer.from(notes) };
    if (type === '1' || type === '2') yield { type: 'text', step: `${step} link`, bytes: Buffer.from(link) };
    else if (bytes.size > 0 || '07'.includes(type)) yield { type: 'file', step, path: name, bytes };
    if (type === continued)
      yield { type: 'loss', kind: 'missing', isGap: true, step, reason: 'its beginning lies in another archive' };
    if (isCut) throw new DamagedInput('it is cut short');
  }
}

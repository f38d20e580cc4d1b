// ar: Debian packages and static libraries. A header of 60 bytes of text before each member (ar(5)).
import { viewOf } from '../../model/byte-source.ts';
import { DamagedInput, type DecodeInput, type Part } from '../decoder.ts';

const signBytes = 8;
const headerBytes = 60;
/** Bytes of all long names together. */
const mostNames = 16 * 1024 * 1024;

export function* decodeAr({ source, budget }: DecodeInput): Generator<Part> {
  let longNames = '';
  for (let at = signBytes; at < source.size; ) {
    const header = source.read(at, headerBytes).toString('latin1');
    const size = /^(.{48})(\d{1,10}) *`\n$/s.exec(header)?.[2];
    if (size === undefined) throw new DamagedInput('it is cut short, or a header in it is damaged');
    let dataAt = at + headerBytes;
    const end = dataAt + Number(size);
    if (end > source.size) throw new DamagedInput('it is cut short');
    let name = header.slice(0, 16).trimEnd();
    // Long names: BSD puts them before the data, GNU all of them in a member of their own.
    const [, bsd] = /^#1\/(\d+)$/.exec(name) ?? [];
    const [, gnu] = /^\/(\d+)$/.exec(name) ?? [];
    if (bsd !== undefined) {
      const length = Math.min(Number(bsd), end - dataAt);
      name = source.read(dataAt, Math.min(length, mostNames)).toString().split('\0', 1)[0];
      dataAt += length;
    } else if (gnu !== undefined) name = longNames.slice(Number(gnu)).split('\n', 1)[0];
    if (name === '//') longNames = source.read(dataAt, Math.min(end - dataAt, mostNames)).toString();
    else {
      budget.takeEntry();
      const path = name.replace(/\/$/, '');
      yield { type: 'file', step: `ar:${path}`, path, bytes: viewOf(source, dataAt, end - dataAt) };
    }
    at = end + (end & 1);
  }
}

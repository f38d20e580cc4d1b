// What is known of the anchors as a file, made by the build: for it every rule is loaded, which takes a thread that has just begun
// some 200 ms.
import type { AnchorTables, FilterTables } from '../model/hit-judge.ts';

/** The part of the tables that is worked out of the rules. */
export interface RuleKnowledge extends Pick<AnchorTables, 'reaches' | 'guards'> {
  readonly filters: Omit<FilterTables, 'bytes'>;
}

/** Lengths of the parts, in bytes; then lists of 32 bits (reaches, starts, uses), then bytes (guards, sets, parts). */
const headWords = 6;

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint32Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

export function packTables({ reaches, guards, filters: { starts, uses, sets, parts } }: RuleKnowledge): Buffer {
  const lists = [reaches, starts, uses, guards, sets, parts];
  const head = Uint32Array.from(lists, ({ byteLength }) => byteLength);
  return Buffer.concat([head, ...lists].map(bytesOf));
}

/**
 * What `packTables` packed, on the same byte order. Views where aligned, else of a copy.
 * @throws RangeError when it is cut short
 */
export function unpackTables(packed: Buffer): RuleKnowledge {
  const bytes = packed.byteOffset % 4 === 0 ? packed : Uint8Array.from(packed);
  const { buffer, byteOffset } = bytes;
  if (packed.length < headWords * 4) throw new RangeError('tables.bin is cut short');
  const lengths = [...new Uint32Array(buffer, byteOffset, headWords)];
  const places = lengths.map(
    (_, part) => headWords * 4 + lengths.slice(0, part).reduce((sum, length) => sum + length, 0),
  );
  if (places[headWords - 1] + lengths[headWords - 1] !== packed.length)
    throw new RangeError('tables.bin has another length');
  const words = (part: number) => new Uint32Array(buffer, byteOffset + places[part], lengths[part] / 4);
  const plain = (part: number) => bytes.subarray(places[part], places[part] + lengths[part]);
  return {
    reaches: words(0),
    guards: plain(3),
    filters: { starts: words(1), uses: words(2), sets: plain(4), parts: plain(5) },
  };
}

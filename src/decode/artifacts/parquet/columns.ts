// The columns of a Parquet file: from the schema how deep each may be nested, from the row groups where its pages lie.
import { numberOf, structOf, structsOf, type ThriftStruct, textOf } from './thrift.ts';

export interface Column {
  readonly name: string;
  /** Parquet's number of its type: 6 texts and bytes of any length, 7 of a fixed one. */
  readonly type: number;
  /** In bytes, of type 7. */
  readonly fixed: number;
  /** Whether its pages say which values are absent, and which repeat. */
  readonly isOptional: boolean;
  readonly isRepeated: boolean;
}

const optional = 1;
const repeated = 2;
/** Levels of a schema. */
const deepest = 64;

/** The leaves of the schema, which is written as a list, parents first. */
export function readColumns(metadata: ThriftStruct): Column[] {
  const elements = structsOf(metadata, 2);
  const columns: Column[] = [];
  let next = 1;
  const walk = (children: number, above: { isOptional: boolean; isRepeated: boolean }, depth: number): void => {
    for (let child = 0; child < children && next < elements.length && depth < deepest; child++) {
      const element = elements[next++];
      const repetition = numberOf(element, 3);
      const isRepeated = above.isRepeated || repetition === repeated;
      const isOptional = above.isOptional || repetition === optional || repetition === repeated;
      const count = numberOf(element, 5) ?? 0;
      if (count > 0) walk(count, { isOptional, isRepeated }, depth + 1);
      else {
        const name = textOf(element, 4)?.toString('utf8') ?? '';
        columns.push({
          name,
          type: numberOf(element, 1) ?? -1,
          fixed: numberOf(element, 2) ?? 0,
          isOptional,
          isRepeated,
        });
      }
    }
  };
  walk(numberOf(elements[0], 5) ?? 0, { isOptional: false, isRepeated: false }, 0);
  return columns;
}

export interface Chunk {
  readonly codec: number;
  readonly at: number;
  readonly size: number;
}

/** Where the pages of a column chunk lie; null where its metadata is encrypted or elsewhere. */
export function readChunk(chunk: ThriftStruct): Chunk | null {
  const metadata = structOf(chunk, 3);
  const data = numberOf(metadata, 9);
  if (metadata === undefined || data === undefined || chunk.has(1)) return null;
  const dictionary = numberOf(metadata, 11);
  const at = dictionary !== undefined && dictionary > 0 ? Math.min(dictionary, data) : data;
  return { codec: numberOf(metadata, 4) ?? 0, at, size: numberOf(metadata, 7) ?? 0 };
}

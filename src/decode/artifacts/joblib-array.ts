// joblib writes each numpy array behind the instruction that made its wrapper: in the midst of the pickle.
// https://github.com/joblib/joblib/blob/master/joblib/numpy_pickle.py (NumpyArrayWrapper)
import { DamagedInput } from '../decoder.ts';
import { type ArrayField, readType } from './array-type.ts';
import { isDict, isObject, isText, isTuple, type ObjectValue, type Value } from './pickle-values.ts';
import type { PieceReader } from './piece-reader.ts';

export interface JoblibArray {
  readonly at: number;
  readonly length: number;
  /** True where its items are texts, or texts among numbers. */
  readonly isText: boolean;
}

/** Bit of a dtype's flags: it holds references to objects (NPY_ITEM_REFCOUNT). */
const referencesObjects = 1;

function typeOf(value: Value | undefined): { field: ArrayField; hasObjects: boolean } | null {
  if (value === undefined || !isObject(value) || !isTuple(value.arguments)) return null;
  const [text] = value.arguments.items;
  const field = text !== undefined && isText(text) ? readType(text.text) : null;
  if (field === null) return null;
  const flags = isTuple(value.state) ? value.state.items[7] : 0;
  const hasObjects = field.kind === 'O' || (typeof flags === 'number' && (flags & referencesObjects) !== 0);
  return { field, hasObjects };
}

/**
 * The array behind an object that was just given its state; null when there is none, `pickle` when it is one of objects.
 * Its bytes are passed over.
 * @throws DamagedInput when it is longer than the file
 */
export function readJoblibArray({ of, state }: ObjectValue, reader: PieceReader): JoblibArray | 'pickle' | null {
  if (!/^joblib\.numpy_pickle NumpyArrayWrapper$/.test(of) || !isDict(state)) return null;
  const type = typeOf(state.entries?.get('dtype'));
  const shape = state.entries?.get('shape');
  if (type === null || shape === undefined || !isTuple(shape))
    throw new DamagedInput('an array of joblib in it says neither type nor size');
  if (type.hasObjects) return 'pickle';
  if (typeof state.entries?.get('numpy_array_alignment_bytes') === 'number') reader.skip(reader.u8());
  const count = shape.items.reduce<number>((product, size) => product * (typeof size === 'number' ? size : 0), 1);
  const length = count * type.field.size;
  const { at } = reader;
  reader.skip(length);
  return { at, length, isText: 'SUV'.includes(type.field.kind) };
}

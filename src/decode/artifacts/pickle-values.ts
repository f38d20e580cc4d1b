// What the machine that follows a pickle keeps of its values: enough to tell which texts belong together and what is a tensor.

export interface TextValue {
  readonly type: 'text';
  readonly text: string;
  isTold: boolean;
}

/** Bytes, by where they stand: they may be a tensor, and are not read before that is known. */
export interface BytesValue {
  readonly type: 'bytes';
  readonly at: number;
  readonly length: number;
  isTold: boolean;
}

export interface TupleValue {
  readonly type: 'tuple';
  readonly items: readonly Value[];
}

export interface DictValue {
  readonly type: 'dict';
  /** The first few entries by name; null for none, since a map is large. */
  entries: Map<string, Value> | null;
}

/** `module name`, not imported and not called. */
export interface GlobalValue {
  readonly type: 'global';
  readonly name: string;
}

/** What calling or making something would have given. */
export interface ObjectValue {
  readonly type: 'object';
  readonly of: string;
  readonly arguments: Value;
  state: Value;
}

export type Value =
  | TextValue
  | BytesValue
  | TupleValue
  | DictValue
  | GlobalValue
  | ObjectValue
  | number
  | null
  | symbol;

/** Where a collection on the stack begins. */
export const mark = Symbol('mark');
/** Any value that does not matter here. */
export const other = null;

/** More entries of a dictionary are told and not kept. */
const keptEntries = 32;
/** … and items of a tuple. */
export const keptItems = 64;

export const isText = (value: Value): value is TextValue => has(value, 'text');
export const isBytes = (value: Value): value is BytesValue => has(value, 'bytes');
export const isTuple = (value: Value): value is TupleValue => has(value, 'tuple');
export const isDict = (value: Value): value is DictValue => has(value, 'dict');
export const isObject = (value: Value): value is ObjectValue => has(value, 'object');

function has(value: Value, type: string): boolean {
  return typeof value === 'object' && value !== null && value.type === type;
}

export function nameOf(value: Value): string {
  return typeof value === 'object' && value !== null && value.type === 'global' ? value.name : '';
}

/** How protocols 0 to 2 write bytes: as text of which each character is a byte. */
export const encodesBytes = '_codecs encode';

/** The bytes that calling `of` with `values` gives, as text; null for all other calls. */
export function encodedBytes(of: string, values: Value): TextValue | null {
  const [first] = of === encodesBytes && isTuple(values) ? values.items : [];
  if (first === undefined || !isText(first)) return null;
  return { type: 'text', text: Buffer.from(first.text, 'latin1').toString('utf8'), isTold: false };
}

/** Takes down an entry of a dictionary, if it is one of the first few. */
export function keepEntry(dict: DictValue, key: string, value: Value): void {
  dict.entries ??= new Map();
  if (dict.entries.size < keptEntries) dict.entries.set(key, value);
}

/** `numpy.core.multiarray _reconstruct`, `numpy._core.numeric _frombuffer` and what else makes an array of bytes. */
export const makesArray = /^numpy[\w.]* (?:_reconstruct|_frombuffer|ndarray|scalar)$/;

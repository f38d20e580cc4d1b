// The objects of a PDF file, found by looking for them: a list of them that is damaged, or older than they, leads nobody astray,
// and what later changes of the file left behind is found, too.
import type { DecodeBudget } from '../decode-budget.ts';
import { DamagedData, OutputFull } from '../packed/unpacked.ts';
import { unfilter } from './pdf-filters.ts';
import { isDict, mostValues, nameOf, type PdfDict, PdfReader, PdfRef, type PdfValue } from './pdf-value.ts';

export interface PdfObject {
  readonly number: number;
  readonly value: PdfValue;
  /** As it lies in the file; null for what is no stream. */
  readonly packed: Buffer | null;
}

const objectStart = /(?:^|[\s>])(\d{1,9})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj(?![A-Za-z])/g;
/** What stands between objects and says nothing: the end of one, the first two lines of a file. */
const usualOutside = /^(?:%PDF-\d\.\d\s*(?:%[\x80-\xff]{4,5}\s*)?)?\s*(?:endstream\s*)?(?:endobj\s*)?/;
const mostUsual = 64;
const trailerWord = 'trailer';
const streamWord = Buffer.from('stream');

export class PdfFile {
  /** The last of each number counts; `older` are the others. */
  readonly objects = new Map<number, PdfObject>();
  readonly older: PdfObject[] = [];
  /** What belongs to no object: comments, trailers, lists of objects, and whatever somebody put there. */
  readonly outside: Buffer[] = [];
  #objectEnd = 0;
  isEncrypted = false;
  /** Streams that could not be read, by why. */
  damaged = 0;
  tooLarge = 0;
  readonly #budget: DecodeBudget;
  /** Values that may still be read. */
  #left = mostValues;

  constructor(bytes: Buffer, budget: DecodeBudget) {
    this.#budget = budget;
    const text = bytes.toString('latin1');
    objectStart.lastIndex = 0;
    for (let found = objectStart.exec(text); found !== null; found = objectStart.exec(text)) {
      budget.takeEntry();
      const reader = new PdfReader(bytes, objectStart.lastIndex, this.#left);
      const value = reader.next();
      this.#left = reader.left;
      if (value === null) break;
      const packed = isDict(value) ? this.#streamAt(reader, value) : null;
      this.#outside(bytes, found.index, reader.at);
      this.#add({ number: Number(found[1]), value, packed });
      objectStart.lastIndex = Math.max(objectStart.lastIndex, reader.at - 1);
    }
    this.#outside(bytes, bytes.length, bytes.length);
    this.#readTrailers(bytes, text);
    if (!this.isEncrypted) for (const object of [...this.objects.values(), ...this.older]) this.#unpackObjects(object);
  }

  /** Takes down what stands between the object before and the one at [start, end). */
  #outside(bytes: Buffer, start: number, end: number): void {
    if (start > this.#objectEnd) {
      const piece = bytes.subarray(this.#objectEnd, start);
      const usual = usualOutside.exec(piece.toString('latin1', 0, mostUsual))?.[0].length ?? 0;
      if (usual < piece.length) this.outside.push(piece.subarray(usual), Buffer.from('\n'));
    }
    this.#objectEnd = Math.max(end, this.#objectEnd);
  }

  #readTrailers(bytes: Buffer, text: string): void {
    for (let at = text.indexOf(trailerWord); at >= 0; ) {
      this.#budget.checkTime();
      const next = text.indexOf(trailerWord, at + 1);
      // Up to the next one: where none of them ended, each would be read to the end of the file.
      const value = new PdfReader(bytes.subarray(0, next < 0 ? bytes.length : next), at + trailerWord.length).next();
      if (isDict(value) && value.has('Encrypt')) this.isEncrypted = true;
      at = next;
    }
  }

  #add(object: PdfObject): void {
    const before = this.objects.get(object.number);
    if (before !== undefined) this.older.push(before);
    this.objects.set(object.number, object);
    if (isDict(object.value) && nameOf(object.value.get('Type')) === 'XRef' && object.value.has('Encrypt'))
      this.isEncrypted = true;
  }

  /** The bytes behind the word `stream`; a length that is not right gives way to the word `endstream`. */
  #streamAt(reader: PdfReader, dict: PdfDict): Buffer | null {
    reader.skipBlanks();
    const { bytes, at } = reader;
    if (!bytes.subarray(at, at + streamWord.length).equals(streamWord)) return null;
    let start = at + streamWord.length;
    if (bytes[start] === 13) start++;
    if (bytes[start] === 10) start++;
    const length = dict.get('Length');
    const told = typeof length === 'number' ? start + length : -1;
    const isTold = told >= start && /^\s*endstream/.test(bytes.toString('latin1', told, told + 16));
    const found = isTold ? told : bytes.indexOf('endstream', start);
    const end = found < 0 ? bytes.length : found;
    reader.at = end;
    return bytes.subarray(start, end);
  }

  /** Objects that lie in a stream (7.5.7): `First` bytes of numbers and offsets, then the objects. */
  #unpackObjects({ value, packed }: PdfObject): void {
    if (packed === null || !isDict(value) || nameOf(value.get('Type')) !== 'ObjStm') return;
    const bytes = this.unpack(packed, value);
    const first = value.get('First');
    if (bytes === null || typeof first !== 'number') return;
    const list = new PdfReader(bytes.subarray(0, first));
    const met = new Set<number>();
    for (;;) {
      const [number, offset] = [list.next(), list.next()];
      if (typeof number !== 'number' || typeof offset !== 'number') return;
      this.#budget.takeEntry();
      // Two that name one place would be read twice, many many times.
      if (met.has(offset)) continue;
      met.add(offset);
      const reader = new PdfReader(bytes, first + offset, this.#left);
      const inner = reader.next();
      this.#left = reader.left;
      if (inner !== null) this.#add({ number, value: inner, packed: null });
    }
  }

  /** A stream without its filters; null for pictures, and for what cannot be read. */
  unpack(packed: Buffer, dict: PdfDict): Buffer | null {
    try {
      const bytes = unfilter(packed, this.#resolved(dict), this.#budget.mostFrom(packed.length));
      this.#budget.takeBytes(bytes?.length ?? 0);
      return bytes;
    } catch (error) {
      if (error instanceof OutputFull) this.tooLarge++;
      else if (error instanceof DamagedData) this.damaged++;
      else throw error;
      return null;
    }
  }

  /** References are allowed where filters are named. */
  #resolved(dict: PdfDict): PdfDict {
    return new Map(
      [...dict].map(([key, value]) => [
        key,
        key === 'Filter' || key === 'DecodeParms' ? (this.resolve(value) ?? value) : value,
      ]),
    );
  }

  /** What a value refers to. */
  resolve(value: PdfValue | undefined): PdfValue | undefined {
    let found = value;
    for (let hops = 0; found instanceof PdfRef && hops < 8; hops++) found = this.objects.get(found.number)?.value;
    return found instanceof PdfRef ? undefined : found;
  }

  dict(value: PdfValue | undefined): PdfDict | null {
    const found = this.resolve(value);
    return isDict(found) ? found : null;
  }

  /** The stream that a value refers to, without its filters. */
  stream(value: PdfValue | undefined): Buffer | null {
    const object = value instanceof PdfRef ? this.objects.get(value.number) : undefined;
    return object?.packed && isDict(object.value) ? this.unpack(object.packed, object.value) : null;
  }
}

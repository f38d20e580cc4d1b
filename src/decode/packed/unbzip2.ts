// bzip2, by seek-bzip: one stream, or several one after the other.
import { libraryOf } from './library.ts';
import { DamagedData, type Output, OutputFull, type Unpack, unpackInto } from './unpacked.ts';

/** What is used of it; it has no types of its own. */
interface SeekBzip {
  decode(input: Input, output: { writeByte(byte: number): void }, isMultistream: boolean): void;
}

const seekBzip = libraryOf(async () => {
  // @ts-expect-error no types
  const { default: library } = await import('seek-bzip');
  return library as SeekBzip;
});

const signBytes = 4;
/** An empty stream of 14 bytes costs the library a table of 3.6 MB. */
const bytesBetween = 4096;

/** Whether a stream begins at `at`: the library takes other bytes there for the end. */
const isStream = (packed: Buffer, at: number) => packed.toString('latin1', at, at + 3) === 'BZh';

/** The library's input: it asks for a byte at a time, and reads on behind the end if it is let. */
class Input {
  pos = 0;
  readonly #packed: Buffer;
  readonly #output: Output;
  /** What it broke off with, which the library may wrap. */
  reason: unknown = null;

  constructor(packed: Buffer, output: Output) {
    this.#packed = packed;
    this.#output = output;
  }

  #stop(reason: unknown): never {
    this.reason = reason;
    throw reason;
  }

  readByte(): number {
    if (this.pos >= this.#packed.length) this.#stop(new DamagedData());
    if (this.pos % bytesBetween === 0) {
      try {
        this.#output.checkTime();
      } catch (error) {
        this.#stop(error);
      }
    }
    return this.#packed[this.pos++];
  }

  read(into: Buffer, at: number, length: number): number {
    let count = 0;
    for (; count < length && this.pos < this.#packed.length; count++) into[at + count] = this.readByte();
    return count;
  }
}

/** One stream after the other. @returns where the last one ends */
function unpackStreams(library: SeekBzip, packed: Buffer, output: Output): number {
  const sink = {
    writeByte(byte: number) {
      if (output.size === output.bytes.length) output.need(1);
      output.bytes[output.size++] = byte;
    },
  };
  const input = new Input(packed, output);
  do {
    try {
      library.decode(input, sink, false);
    } catch (error) {
      throw input.reason ?? (error instanceof OutputFull ? error : new DamagedData());
    }
  } while (isStream(packed, input.pos));
  return input.pos;
}

/** @throws NeedsLibrary */
export const unbzip2: Unpack = (packed, most, checkTime) => {
  const library = seekBzip();
  return unpackInto(
    most,
    (output) => {
      if (packed.length < signBytes || !isStream(packed, 0)) throw new DamagedData();
      return unpackStreams(library, packed, output);
    },
    checkTime,
  );
};

// bzip2, by seek-bzip: one stream, or several one after the other.
import { libraryOf } from './library.ts';
import { DamagedData, OutputFull, type Unpack, unpackInto } from './unpacked.ts';

/** What is used of it; it has no types of its own. */
interface SeekBzip {
  decode(input: Buffer, output: { writeByte(byte: number): void }, isMultistream: boolean): void;
}

const seekBzip = libraryOf(async () => {
  // @ts-expect-error no types
  const { default: library } = await import('seek-bzip');
  return library as SeekBzip;
});

const signBytes = 4;

/** Whether a stream begins at `at`: the library takes other bytes there for the end. */
const isStream = (packed: Buffer, at: number) => packed.toString('latin1', at, at + 3) === 'BZh';

/** @throws NeedsLibrary */
export const unbzip2: Unpack = (packed, most) => {
  const library = seekBzip();
  return unpackInto(most, (output) => {
    if (packed.length < signBytes || !isStream(packed, 0)) throw new DamagedData();
    const sink = {
      writeByte(byte: number) {
        if (output.size === output.bytes.length) output.need(1);
        output.bytes[output.size++] = byte;
      },
    };
    try {
      library.decode(packed, sink, true);
    } catch (error) {
      throw error instanceof OutputFull ? error : new DamagedData();
    }
  });
};

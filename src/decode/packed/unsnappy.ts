// Snappy without a frame, as Parquet has it. https://github.com/google/snappy/blob/main/format_description.txt
import { copyBack } from './unlz4.ts';
import { DamagedData, type Output, type Unpack, unpackInto } from './unpacked.ts';

/** Passes the length of what comes out, which stands in front. */
function passLength(packed: Buffer): number {
  let at = 0;
  while (at < 5 && packed.readUInt8(at) >= 0x80) at++;
  return at + 1;
}

function literal(packed: Buffer, start: number, output: Output): number {
  let length = packed[start] >> 2;
  let at = start + 1;
  if (length >= 60) {
    const bytes = length - 59;
    length = packed.readUIntLE(at, bytes);
    at += bytes;
  }
  length++;
  if (at + length > packed.length) throw new DamagedData();
  output.append(packed.subarray(at, at + length));
  return at + length;
}

/** @throws OutputFull */
export const unsnappy: Unpack = (packed, most) =>
  unpackInto(most, (output) => {
    for (let at = passLength(packed); at < packed.length; ) {
      const tag = packed[at];
      switch (tag & 3) {
        case 0:
          at = literal(packed, at, output);
          break;
        case 1:
          copyBack(output, ((tag >> 5) << 8) | packed.readUInt8(at + 1), ((tag >> 2) & 7) + 4);
          at += 2;
          break;
        case 2:
          copyBack(output, packed.readUInt16LE(at + 1), (tag >> 2) + 1);
          at += 3;
          break;
        default:
          copyBack(output, packed.readUInt32LE(at + 1), (tag >> 2) + 1);
          at += 5;
      }
    }
  });

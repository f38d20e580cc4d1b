// base64 as readers of mail take it: whatever is no character of it is passed over, and behind padding it goes on.
import { base64Value } from './alphabets.ts';

const padding = 0x3d;

/** Whether anything is encoded behind the first padding, where Node stops. */
function goesOn(bytes: Buffer): boolean {
  const at = bytes.indexOf(padding);
  return at >= 0 && bytes.subarray(at).some((byte) => base64Value[byte] < 64);
}

function decodePieces(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil((bytes.length * 3) / 4));
  let [held, count, size] = [0, 0, 0];
  /** The bytes of a group of two, three or four characters. */
  const write = () => {
    const group = held << (6 * (4 - count));
    for (let index = 0; index < count - 1; index++) out[size++] = (group >> (16 - 8 * index)) & 0xff;
    [held, count] = [0, 0];
  };
  for (const byte of bytes) {
    if (byte === padding) write();
    if (base64Value[byte] > 63) continue;
    held = (held << 6) | base64Value[byte];
    if (++count === 4) write();
  }
  write();
  return out.subarray(0, size);
}

/** What `bytes`, both alphabets allowed, stand for. */
export function decodeBase64(bytes: Buffer): Buffer {
  return goesOn(bytes) ? decodePieces(bytes) : Buffer.from(bytes.toString('latin1'), 'base64');
}

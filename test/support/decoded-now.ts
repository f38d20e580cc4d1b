// What the decoders make of bytes, as tests look at it; and sources that count what is read of them.
import { decode, decodeSource } from '../../src/decode/decode.ts';
import { defaultLimits } from '../../src/decode/decode-budget.ts';
import type { ByteSource } from '../../src/model/byte-source.ts';
import type { Layer, Loss } from '../../src/model/layer.ts';

export interface Decoded {
  readonly layers: readonly Layer[];
  readonly losses: readonly Loss[];
  /** Way and text of each layer. */
  readonly texts: readonly (readonly [way: string, text: string])[];
}

/** @param source bytes, or a file larger than memory */
export function decoded(source: Buffer | ByteSource, limits = defaultLimits): Decoded {
  const losses: Loss[] = [];
  const terms = { noteLoss: (loss: Loss) => losses.push(loss), limits };
  const layers = [...(Buffer.isBuffer(source) ? decode(source, terms) : decodeSource(source, terms))];
  return { layers, losses, texts: layers.map(({ via, bytes }) => [via.join(', '), bytes.toString()]) };
}

/** Gap sentences of a file. */
export const gapsOf = ({ losses }: Decoded) => losses.filter(({ isGap }) => isGap).map(({ reason }) => reason);

/** A file of `size` bytes that is `head`, then nothing, then `tail`; counts what is read of it. */
export function sparse(head: Buffer, size: number, tail: Buffer = Buffer.alloc(0)): ByteSource & { bytesRead: number } {
  const tailAt = size - tail.length;
  return {
    size,
    bytesRead: 0,
    read(at, length) {
      const count = Math.max(0, Math.min(length, size - at));
      this.bytesRead += count;
      const bytes = Buffer.alloc(count);
      if (at < head.length) head.copy(bytes, 0, at, Math.min(head.length, at + count));
      if (at + count > tailAt) tail.copy(bytes, Math.max(0, tailAt - at), Math.max(0, at - tailAt));
      return bytes;
    },
  };
}

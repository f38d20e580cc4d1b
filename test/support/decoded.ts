// All that decoding gives, in the words that tests compare.

import { decodeSource } from '../../src/decode/decode.ts';
import { type DecodeLimits, defaultLimits } from '../../src/decode/decode-budget.ts';
import { type ByteSource, bytesInMemory } from '../../src/model/byte-source.ts';
import type { Layer, Loss } from '../../src/model/layer.ts';
import { NeedsLibrary } from '../../src/model/needs-library.ts';

export interface Decoded {
  readonly layers: readonly Layer[];
  readonly losses: readonly Loss[];
  /** `via` of a layer, joined by ` > `, to its text. */
  readonly texts: Readonly<Record<string, string>>;
  /** `kind: via: reason` of each loss. */
  readonly lost: readonly string[];
}

/** Decodes as the pipeline does, with the libraries it needs. */
export async function decoded(input: Buffer | ByteSource, limits: Partial<DecodeLimits> = {}): Promise<Decoded> {
  const source = Buffer.isBuffer(input) ? bytesInMemory(input) : input;
  for (;;) {
    const losses: Loss[] = [];
    try {
      const noteLoss = (loss: Loss) => losses.push(loss);
      const layers = [...decodeSource(source, { noteLoss, limits: { ...defaultLimits, ...limits } })];
      const texts = Object.fromEntries(layers.map(({ via, bytes }) => [via.join(' > '), bytes.toString()]));
      const lost = losses.map(({ kind, via, reason }) => `${kind}: ${via.join(' > ')}: ${reason}`);
      return { layers, losses, texts, lost };
    } catch (error) {
      if (!(error instanceof NeedsLibrary)) throw error;
      await error.load();
    }
  }
}

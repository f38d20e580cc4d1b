// What threads saw in the contents that they judged as a whole, for the second look at them: archives take long to search.
import { createHash } from 'node:crypto';
import type { LayersTold } from '../pipeline/detect-in.ts';

/** Shorter contents are searched sooner than told of, and of so many at most is told. */
const leastBytes = 65_536;
const mostContents = 10_000;

/** By the digest of the content. */
export type ToldLayers = Map<string, LayersTold>;

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64');
}

export function noteLayers(known: ToldLayers, content: Buffer, told: LayersTold): void {
  // Where nothing is found nobody looks again.
  if (content.length >= leastBytes && told.lengths.length > 1 && known.size < mostContents)
    known.set(digestOf(content), told);
}

export function layersIn(known: ToldLayers, content: Buffer): LayersTold | undefined {
  return known.size === 0 || content.length < leastBytes ? undefined : known.get(digestOf(content));
}

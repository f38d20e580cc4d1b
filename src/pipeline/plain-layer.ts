// The layer of bytes as they are, by the kind that a survey gave them.
import { contentKind } from '../model/hit-judge.ts';
import type { Layer } from '../model/layer.ts';

const kindNames = { [contentKind.text]: 'text', [contentKind.binary]: 'binary' } as const;

/** A layer of the bytes as they are. */
export function plainLayer(bytes: Buffer, kind: number): Layer {
  return { bytes, kind: kindNames[kind as keyof typeof kindNames], via: [] };
}

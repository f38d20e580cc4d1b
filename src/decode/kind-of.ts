// Text or binary, as git tells them apart.
import type { LayerKind } from '../model/layer.ts';

/** git's own test for binary content looks at this many bytes for a NUL (buffer_is_binary in its xdiff-interface.c). */
const binarySample = 8000;

export function kindOf(bytes: Buffer): LayerKind {
  return bytes.subarray(0, binarySample).includes(0) ? 'binary' : 'text';
}

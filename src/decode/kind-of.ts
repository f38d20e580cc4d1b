// Text or binary, as git tells them apart.
import type { LayerKind } from '../model/layer.ts';

/** git's own test for binary content looks at this many bytes for a NUL (buffer_is_binary in its xdiff-interface.c). */
const binarySample = 8000;

export function kindOf(bytes: Buffer): LayerKind {
  // The language's own search: Node compiles that of buffers when it is first called.
  return Uint8Array.prototype.includes.call(bytes.subarray(0, binarySample), 0) ? 'binary' : 'text';
}

// The kernel with room for what a test puts into it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kernel } from '../../src/git/pack/kernel.ts';
import { compileKernel } from '../../src/git/pack/web-assembly.ts';
import type { DeltaOp } from './delta-ops.ts';

/** Places of one test: input, output and lists, far apart. */
export function roomyKernel() {
  const kernel = new Kernel(compileKernel(readFileSync(join(import.meta.dirname, '../../dist/kernel.wasm'))));
  const places = { a: kernel.take(1 << 20), b: kernel.take(1 << 20), c: kernel.take(1 << 20), d: kernel.take(1 << 22) };
  return { kernel, ...places };
}

/** Ops that fit a base of `size` bytes. */
export function fitted(list: readonly DeltaOp[], size: number): DeltaOp[] {
  return list.flatMap((op): DeltaOp[] => {
    if ('insert' in op) return op.insert.length === 0 ? [] : [op];
    if (size === 0) return [];
    const copy = op.copy % size;
    return [{ copy, length: Math.min(op.length, size - copy) }];
  });
}

/** Applies a delta in the kernel; the result lies at `d`. */
export function applyIn(room: ReturnType<typeof roomyKernel>, base: Uint8Array, delta: Buffer): Buffer | null {
  const { kernel, a, b, c, d } = room;
  kernel.bytes.set(base, a);
  kernel.bytes.set(delta, b);
  const size = kernel.calls.resultSize(b, delta.length, base.length);
  if (size < 0 || size > 1 << 20) return null;
  if (kernel.calls.applyDelta(a, base.length, b, delta.length, d, size, c) !== 0) return null;
  return Buffer.from(kernel.bytes.subarray(d, d + size));
}

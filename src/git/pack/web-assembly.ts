// What is used of WebAssembly, in words: the types that come with node's name only a part of it.

/** A compiled module; threads are handed it as it is. */
export interface KernelCode {
  readonly compiled?: never;
}

export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface Namespace {
  readonly Module: new (bytes: Uint8Array) => KernelCode;
  readonly Instance: new (code: KernelCode) => { readonly exports: object };
}

const host = globalThis as unknown as { WebAssembly: Namespace };

/** @throws CompileError when the bytes are no module; TypeError where there is no WebAssembly (`--jitless`) */
export function compileKernel(bytes: Uint8Array): KernelCode {
  return new host.WebAssembly.Module(bytes);
}

export function instantiateKernel(code: KernelCode): object {
  return new host.WebAssembly.Instance(code).exports;
}

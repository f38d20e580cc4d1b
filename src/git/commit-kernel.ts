// kernel/commit.ts, compiled: inflate and hashes for the commit path, in a third of a millisecond. Node's own zlib and crypto are
// faster at work and take longer to load (2 and 3 ms); where WebAssembly is not to be had they serve.
import { join } from 'node:path';
import { compileKernel, instantiateKernel, type KernelMemory } from './pack/web-assembly.ts';
import { readWhole } from './read-whole.ts';

interface Exports {
  readonly memory: KernelMemory;
  readonly inflated: { readonly value: number };
  firstFree(): number;
  inflateUpTo(source: number, sourceLength: number, target: number, length: number): number;
  adler32(at: number, length: number): number;
  sha1(at: number, length: number, out: number): void;
  sha256(at: number, length: number, out: number): void;
}

/** What inflate and padding may read or write behind what they are given. */
const margin = 80;
const pageBytes = 64 * 1024;

export class CommitKernel {
  readonly #code: Exports;
  readonly #start: number;

  /** @throws where the code cannot run here */
  constructor(code: Uint8Array) {
    this.#code = instantiateKernel(compileKernel(code)) as Exports;
    this.#start = this.#code.firstFree();
  }

  /** The memory from `#start` on, with room for so many bytes. */
  #room(bytes: number): Buffer {
    const { memory } = this.#code;
    const lacking = this.#start + bytes - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / pageBytes));
    return Buffer.from(memory.buffer, this.#start);
  }

  /** The content of zlib data, checked by its checksum; null when it has more than `limit` bytes or is not sound. */
  inflate(packed: Uint8Array, limit: number): Buffer | null {
    const target = packed.length + margin;
    const room = this.#room(target + limit + margin);
    room.set(packed);
    const at = this.#start + target;
    const used = this.#code.inflateUpTo(this.#start, packed.length, at, limit);
    if (used < 0) return null;
    const length = this.#code.inflated.value >>> 0;
    const sum = new DataView(packed.buffer, packed.byteOffset, packed.byteLength).getUint32(used - 4);
    return this.#code.adler32(at, length) >>> 0 === sum ? Buffer.from(room.subarray(target, target + length)) : null;
  }

  /** The hash of all parts together. */
  hash(name: 'sha1' | 'sha256', parts: readonly Uint8Array[]): Buffer {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const out = length + margin;
    const room = this.#room(out + 32);
    let at = 0;
    for (const part of parts) {
      room.set(part, at);
      at += part.length;
    }
    this.#code[name](this.#start, length, this.#start + out);
    return Buffer.from(room.subarray(out, out + (name === 'sha1' ? 20 : 32)));
  }
}

const fileName = 'commit.wasm';
let kernel: CommitKernel | null | undefined;

/** The kernel that the build left beside the program, or in `folder`; null where it is not there or cannot run. */
export function commitKernel(folder?: string): CommitKernel | null {
  if (kernel === undefined) {
    try {
      // In the program, the folder of the bundle.
      folder ??= __dirname;
      kernel = new CommitKernel(readWhole(join(folder, fileName)));
    } catch {
      // No WebAssembly, no memory for it, no such file: node's own modules do the same.
      kernel = null;
    }
  }
  return kernel;
}

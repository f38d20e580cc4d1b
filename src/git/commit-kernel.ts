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
const hashBytes = 32;

/** A buffer of its own. Not by Buffer.from, half a dozen functions that Node compiles when they are first called. */
function copyOf(room: Uint8Array, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  bytes.set(room.subarray(from, from + length));
  return bytes;
}

export class CommitKernel {
  readonly #code: Exports;
  readonly #start: number;
  #memory: ArrayBuffer;
  #view: Uint8Array;

  /** @throws where the code cannot run here */
  constructor(code: Uint8Array) {
    this.#code = instantiateKernel(compileKernel(code)) as Exports;
    this.#start = this.#code.firstFree();
    this.#memory = this.#code.memory.buffer;
    this.#view = new Uint8Array(this.#memory, this.#start);
  }

  /** The memory from `#start` on, with room for so many bytes. */
  #room(bytes: number): Uint8Array {
    const { memory } = this.#code;
    const lacking = this.#start + bytes - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / pageBytes));
    // Memory that grew lies in another buffer.
    if (memory.buffer !== this.#memory) {
      this.#memory = memory.buffer;
      this.#view = new Uint8Array(this.#memory, this.#start);
    }
    return this.#view;
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
    return this.#code.adler32(at, length) >>> 0 === sum ? copyOf(room, target, length) : null;
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
    return copyOf(room, out, name === 'sha1' ? 20 : hashBytes);
  }

  /**
   * The SHA-256 of `block` with each of `messages` behind it, one after the other.
   * @param messages ASCII
   * @param kept bytes of each hash, from its beginning
   */
  hashEach(block: Uint8Array, messages: readonly string[], kept: number): Uint8Array {
    const longest = messages.reduce((most, { length }) => Math.max(most, length), 0);
    const out = block.length + longest + margin;
    const room = this.#room(out + messages.length * kept + hashBytes);
    room.set(block);
    let target = out;
    for (const message of messages) {
      for (let at = 0; at < message.length; at++) room[block.length + at] = message.charCodeAt(at);
      // What is not kept of it, the next one overwrites.
      this.#code.sha256(this.#start, block.length + message.length, this.#start + target);
      target += kept;
    }
    return new Uint8Array(this.#memory.slice(this.#start + out, this.#start + target));
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

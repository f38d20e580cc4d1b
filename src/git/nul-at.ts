// The language's own search: Node compiles that of buffers when it is first called.
const { indexOf } = Uint8Array.prototype;

/** Where the next NUL is, from `from` on; -1 where there is none. */
export function nulAt(bytes: Uint8Array, from: number): number {
  return indexOf.call(bytes, 0, from);
}

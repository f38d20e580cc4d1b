// Deltas as lists of what they do, for tests: written as git writes them, and applied the slow way.

export type DeltaOp = { readonly copy: number; readonly length: number } | { readonly insert: Uint8Array };

/** A size as deltas begin with: seven bits a byte, lowest first. */
export function encodeSize(size: number): number[] {
  const bytes: number[] = [];
  let rest = size;
  do {
    const more = rest >= 128;
    bytes.push((rest % 128) | (more ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

/** A copy: which of the four bytes of the offset and three of the length follow, then those bytes. */
function encodeCopy(offset: number, length: number): number[] {
  const bytes: number[] = [];
  let code = 0x80;
  for (let byte = 0; byte < 4; byte++) {
    const value = Math.floor(offset / 2 ** (8 * byte)) % 256;
    if (value === 0) continue;
    code |= 1 << byte;
    bytes.push(value);
  }
  if (length !== 0x10000)
    for (let byte = 0; byte < 3; byte++) {
      const value = (length >> (8 * byte)) & 255;
      if (value === 0) continue;
      code |= 0x10 << byte;
      bytes.push(value);
    }
  return [code, ...bytes];
}

/** The delta in the form of packs (gitformat-pack, "Deltified representation"). */
export function encodeDelta(baseSize: number, ops: readonly DeltaOp[]): Buffer {
  const size = ops.reduce((sum, op) => sum + ('insert' in op ? op.insert.length : op.length), 0);
  const parts = ops.map((op) =>
    'insert' in op
      ? Buffer.concat([Buffer.from([op.insert.length]), op.insert])
      : Buffer.from(encodeCopy(op.copy, op.length)),
  );
  return Buffer.concat([Buffer.from([...encodeSize(baseSize), ...encodeSize(size)]), ...parts]);
}

export function naiveApply(base: Uint8Array, ops: readonly DeltaOp[]): Buffer {
  return Buffer.concat(
    ops.map((op) =>
      'insert' in op ? Buffer.from(op.insert) : Buffer.from(base.subarray(op.copy, op.copy + op.length)),
    ),
  );
}

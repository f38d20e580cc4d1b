import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pump } from '../../../src/commands/mask-pump.ts';
import type { MaskStream } from '../../../src/pipeline/masking/mask-stream.ts';

/** A mask that makes everything upper case, holds nothing back, and breaks at an `x`. */
const loud = {
  isOpen: false,
  push(chunk: Buffer) {
    if (chunk.includes('x')) throw new TypeError('broken');
    return [Buffer.from(chunk.toString().toUpperCase())];
  },
  idle: () => [],
  end: () => [Buffer.from('.')],
} as unknown as MaskStream;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakgate-pump-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function pumped(pieces: readonly string[], isOneOfTwo: boolean): Promise<{ text: string; error: unknown }> {
  const path = join(folder, 'out');
  const descriptor = openSync(path, 'w');
  let error: unknown = null;
  try {
    await pump(Readable.from(pieces.map((piece) => Buffer.from(piece))), loud, { descriptor, isOneOfTwo });
  } catch (thrown) {
    error = thrown;
  } finally {
    closeSync(descriptor);
  }
  return { text: readFileSync(path, 'utf8'), error };
}

describe.each([false, true])('pumping, one of two: %s', (isOneOfTwo) => {
  it('writes what the mask gives, in order, to the end', async () => {
    expect(await pumped(['one ', 'two ', 'three'], isOneOfTwo)).toEqual({ text: 'ONE TWO THREE.', error: null });
  });

  it('ends where the mask breaks, with nothing that did not go through it', async () => {
    const { text, error } = await pumped(['one ', 'fox ', 'three'], isOneOfTwo);
    expect(error).toBeInstanceOf(TypeError);
    expect('ONE ').toContain(text);
  });
});

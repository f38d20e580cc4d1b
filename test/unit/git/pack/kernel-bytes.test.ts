// What the kernel looks for many bytes at a time, against a look at each.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadKernel } from '../../../../src/commands/sweep-threads.ts';
import { Kernel } from '../../../../src/git/pack/kernel.ts';
import { needBuild } from '../../../support/run-cli.ts';

needBuild();
const kernel = new Kernel(loadKernel(join(import.meta.dirname, '..', '..', '..', '..', 'dist')));

it('a NUL is found wherever it stands, and none beside the bytes', () => {
  const room = kernel.take(512);
  for (const fill of [1, 0x7f, 0x80, 0xff])
    for (let length = 0; length < 200; length++)
      for (const offset of [0, 1, 7]) {
        const at = room + 64 + offset;
        kernel.bytes.fill(0, room, room + 512);
        kernel.bytes.fill(fill, at, at + length);
        expect(kernel.calls.hasNul(at, length)).toBe(0);
        for (let place = 0; place < length; place += length > 80 ? 9 : 1) {
          kernel.bytes[at + place] = 0;
          expect(kernel.calls.hasNul(at, length)).toBe(1);
          kernel.bytes[at + place] = fill;
        }
      }
});

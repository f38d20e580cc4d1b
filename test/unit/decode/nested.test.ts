// Archives in archives: those that would go on for ever, as one that holds itself does, and those that grow on the way.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../src/decode/decode-budget.ts';
import { decoded } from '../../support/decoded.ts';
import { tarOf } from '../../support/oci-image.ts';
import { zipOf } from '../../support/packed-files.ts';

type Pack = (inner: Buffer) => Buffer;

/** As a decoder sees an archive that holds itself: at each step the same again. */
const nested = (pack: Pack, depth: number) => {
  let bytes: Buffer = Buffer.from('the innermost text');
  for (let level = 0; level < depth; level++) bytes = pack(bytes);
  return bytes;
};

const packs: Readonly<Record<string, Pack>> = {
  gzip: (inner) => gzipSync(inner),
  zip: (inner) => zipOf('r/r.zip', inner),
  tar: (inner) => tarOf({ 'r.tar': inner }),
};
const deep = 'it lies more than 8 containers deep';

describe.each(Object.entries(packs))('%s in itself', (name, pack) => {
  it('is followed eight deep, and what lies deeper is a gap', async () => {
    const eight = await decoded(nested(pack, 8));
    expect(Object.values(eight.texts)).toContain('the innermost text');
    expect(eight.lost).toEqual([]);
    const { layers, losses } = await decoded(nested(pack, name === 'tar' ? 20 : 200));
    expect(losses).toMatchObject([{ kind: 'limit', isGap: true, reason: deep }]);
    expect(losses[0].via).toHaveLength(8);
    expect(Math.max(...layers.map(({ via }) => via.length))).toBe(8);
  });
});

describe('archives that hold many of the next', () => {
  const branch = 10;
  const many: Pack = (inner) => tarOf(Object.fromEntries(Array.from({ length: branch }, (_, at) => [`${at}`, inner])));
  /** 10 files that hold 10 each, seven deep: ten million, in some kilobytes. */
  const bomb = nested((inner) => gzipSync(many(inner)), 4);

  it('end at the number of files, told once for each level at most', async () => {
    const { losses } = await decoded(bomb, { entries: 500 });
    expect(losses.length).toBeGreaterThan(0);
    expect(losses.length).toBeLessThanOrEqual(branch * defaultLimits.depth);
    for (const { kind, isGap } of losses) expect([kind, isGap]).toEqual(['limit', true]);
  });

  it('end at the bytes that come out of them in all', async () => {
    const { losses, layers } = await decoded(bomb, { totalBytes: 1024 * 1024 });
    expect(losses.length).toBeGreaterThan(0);
    expect(layers.length).toBeLessThan(1000);
    for (const { kind } of losses) expect(kind).toBe('limit');
  });
});

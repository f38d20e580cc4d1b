import { describe, expect, it } from 'vitest';
import { LineCounter } from '../../../src/decide/region-of.ts';
import { countSteps, growthOf, isLinear } from '../../support/count-steps.ts';

const lineOfEach = (size: number, isFresh: boolean) => {
  const bytes = Buffer.alloc(size, 'x\n');
  let counter = new LineCounter(bytes);
  for (let at = 0; at < size; at += 2) {
    if (isFresh) counter = new LineCounter(bytes);
    counter.at(at);
  }
};

describe('countSteps', () => {
  it('counts every character and every block', async () => {
    const { blocks, characters } = await countSteps(() => {
      lineOfEach(4000, false);
      'a'.repeat(2000).indexOf('b');
    });
    expect(characters).toBe(2000);
    // 2000 calls of `at`, each a handful of blocks.
    expect(blocks).toBeGreaterThan(2 * 2000);
    expect(blocks).toBeLessThan(20 * 2000);
  });

  it('tells linear work from quadratic', async () => {
    expect(await growthOf((size) => lineOfEach(size, false), 2000)).toBeLessThan(2.8);
    expect(await growthOf((size) => lineOfEach(size, true), 2000)).toBeGreaterThan(3.5);
    expect(await isLinear((size) => lineOfEach(size, true), 2000)).toBe(false);
  });

  it('sees quadratic work inside built-in functions', async () => {
    const growth = await growthOf((size) => {
      new LineCounter(Buffer.from('a')).at(0);
      const text = 'a'.repeat(size);
      for (let at = 0; at < size; at += 10) /b$/.test(text);
    }, 2000);
    expect(growth).toBeGreaterThan(3.5);
  });

  it('puts the built-in functions back', async () => {
    const { exec } = RegExp.prototype;
    await countSteps(() => {});
    expect(RegExp.prototype.exec).toBe(exec);
  });
});

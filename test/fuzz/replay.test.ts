// The corpus of the fuzzer, and every target's seeds, once: what was found and mended stays so.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Dice, mutate } from './mutate.ts';
import { runTarget } from './target.ts';
import { targets } from './targets/index.ts';

const corpus = join(import.meta.dirname, 'corpus');
const mostBytes = 400_000;

describe.each(targets.map((target) => ({ name: target.name, target })))('$name', ({ name, target }) => {
  const folder = join(corpus, name);
  const kept = existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(join(folder, file))) : [];
  const inputs = [...target.seeds(), ...kept, Buffer.alloc(0)];

  it('holds for every input that was kept', async () => {
    expect(kept.length > 0).toBe(target.isKept !== false);
    for (const data of inputs) await runTarget(target, data);
  });

  it('holds for some changed ones', async () => {
    const dice = new Dice(1);
    const stock = { words: target.words.map((word) => Buffer.from(word, 'latin1')), others: inputs };
    for (let count = 0; count < Math.min(300, target.batch ?? 300); count++)
      await runTarget(target, mutate(dice.pick(inputs), dice, stock, target.longest ?? 4096));
  });
});

it('keeps a folder for no other target, and stays small', () => {
  const names = targets.map(({ name }) => name);
  const folders = readdirSync(corpus);
  expect(folders.filter((folder) => !names.includes(folder))).toEqual([]);
  const sizes = folders.flatMap((folder) =>
    readdirSync(join(corpus, folder)).map((file) => readFileSync(join(corpus, folder, file)).length),
  );
  expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(mostBytes);
});

// docs/security.md names a test for each threat: all of them exist, and the folder they lie in is one that is run.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const top = join(import.meta.dirname, '..', '..', '..');

it('names tests that exist for every threat', () => {
  const text = readFileSync(join(top, 'docs', 'security.md'), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| (?!threat|---)/.test(line));
  expect(rows.length).toBeGreaterThan(12);
  const config = readFileSync(join(top, 'vitest.config.ts'), 'utf8');
  for (const row of rows) {
    const tests =
      row
        .split('|')
        .at(-2)
        ?.match(/(?<=`)test\/[^`]+(?=`)/g) ?? [];
    expect(tests.length, row).toBeGreaterThan(0);
    for (const test of tests) {
      expect(existsSync(join(top, test)), test).toBe(true);
      expect(config).toContain(`'${test.split('/').slice(0, 2).join('/')}/**/*.test.ts'`);
    }
  }
});

import { expect, it } from 'vitest';
import { countOf, formatBytes, formatCount, formatDuration } from '../../../src/report/quantities.ts';

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [70235, '70,235'],
  [1234567, '1,234,567'],
])('counts %d as %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_345, '12 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [2_108_000_000, '2.1 GB'],
])('sizes %d as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [31, '31 ms'],
  [999.4, '999 ms'],
  [4312, '4.3 s'],
  [125_000, '2 min 5 s'],
  [3_600_000, '60 min 0 s'],
])('times %d as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

it('bends words', () => {
  expect([countOf(1, 'secret'), countOf(0, 'secret'), countOf(1200, 'entry', 'entries')]).toEqual([
    '1 secret',
    '0 secrets',
    '1,200 entries',
  ]);
});

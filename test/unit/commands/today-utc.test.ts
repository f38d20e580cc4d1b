// The day by counting, against Date.

import { expect, it } from 'vitest';
import { todayUtc } from '../../../src/commands/today-utc.ts';
import fc from '../../support/fast-check.ts';

const byDate = (time: number) => new Date(time).toISOString().slice(0, 10);

it('is the day that Date gives', () => {
  const times = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(times), (date) => {
      expect(todayUtc(date.getTime())).toBe(byDate(date.getTime()));
    }),
    { numRuns: 2000 },
  );
});

it('changes at midnight, also around leap days and the ends of centuries', () => {
  for (const day of [
    '1999-12-31',
    '2000-02-28',
    '2000-02-29',
    '2024-02-29',
    '2026-12-31',
    '2100-02-28',
    '2400-02-29',
  ]) {
    const midnight = Date.parse(`${day}T00:00:00Z`) + 24 * 60 * 60 * 1000;
    expect([todayUtc(midnight - 1), todayUtc(midnight)]).toEqual([day, byDate(midnight)]);
  }
});

it('is today where no time is given', () => {
  const before = byDate(Date.now());
  const told = todayUtc();
  expect([before, byDate(Date.now())]).toContain(told);
});

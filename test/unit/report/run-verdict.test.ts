import { describe, expect, it } from 'vitest';
import type { Receipt, Skip } from '../../../src/model/receipt.ts';
import { isComplete, runVerdict, unaccounted } from '../../../src/report/run-verdict.ts';
import { sampleReport, sampleVerdict } from '../../support/sample-report.ts';

const gap = (isAccepted: boolean): Skip => ({ kind: 'missing', count: 2, isGap: true, isAccepted });
const receiptWith = (changes: Partial<Receipt>): Receipt => ({ ...sampleReport().receipt, ...changes });

describe('isComplete', () => {
  it('fails on an open gap, a missed canary, or an input that nobody accounts for', () => {
    expect(isComplete(receiptWith({}))).toBe(true);
    expect(isComplete(receiptWith({ skipped: [gap(false)] }))).toBe(false);
    expect(isComplete(receiptWith({ canary: 'missed' }))).toBe(false);
    expect(isComplete(receiptWith({ expected: 6 }))).toBe(false);
  });

  it('holds with accepted gaps, skips by design, and inputs covered by what was known', () => {
    const byDesign: Skip = { kind: 'submodule', count: 1, isGap: false, isAccepted: false };
    expect(isComplete(receiptWith({ expected: 8, skipped: [gap(true), byDesign] }))).toBe(true);
    expect(isComplete(receiptWith({ expected: 9, inherited: 4 }))).toBe(true);
  });

  it('never counts below zero where a skip lists what was covered too', () => {
    expect(unaccounted(receiptWith({ skipped: [{ ...gap(true), count: 9 }] }))).toBe(0);
  });
});

describe('runVerdict', () => {
  const open = receiptWith({ skipped: [gap(false)] });
  it.each([
    ['blocked', sampleReport([sampleVerdict()])],
    ['blocked', sampleReport([sampleVerdict()], { receipt: open })],
    ['incomplete', sampleReport([sampleVerdict({ blocks: false })], { receipt: open })],
    ['warnings', sampleReport([sampleVerdict({ blocks: false })])],
    ['clean', sampleReport([sampleVerdict({ blocks: false, status: 'known' })])],
    ['clean', sampleReport()],
  ])('says %s', (word, report) => {
    expect(runVerdict(report)).toBe(word);
  });
});

import { describe, expect, it } from 'vitest';
import { progressBar, progressText, stoppedText } from '../../../src/report/progress-line.ts';

const progress = { objects: 4012, total: 10_030, bytes: 81_000_000, findings: 3 };

describe('the line on a terminal', () => {
  it('shows objects, bytes, findings and the time left', () => {
    expect(progressBar(progress, 'objects', 4012, 120)).toBe(
      'leakgate [########------------] 40 %  4,012 of 10,030 objects, 81 MB, 3 found so far, about 6 s left',
    );
  });

  it('never fills a row, so that it can be written over', () => {
    for (const width of [1, 20, 59, 60, 80])
      expect(progressBar(progress, 'objects', 4012, width).length).toBeLessThan(width);
  });

  it('has no bar while nobody knows how much there is, and more is never less than all', () => {
    expect(progressBar({ ...progress, total: 0 }, 'files', 4012, 120)).toBe(
      'leakgate 4,012 files, 81 MB, 3 found so far',
    );
    expect(progressBar({ ...progress, total: 4000 }, 'objects', 4012, 120)).toContain(
      '] 100 %  4,012 of 4,012 objects',
    );
  });

  it('estimates nothing in the first seconds', () => {
    expect(progressBar(progress, 'objects', 900, 120)).not.toContain('left');
  });

  it('says when only the places are left', () => {
    expect(progressBar({ ...progress, isPlacing: true }, 'objects', 9000, 120)).toContain(
      'looking up where they stand',
    );
  });
});

describe('the line in a log', () => {
  it('says the same in words', () => {
    expect(progressText(progress, 'objects', 4012)).toBe(
      'leakgate: 4,012 of 10,030 objects (40 %), 81 MB, 3 found so far, about 6 s left',
    );
  });
});

describe('the last words of a run that was stopped', () => {
  it('say how far it got, and that it says nothing', () => {
    expect(stoppedText(progress, 'objects')).toBe(
      'leakgate: stopped after 4,012 of 10,030 objects, 81 MB, 3 found so far; nothing was judged, so this run says nothing',
    );
    expect(stoppedText(null, 'objects')).toMatch(/before anything was checked/);
  });
});

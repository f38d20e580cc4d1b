// When progress is told, and when not: by a clock of the test's own.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showProgress, wipeProgress } from '../../../src/commands/show-progress.ts';

const progress = { objects: 10, total: 40, bytes: 2000, findings: 0 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  vi.spyOn(process, 'uptime').mockImplementation(() => performance.now() / 1000);
});
afterEach(() => {
  wipeProgress();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** What is written in the course of `seconds` in which progress is told ten times a second. */
async function written(isTerminal: boolean, seconds: number, tellsFor = seconds): Promise<string[]> {
  const texts: string[] = [];
  const tell = showProgress('objects', { err: (text) => texts.push(text), isTerminal });
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    if (tenth < tellsFor * 10) tell(progress);
    await vi.advanceTimersByTimeAsync(100);
  }
  wipeProgress();
  return texts;
}

describe('progress on a terminal', () => {
  it('writes nothing for a short run', async () => {
    expect(await written(true, 0.6)).toEqual([]);
  });

  it('writes one line over and over, at most five times a second, and takes it away', async () => {
    const texts = await written(true, 3);
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.length).toBeLessThan(15);
    for (const text of texts.slice(0, -1)) expect(text).toMatch(/^\r\x1b\[Kleakgate \[#+-+\] 25 % {2}10 of 40 objects/);
    expect(texts.join('')).not.toContain('\n');
    expect(texts.at(-1)).toBe('\r\x1b[K');
  });

  it('goes on while nothing new is told', async () => {
    expect((await written(true, 3, 0.2)).length).toBeGreaterThan(5);
  });
});

describe('progress where stderr is no terminal', () => {
  it('writes a plain line every ten seconds, and none before', async () => {
    expect(await written(false, 9)).toEqual([]);
    const texts = await written(false, 35);
    expect(texts).toHaveLength(3);
    for (const text of texts)
      expect(text).toMatch(/^leakgate: 10 of 40 objects \(25 %\), 2\.0 kB, 0 found so far, .* left\n$/);
  });
});

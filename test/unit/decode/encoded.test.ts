// Runs of encoded text: what is found of them, what is too long, and limits that end in a gap instead of an error.
import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/decode/decode.ts';
import { defaultLimits, LimitReached } from '../../../src/decode/decode-budget.ts';
import { decodeRun } from '../../../src/decode/encoded/decode-run.ts';
import { nextEncoded, type Run } from '../../../src/decode/encoded/find-encoded.ts';
import type { Loss } from '../../../src/model/layer.ts';

const words = 'all work and no play makes a dull text, and a long one. ';
const encoded = (times: number) => Buffer.from(words.repeat(times)).toString('base64');

describe('a run', () => {
  it('is found wherever it begins and however long it is', () => {
    for (let lead = 0; lead < 60; lead++)
      for (const length of [24, 25, 47, 48, 100]) {
        const text = Buffer.from(`${' '.repeat(lead)}${encoded(3).slice(0, length)} .`);
        expect(nextEncoded(text, 0)).toEqual({ start: lead, end: lead + length, encoding: 'base64' });
      }
    expect(nextEncoded(Buffer.from(encoded(1).slice(0, 23)), 0)).toBeNull();
  });

  it('has each of its bytes at its characters, over lines too', () => {
    const lines = encoded(20).match(/.{1,76}/g) as string[];
    const text = Buffer.from(`x ${lines.join('\n  ')}\n`);
    const { bytes, spanOf, span } = decodeRun(text, nextEncoded(text, 0) as Run);
    expect(String(bytes)).toBe(words.repeat(20));
    expect(span).toEqual({ start: 2, end: text.length - 1 });
    for (let at = 0; at < words.length * 20 - 3; at += 7) {
      const { start, end } = spanOf(at, at + 3);
      const piece = text.toString('latin1', start, end).replaceAll(/\s/g, '');
      const whole = lines.join('');
      expect(whole.indexOf(piece, Math.floor((at * 4) / 3))).toBe(Math.floor((at * 4) / 3));
    }
  });

  it('that is too long is a limit, not a string that no engine holds', () => {
    const text = Buffer.from(encoded(40));
    const { bytes } = decodeRun(text, nextEncoded(text, 0) as Run, 1024);
    expect(bytes).toBeInstanceOf(LimitReached);
  });
});

describe('limits', () => {
  const lossesOf = (text: string, limits: Partial<typeof defaultLimits>, now = () => 0) => {
    const losses: Loss[] = [];
    const noteLoss = (loss: Loss) => losses.push(loss);
    const layers = [...decode(Buffer.from(text), { noteLoss, limits: { ...defaultLimits, ...limits }, now })];
    return { layers, losses };
  };

  it('of time end plain text in a gap', () => {
    let clock = 0;
    const { layers, losses } = lossesOf(`${encoded(2)} `.repeat(9), { milliseconds: 5 }, () => clock++);
    expect(layers.length).toBeGreaterThan(0);
    expect(losses).toMatchObject([{ kind: 'limit', isGap: true, via: [] }]);
  });

  it('of depth end nested encodings in a gap', () => {
    let text = words;
    for (let depth = 0; depth < 12; depth++) text = `see ${Buffer.from(text).toString('base64')} there`;
    const { layers, losses } = lossesOf(text, {});
    expect(layers.at(-1)?.via).toHaveLength(defaultLimits.depth);
    expect(losses).toMatchObject([{ kind: 'limit', isGap: true }]);
  });
});

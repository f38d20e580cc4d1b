import { describe, expect, it } from 'vitest';
import { hasDigitRun, isMadeUp, isPlaceholderBody, isPlaceholderValue } from '../../../src/detect/placeholder.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe('placeholders', () => {
  it.each([
    'abcd1234abcd1234abcd1234',
    'deadbeefdeadbeefdeadbeef',
    'x1x1x1x1x1x1x1x1',
    '0123456789abcdef0123456789abcdef',
  ])('%s repeats itself', (value) => {
    expect(isPlaceholderValue(value)).toBe(true);
    expect(isPlaceholderBody(value)).toBe(true);
  });

  it.each(['a1b2c3d4e5f6g7h8i9j0', 'abcd1234efgh5678ijkl9012', 'A1B2C3D4E5F6G7H8', 'px-api-a1b2c3d4-e5f6-g7h8-i9j0'])(
    '%s was made by counting',
    (value) => {
      expect(isMadeUp(value)).toBe(true);
    },
  );

  it('no value drawn at random was', () => {
    for (const seed of seeds)
      for (const template of ['{alnum:32}', '{hex:40}', '{b64url:24}', '{loweralnum:20}']) {
        const value = fillTemplate(template, seed);
        expect(isMadeUp(value), value).toBe(false);
        expect(isPlaceholderValue(value), value).toBe(false);
        expect(hasDigitRun(value), value).toBe(false);
      }
  });

  it('words count for a whole value or segment, never inside one', () => {
    expect(isPlaceholderValue('your-api-key')).toBe(true);
    expect(isPlaceholderValue('my_secret_token')).toBe(true);
    expect(isPlaceholderValue(`${fillTemplate('{alnum:12}', 1)}test${fillTemplate('{alnum:12}', 2)}`)).toBe(false);
  });
});

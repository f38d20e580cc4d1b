// The model of randomness against values drawn at random and against the names in this project's own sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomness } from '../../../src/detect/language-model.ts';
import { looksRandom, looksWritten } from '../../../src/detect/looks-random.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const seeds = Array.from({ length: 500 }, (_, seed) => seed);
const share = (values: readonly string[], test: (value: string) => boolean) =>
  values.filter(test).length / values.length;

function namesOf(folder: string): string[] {
  const top = join(import.meta.dirname, '..', '..', '..', folder);
  const texts = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'language-table.ts')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  return [...new Set(texts.flatMap((text) => text.match(/[A-Za-z_$][A-Za-z0-9_$.-]{9,}/g) ?? []))];
}

describe('looksRandom', () => {
  it.each(['{hex:16}', '{hex:32}', '{lower:16}', '{loweralnum:14}', '{upperalnum:16}', '{alnum:12}', '{b64url:20}'])(
    'takes %s for random',
    (template) => {
      const values = seeds.map((seed) => fillTemplate(template, seed));
      expect(share(values, looksRandom)).toBeGreaterThan(0.97);
    },
  );

  it.each(['sk-{hex:32}', 'key_live_{alnum:24}', 'app.{b64url:24}.x'])('sees the random part of %s', (template) => {
    const values = seeds.map((seed) => fillTemplate(template, seed));
    expect(share(values, looksRandom)).toBeGreaterThan(0.97);
  });

  it('takes the names of a code base for written', () => {
    const names = namesOf('src');
    expect(names.length).toBeGreaterThan(1000);
    expect(share(names, looksRandom)).toBeLessThan(0.01);
  });

  it.each([
    'authentication_handler_v2',
    'com.example.service.TokenProvider',
    'aVeryLongIdentifierNameForTheToken',
    'MY_CONSTANT_NAME_FOR_TOKEN',
    'application-settings-2024',
    'ticket-1208358310',
  ])('takes %s for written', (text) => {
    expect(looksRandom(text)).toBe(false);
  });

  it('gives more evidence the longer a random value is', () => {
    expect(randomness(fillTemplate('{alnum:40}', 1))).toBeGreaterThan(randomness(fillTemplate('{alnum:20}', 1)));
    expect(randomness('')).toBe(0);
    expect(looksWritten('correct horse battery staple')).toBe(true);
  });
});

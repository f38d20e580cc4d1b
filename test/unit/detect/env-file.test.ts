import { describe, expect, it } from 'vitest';
import { byPathRules } from '../../../rules/by-path.ts';
import { readyRule } from '../../../src/detect/detector.ts';
import { detectEnvFile } from '../../../src/detect/env-file.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const rule = readyRule(byPathRules[0], 'by-path');
const names = (text: string) =>
  detectEnvFile(Buffer.from(fillTemplate(text, 3)), rule).map(({ facts }) => facts.variable);

describe('detectEnvFile', () => {
  it.each([
    'DB_PASSWORD={alnum:10}',
    'export DB_PASSWORD="{alnum:10} with blanks"',
    "  DB_PASSWORD = '{alnum:10}' # the real one",
    'DB_PASSWORD=sunshine',
    'DB_PASSWORD=https://svc:{alnum:12}@db.corp.net/',
    'DB_PASSWORD="a\\"b{alnum:8}"',
  ])('finds %s', (text) => {
    expect(names(text)).toEqual(['DB_PASSWORD']);
  });

  it('finds each variable on its own line, and gives its place', () => {
    const text = 'PORT=3000\nAPI_KEY=abc123xyz\r\nSTRIPE_SECRET=q9w8e7r6\n';
    const found = detectEnvFile(Buffer.from(text), rule);
    expect(found.map(({ secretStart, secretEnd }) => text.slice(secretStart, secretEnd))).toEqual([
      'abc123xyz',
      'q9w8e7r6',
    ]);
    expect(found.map(({ secret }) => `${secret}`)).toEqual(['…', '…']);
  });

  it.each([
    'DB_PASSWORD=',
    'DB_PASSWORD=""',
    'DB_PASSWORD=changeme',
    'DB_PASSWORD=${OTHER}',
    'DB_PASSWORD=<your password>',
    '# DB_PASSWORD=hunter22x',
    'TOKEN_SERVER=http://pulp:80/token/',
    "TOKEN_SERVER='http://pulp:80/token/'",
    'PORT=3000',
    'LOG_LEVEL=debug-everything',
    'TOKEN_URL=https://auth.example.com/token',
    'TOKEN_TTL=360000',
    'SECRET_KEY_FILE=/run/secrets/key',
    'STRIPE_PUBLISHABLE_KEY=pk_{alnum:20}',
    'USE_TOKEN=true',
    'KEYBOARD=qwertz-de',
    'MONKEY=bananas1',
    'AUTHOR=somebody',
    'KEY=unsafe',
    'AUTH_TOKEN=anonymous-reader',
  ])('leaves %s alone', (text) => {
    expect(names(text)).toEqual([]);
  });

  it('ends in linear time on hostile lines', () => {
    const started = performance.now();
    for (const line of [
      `A${'='.repeat(200_000)}`,
      `PASSWORD="${'\\'.repeat(200_000)}`,
      `PASSWORD=${' '.repeat(200_000)}x`,
      `${' '.repeat(200_000)}`,
      `PASSWORD=${'a '.repeat(100_000)}`,
    ])
      detectEnvFile(Buffer.from(line), rule);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

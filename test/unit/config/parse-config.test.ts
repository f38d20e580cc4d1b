import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { configFromPackageJson } from '../../../src/config/config-from-package.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { ConfigError } from '../../../src/model/errors.ts';
import fc from '../../support/fast-check.ts';

const file = 'leakgate.json';
const schema = JSON.parse(readFileSync('schema/leakgate-config.schema.json', 'utf8'));
const isValid = new Ajv().compile(schema);

function errorOf(text: string, ruleIds?: ReadonlySet<string>): ConfigError {
  try {
    parseConfig(text, { file, ruleIds });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const whole = `// what this repository decided
{
  "$schema": "./node_modules/leakgate/schema/leakgate-config.schema.json",
  "rules": { "generic-password": "off", "npm-token": "medium" }, /* both on purpose */
  "paths": { "ignore": ["vendor/**", "docs/{a,b}/*.md"] },
  "severity": "medium",
  "acceptGaps": ["shallow", "lfs"],
  "salt": "0123456789abcdef0123456789abcdef",
  "baseline": "ci/leaks.baseline",
}`;

describe('parseConfig', () => {
  it('reads every key, with comments and a trailing comma', () => {
    expect(parseConfig(whole, { file })).toEqual({
      file,
      rules: new Map([
        ['generic-password', 'off'],
        ['npm-token', 'medium'],
      ]),
      ruleTerms: new Map(),
      ownRuleEntries: [],
      ownRules: new Map(),
      ruleFiles: [],
      ignoredPaths: ['vendor/**', 'docs/{a,b}/*.md'],
      severity: 'medium',
      acceptGaps: new Set(['shallow', 'lfs']),
      salt: '0123456789abcdef0123456789abcdef',
      baseline: 'ci/leaks.baseline',
    });
  });

  it('gives the defaults for an empty object', () => {
    expect(parseConfig('{}', { file })).toMatchObject({
      severity: 'high',
      salt: 'leakgate',
      baseline: '.leakgate-baseline',
      ignoredPaths: [],
    });
  });

  it.each([
    ['', 'it is empty'],
    ['  \n', 'it is empty'],
    ['  // nothing\n', 'it is not valid JSON'],
    ['[]', 'it must hold an object'],
    ['null', 'it must hold an object'],
    ['{"rules": {}', 'it is not valid JSON (line 1)'],
    ['{\n"severity": "high"\n"salt": "12345678"}', 'it is not valid JSON (line 3)'],
    ['{} {}', 'it is not valid JSON'],
    ['{"severty": "low"}', '"severty" is not a key of the config'],
    ['{"toString": 1}', '"toString" is not a key of the config'],
    ['{"__proto__": {"severity": "low"}}', 'the key __proto__ is not allowed (line 1)'],
    ['{"rules": {"__proto__": "off"}}', 'the key __proto__ is not allowed (line 1)'],
    ['{"severity": "low",\n"severity": "high"}', 'a key stands twice in one object (line 2)'],
    ['{"rules": {"a": "off", "a": "low"}}', 'a key stands twice'],
    ['{"severity": "off"}', '"severity" takes critical, high, medium, low'],
    ['{"severity": ["low"]}', '"severity" takes'],
    ['{"rules": []}', '"rules" takes an object'],
    ['{"rules": {"npm-token": "none"}}', '"rules.npm-token" takes off, critical'],
    ['{"rules": {"npm-token": false}}', '"rules.npm-token" takes off, critical'],
    ['{"rules": {"NPM": "off"}}', '"rules.NPM" names no rule'],
    ['{"paths": ["a"]}', '"paths" takes an object'],
    ['{"paths": {"ignored": []}}', '"paths.ignored" is not a key of the config'],
    ['{"paths": {"ignore": "a/**"}}', '"paths.ignore" takes a list of globs'],
    ['{"paths": {"ignore": ["a", 1]}}', '"paths.ignore" takes a list of globs'],
    ['{"paths": {"ignore": ["a", "**"]}}', '"paths.ignore[1]" would leave out nearly every file'],
    ['{"acceptGaps": ["shallow", "all"]}', '"acceptGaps[1]" takes shallow, partial'],
    ['{"acceptGaps": true}', '"acceptGaps" takes a list'],
    ['{"salt": "short"}', '"salt" takes 8 to 128'],
    ['{"salt": "with a space"}', '"salt" takes 8 to 128'],
    ['{"baseline": "../outside"}', '"baseline" takes a path inside the repository'],
    ['{"baseline": "/etc/passwd"}', '"baseline" takes a path inside'],
    ['{"baseline": "C:\\\\x"}', '"baseline" takes a path inside'],
    ['{"baseline": ".GIT/config"}', '"baseline" takes a path inside'],
    ['{"baseline": ""}', '"baseline" takes a path inside'],
    ['{"$schema": 1}', '"$schema" takes a text'],
  ])('refuses %j', (text, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(`${file}: ${message}`);
    expect(error.exitCode).toBe(2);
  });

  it('refuses rules that do not exist when it knows which do', () => {
    const ruleIds = new Set(['npm-token']);
    expect(parseConfig('{"rules": {"npm-token": "off"}}', { file, ruleIds }).rules.size).toBe(1);
    expect(errorOf('{"rules": {"npm-tokens": "off"}}', ruleIds).message).toContain('"rules.npm-tokens" names no rule');
  });

  it('is bounded against deep and huge files', () => {
    expect(errorOf('{"rules":'.repeat(50_000)).message).toContain('nested deeper than 32 levels');
    expect(errorOf(`{"rules": ${'['.repeat(500_000)}`).message).toContain('nested deeper than 32 levels');
    expect(errorOf(`{}${' '.repeat(1 << 20)}`).message).toContain('larger than 1 MiB');
  });

  it('repeats neither values nor keys that are no names', () => {
    const pasted = `pasted ${'9f3c'.repeat(8)} here`;
    for (const text of [
      JSON.stringify({ [pasted]: 1 }),
      JSON.stringify({ severity: pasted }),
      JSON.stringify({ rules: { [pasted]: 'off' } }),
      JSON.stringify({ paths: { ignore: [`/${pasted}`] } }),
      `{"severity": ${pasted}}`,
    ]) {
      expect(errorOf(text).message).not.toContain('9f3c');
    }
  });

  it('either reads a text or says in a ConfigError why not', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', '"rules"', ':', ',', '"off"', '//', '/*', '\n', '\\', '1', '"');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          parseConfig(parts.join(''), { file });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
    );
  });
});

describe('the JSON Schema of the config', () => {
  it('accepts what the parser accepts and refuses what has a wrong type', () => {
    const good = { rules: { 'npm-token': 'off' }, paths: { ignore: ['a/**'] }, severity: 'low', salt: '12345678' };
    expect(isValid(good)).toBe(true);
    expect(isValid({})).toBe(true);
    for (const bad of [
      { severty: 1 },
      { severity: 'off' },
      { rules: { A: 'off' } },
      { acceptGaps: ['all'] },
      { salt: 'x' },
    ]) {
      expect(isValid(bad)).toBe(false);
      expect(errorOf(JSON.stringify(bad)).code).toBe('bad-config');
    }
  });
});

describe('configFromPackageJson', () => {
  const read = (text: string) => configFromPackageJson(text, { file: 'package.json' });

  it('finds the key, and only at the top', async () => {
    expect(await read('{"name": "x", "leakgate": {"severity": "low"}}')).toMatchObject({ severity: 'low' });
    expect(await read('{"devDependencies": {"leakgate": "1.0.0"}, "constructor": 1, "constructor": 2}')).toBeNull();
    expect(await read('{"name": "x"}')).toBeNull();
    expect(await read('not JSON, and none of our business')).toBeNull();
  });

  it('finds a key that is written with escapes', async () => {
    expect(await read('{"\\u006ceakgate": {"severity": "low"}}')).toMatchObject({ severity: 'low' });
  });

  it.each([
    ['{"leakgate": null}', 'package.json, key "leakgate": it must hold an object'],
    ['{"leakgate": {"severty": "low"}}', 'package.json, key "leakgate": "severty" is not a key'],
    ['{"leakgate": {}, "leakgate": {}}', 'package.json: the key "leakgate" stands twice'],
    ['{"leakgate": {"rules": {}, "rules": {}}}', 'a key stands twice in one object'],
    ['<<<<<<< HEAD\n{"leakgate": {}}', 'package.json: it is not valid JSON'],
  ])('refuses %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text)).rejects.toBeInstanceOf(ConfigError);
  });
});

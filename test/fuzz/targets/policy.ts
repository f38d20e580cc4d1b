// What a repository says about how it is to be judged, and reports that are read back.

import { fingerprintsInReport } from '../../../src/commands/read-report.ts';
import { readShardReport } from '../../../src/commands/read-shard-report.ts';
import { configFromPackageJson } from '../../../src/config/config-from-package.ts';
import { matchPaths } from '../../../src/config/match-paths.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { parseIgnores } from '../../../src/config/parse-ignores.ts';
import { readGlob } from '../../../src/config/read-glob.ts';
import { readJson } from '../../../src/config/read-json.ts';
import { allowCommentFor } from '../../../src/decide/allow-comment.ts';
import { formatFingerprint, parseFingerprint } from '../../../src/model/fingerprint.ts';
import { escapeControl, escapeJson } from '../../../src/report/escape-control.ts';
import { type FuzzTarget, holds } from '../target.ts';

const file = 'leakgate.json';
const configWords = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '//',
  '/*',
  '*/',
  '"rules"',
  '"paths"',
  '"ignore"',
  '"severity"',
  '"high"',
  '"off"',
  '"acceptGaps"',
  '"salt"',
  '"baseline"',
  '"__proto__"',
  '"constructor"',
  '"jwt"',
  '\\u0000',
  '\\ud800',
  '\ufeff',
  'null',
  '1e999',
  '-0',
  '\0',
];

const config: FuzzTarget = {
  name: 'config',
  seeds: () =>
    [
      '{ "rules": { "jwt": "off", "generic-secret": "medium" }, // why\n "paths": { "ignore": ["vendor/**", "docs/*.{md,txt}"] } }',
      '{ "severity": "low", "acceptGaps": ["shallow"], "salt": "00112233445566778899aabbccddeeff", "baseline": "a/b" }',
      '{ "leakgate": { "severity": "high" }, "name": "x" }',
      '[[[[[[[[',
      '{"__proto__":{"severity":"low"}}',
      '\ufeff{}',
    ].map((text) => Buffer.from(text)),
  words: configWords,
  run: async (data) => {
    const text = data.toString('utf8');
    const own = Object.getOwnPropertyNames(Object.prototype).length;
    try {
      const read = parseConfig(text, { file, ruleIds: new Set(['jwt', 'generic-secret']) });
      holds(
        [...read.rules.keys()].every((id) => id === 'jwt' || id === 'generic-secret'),
        'only rules that exist',
      );
      holds(!read.baseline.startsWith('/') && !read.baseline.split('/').includes('..'), 'the baseline lies inside');
      await matchPaths(read.ignoredPaths, file);
    } finally {
      holds(Object.getOwnPropertyNames(Object.prototype).length === own, 'nothing is put on every object');
    }
  },
};

const packageConfig: FuzzTarget = {
  name: 'package-json',
  seeds: () =>
    ['{ "leakgate": { "severity": "high" }, "name": "x" }', '{ "l\\u0065akgate": {} }', '{"a":{"leakgate":1}}'].map(
      (text) => Buffer.from(text),
    ),
  words: [...configWords, '"leakgate"', '\\u006c', 'leakgate'],
  run: async (data) => {
    await configFromPackageJson(data.toString('utf8'), { file: 'package.json' });
  },
};

const json: FuzzTarget = {
  name: 'json',
  seeds: () =>
    ['{"a":[1,2.5e3,"x\\n",true,null]}', '// c\n{"a":1,}', `${'['.repeat(40)}`].map((text) => Buffer.from(text)),
  words: configWords,
  run: (data) => {
    const text = data.toString('utf8');
    let strict: unknown;
    try {
      strict = JSON.parse(text);
    } catch {
      strict = undefined;
    }
    const read = readJson(text, file);
    const plain = (value: typeof read): unknown =>
      value instanceof Map
        ? Object.fromEntries([...value].map(([key, item]) => [`=${key}`, plain(item)]))
        : Array.isArray(value)
          ? value.map(plain)
          : value;
    const keyed = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [`=${key}`, keyed(item)]))
        : Array.isArray(value)
          ? value.map(keyed)
          : value;
    if (strict !== undefined)
      holds(JSON.stringify(plain(read)) === JSON.stringify(keyed(strict)), 'JSON means what JSON says');
  },
};

const line = 'generic-password:src/a%20b.ts:1f owner=ada@example.org until=2027-01-31 -- a made-up password';
const ignores: FuzzTarget = {
  name: 'ignores',
  seeds: () =>
    [`# why\n${line}\n`, `${line}\r\njwt:*:1a2b owner=x until=never -- y`, '<<<<<<< a\n', '\ufeff# a'].map((text) =>
      Buffer.from(text),
    ),
  words: [
    'jwt:',
    '*',
    ':1f',
    ':1a2b',
    ' owner=',
    ' until=',
    'never',
    '2027-02-30',
    ' -- ',
    '\n',
    '\r',
    '#',
    '%20',
    '%FF',
    '\u202e',
    '\u001b',
    '\0',
    '\ufeff',
  ],
  run: (data) => {
    for (const entry of parseIgnores(data.toString('utf8'), { file: '.leakgateignore', gives: 'allowed' })) {
      const parsed = parseFingerprint(entry.fingerprint);
      holds(parsed !== null && formatFingerprint(parsed) === entry.fingerprint, 'a fingerprint has one spelling');
      holds(entry.until === 'never' || !Number.isNaN(Date.parse(entry.until)), 'a date is a date');
      holds(parsed.path !== null || parsed.digest.length === 4, 'no wide line for a chosen value');
    }
  },
};

const glob: FuzzTarget = {
  name: 'glob',
  seeds: () =>
    ['vendor/**', '**/*a*/**/*b', 'src/{a,b/{c,d}}/x.[tj]s', '!a', '../x', '@(a|b)+', '[!a-z]?'].map((text) =>
      Buffer.from(text),
    ),
  words: [
    '**',
    '*',
    '?',
    '/',
    '{',
    '}',
    ',',
    '[',
    ']',
    '!',
    '(',
    ')',
    '+(',
    '@(',
    '|',
    '\\',
    '..',
    '^',
    '$',
    'a',
    '.*',
    '[[:alpha:]]',
  ],
  longest: 200,
  run: async (data) => {
    const text = data.toString('utf8');
    const read = readGlob(text);
    if (typeof read === 'string') return;
    const matches = await matchPaths([text], file);
    for (const { exact } of read)
      if (exact !== null && exact.length < 400) holds(matches(exact), 'a name matches itself');
    for (const path of ['a/'.repeat(200), `${'a'.repeat(240)}/${'b'.repeat(240)}`, 'vendor/x']) matches(path);
    holds(!matches('.env') || read.some(({ exact }) => exact === '.env'), 'no wildcard leaves out .env');
  },
};

const comment: FuzzTarget = {
  name: 'allow-comment',
  seeds: () =>
    [
      '\u0004key # leakgate:allow demo why',
      '\u0050/*\n * leakgate:allow demo why\n */ x',
      '\u0010# leakgate:allow demo a leakgate:allow other b\nx',
    ].map((text) => Buffer.from(text, 'latin1')),
  words: ['leakgate:allow ', 'demo', ' why', '#', '//', '/*', '*/', '<!--', '-->', '\n', '\r', '\t', '%', "'", 'REM '],
  run: (data) => {
    const at = data.length === 0 ? 0 : data[0] % data.length;
    const found = allowCommentFor(data, at, 'demo', Math.min(data.length, at + 4));
    if (found?.reason) holds(found.reason.length <= 200 && data.includes('leakgate:allow'), 'a reason was written');
  },
};

const report: FuzzTarget = {
  name: 'report',
  seeds: () =>
    [
      '{"version":1,"findings":[{"fingerprint":"jwt:a:1a2b","status":"new"}]}',
      '{"version":1,"tool":{"version":"1","command":"history"},"receipt":{"expected":1,"scanned":1,"inherited":0,"skipped":[],"canary":"caught","unit":"objects","bytes":1,"shard":{"index":1,"total":2,"all":{"count":1,"sum":""},"own":{"count":1,"sum":""}}},"findings":[],"problems":[],"notes":[]}',
    ].map((text) => Buffer.from(text)),
  words: [
    ...configWords,
    '"version"',
    '"findings"',
    '"receipt"',
    '"shard"',
    '"fingerprint"',
    '"status"',
    '"new"',
    '"tool"',
    '"notes"',
    '"problems"',
    '1',
    '-1',
  ],
  run: (data) => {
    const text = data.toString('utf8');
    const refused: unknown[] = [];
    for (const read of [() => fingerprintsInReport(text, 'r'), () => readShardReport(text, 'r', () => undefined)]) {
      try {
        read();
      } catch (error) {
        refused.push(error);
      }
    }
    for (const error of refused) if ((error as { code?: unknown }).code !== 'bad-report') throw error;
  },
};

const escapes: FuzzTarget = {
  name: 'escapes',
  seeds: () =>
    ['a\u001b[31mb', '\u202egnp.exe', '\u{e0041}', 'plain', '\ud800', '"\n'].map((text) => Buffer.from(text)),
  words: ['\u001b', '\u009b', '\u202e', '\u2066', '\u200b', '\ufeff', '\r', '\n', '\0', '\u007f', '\u00c2\u009b'],
  run: (data) => {
    const text = data.toString('utf8');
    const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
    holds(!harmful.test(escapeControl(text)) && !escapeControl(text).includes('\n'), 'nothing steers a terminal');
    const quoted = escapeJson(JSON.stringify(text));
    holds(!harmful.test(quoted) && JSON.parse(quoted) === text, 'JSON steers nothing and says the same');
    const parsed = parseFingerprint(text);
    if (parsed) holds(formatFingerprint(parsed) === text, 'a fingerprint has one spelling');
  },
};

export const policyTargets: readonly FuzzTarget[] = [
  config,
  packageConfig,
  json,
  ignores,
  glob,
  comment,
  report,
  escapes,
];

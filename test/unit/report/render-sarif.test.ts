// SARIF against the published 2.1.0 schema, and what services read of it.
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/model/fragment.ts';
import type { Report } from '../../../src/model/report.ts';
import { renderJson } from '../../../src/report/render-json.ts';
import { renderSarif } from '../../../src/report/render-sarif.ts';
import { pathUri } from '../../../src/report/sarif-place.ts';
import { mediumRule, sampleReport, sampleSecret, sampleVerdict } from '../../support/sample-report.ts';

const load = createRequire(import.meta.url);
// The schema is of draft 4; all it uses of it that later drafts spell otherwise is `id`. One of its patterns has a stray
// bracket, which a regular expression with the flag `u` may not.
const { id: _id, $schema: _draft, ...published } = load('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(published);

function sarif(report: Report) {
  const log = JSON.parse(renderSarif(report));
  expect(validate(log), JSON.stringify(validate.errors, null, 2)).toBe(true);
  return log;
}

interface Result {
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}

const commit = '1234567890abcdef1234567890abcdef12345678';
const texts: readonly Place[] = [
  { origin: 'message', path: null, commit },
  { origin: 'message', path: null },
  { origin: 'author', path: null, commit },
  { origin: 'filename', path: null, commit },
  { origin: 'filename', path: null },
  { origin: 'tag', path: null, ref: 'refs/tags/v1.0' },
  { origin: 'note', path: null, ref: 'refs/notes/commits', blob: 'b'.repeat(40) },
  { origin: 'ref', path: null, ref: 'refs/heads/feature x' },
  { origin: 'stdin', path: null },
];

describe('renderSarif', () => {
  it('follows the published schema with and without findings', () => {
    expect(sarif(sampleReport()).runs[0].results).toEqual([]);
    expect(sarif(sampleReport([sampleVerdict()])).runs[0].results).toHaveLength(1);
  });

  it('would be refused by that schema if it were wrong', () => {
    const log = sarif(sampleReport([sampleVerdict()]));
    log.runs[0].results[0].level = 'critical';
    expect(validate(log)).toBe(false);
  });

  it('tells each rule once and points every result to its rule', () => {
    const verdicts = [
      sampleVerdict({ rule: mediumRule, severity: 'medium', blocks: false }),
      sampleVerdict(),
      sampleVerdict(),
    ];
    const [run] = sarif(sampleReport(verdicts)).runs;
    const { rules } = run.tool.driver;
    expect(rules.map((rule: { id: string }) => rule.id)).toEqual(['demo-token', 'demo-webhook']);
    for (const result of run.results) expect(rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(rules[0]).toMatchObject({
      helpUri: 'https://demo.example/docs/tokens',
      defaultConfiguration: { level: 'error' },
      help: { text: expect.stringContaining('In Demo, open Settings') },
    });
  });

  it.each([
    ['error', { blocks: true, severity: 'medium' }],
    ['warning', { blocks: false, severity: 'critical' }],
    ['warning', { blocks: false, severity: 'medium' }],
    ['note', { blocks: false, severity: 'low' }],
  ] as const)('has level %s for %o', (level, changes) => {
    expect(sarif(sampleReport([sampleVerdict(changes)])).runs[0].results[0].level).toBe(level);
  });

  it('names the file, the region and the fingerprint', () => {
    const [result] = sarif(sampleReport([sampleVerdict({ place: { origin: 'file', path: 'a b/ö#?.ts' } })])).runs[0]
      .results;
    expect(result.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20b/%C3%B6%23%3F.ts', uriBaseId: '%SRCROOT%' },
          region: { startLine: 12, startColumn: 18, endLine: 12, endColumn: 47 },
        },
      },
    ]);
    expect(result.partialFingerprints).toEqual({ 'leakgate/v1': 'demo-token:src/config.ts:1a2b' });
    expect(result.message.text).toBe(`Demo access token: ${sampleSecret(1).mask} (critical, high confidence)`);
  });

  it('gives texts that are no file a place of their own', () => {
    const results = sarif(sampleReport(texts.map((place) => sampleVerdict({ place })))).runs[0].results;
    const uris = results.map((result: Result) => result.locations[0].physicalLocation.artifactLocation.uri);
    expect(uris).toEqual([
      `.git/commit/${commit}/message`,
      '.git/COMMIT_EDITMSG',
      `.git/commit/${commit}/author`,
      `.git/commit/${commit}/filename`,
      '.git/index/filename',
      '.git/refs/tags/v1.0',
      `.git/refs/notes/commits/${'b'.repeat(40)}`,
      '.git/refs/heads/feature%20x',
      'stdin',
    ]);
    for (const result of results) expect(result.locations[0].logicalLocations[0].fullyQualifiedName).not.toBe('');
  });

  it('suppresses what is known or allowed, and says why', () => {
    const hidden = { blocks: false, reason: 'sample value' } as const;
    const results = sarif(
      sampleReport([
        sampleVerdict({ ...hidden, status: 'known' }),
        sampleVerdict({ ...hidden, status: 'allowed' }),
        sampleVerdict({ ...hidden, status: 'allowed', allowComment: 'sample value' }),
        sampleVerdict(),
      ]),
    ).runs[0].results;
    const kinds = results.map((result: { suppressions?: { kind: string }[] }) => result.suppressions?.[0].kind);
    expect(kinds).toEqual(['external', 'external', 'inSource', undefined]);
    expect(results[0].suppressions).toEqual([{ kind: 'external', status: 'accepted', justification: 'sample value' }]);
  });

  it('carries all that the JSON report says', () => {
    const report = sampleReport([sampleVerdict(), sampleVerdict({ place: texts[0] })]);
    const [run] = sarif(report).runs;
    const json = JSON.parse(renderJson(report));
    expect(run.results.map((result: { properties: unknown }) => result.properties)).toEqual(json.findings);
    expect(run.properties).toEqual({ command: 'hook pre-commit', receipt: json.receipt, summary: json.summary });
  });

  it('tells problems, gaps and notes, and whether the run was complete', () => {
    const skipped = [
      { kind: 'missing', count: 2, isGap: true, isAccepted: false },
      { kind: 'shallow', count: 1, isGap: true, isAccepted: true },
      { kind: 'submodule', count: 3, isGap: false, isAccepted: false },
    ] as const;
    const [invocation] = sarif(
      sampleReport([], {
        receipt: { ...sampleReport().receipt, skipped },
        problems: [{ code: 'unreadable-path', message: 'Cannot read it.', path: '/tmp/a b' }],
        notes: ['One line has expired.'],
      }),
    ).runs[0].invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.exitCode).toBe(3);
    expect(
      invocation.toolExecutionNotifications.map((one: { level: string; descriptor: { id: string } }) => [
        one.level,
        one.descriptor.id,
      ]),
    ).toEqual([
      ['error', 'unreadable-path'],
      ['error', 'gap-missing'],
      ['note', 'gap-shallow'],
      ['note', 'note'],
    ]);
  });
});

describe('pathUri', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['./src/a.ts', 'src/a.ts'],
    ['/tmp/x y', 'file:///tmp/x%20y'],
    ['C:\\a b\\c', 'file:///C:/a%20b/c'],
    ['\\\\host\\share\\c', 'file://host/share/c'],
    ['a:b', 'a%3Ab'],
    ['100%', '100%25'],
    ['\ud800x', '%EF%BF%BDx'],
    ["it's(1)!", 'it%27s%281%29%21'],
  ])('%s → %s', (path, uri) => {
    expect(pathUri(path).uri).toBe(uri);
  });
});

// JSON and JSON lines against the schema in the package, and against a strict copy of it that knows no further key.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { renderJson, renderJsonl } from '../../../src/report/render-json.ts';
import { mediumRule, sampleReport, sampleVerdict } from '../../support/sample-report.ts';

const file = join(import.meta.dirname, '../../../schema/leakgate-report-1.schema.json');
const schema = JSON.parse(readFileSync(file, 'utf8'));

/** The schema with every object closed: a key that the schema does not describe fails. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closed(item)]));
  const isObject = 'properties' in value && !('additionalProperties' in value);
  // `rest` is extended by the whole report and by no other, so it is the one that stays open for `findings`.
  return isObject && !('version' in (value.properties as object)) ? { ...copy, unevaluatedProperties: false } : copy;
}

const report = sampleReport(
  [
    sampleVerdict(),
    sampleVerdict({ rule: mediumRule, blocks: false, status: 'allowed', reason: 'sample', layer: ['base64'] }),
    sampleVerdict({
      place: {
        origin: 'message',
        path: null,
        commit: 'c'.repeat(64),
        author: 'A <a@b.c>',
        date: '2026-01-02T03:04:05Z',
        ref: 'reflog',
      },
      exposure: 'in 2 places',
    }),
  ],
  {
    problems: [{ code: 'damaged-object', message: 'Object 1a2b cannot be read.', path: 'a\u202eb' }],
    notes: ['One line has expired.'],
    receipt: {
      ...sampleReport().receipt,
      skipped: [{ kind: 'shallow', count: 1, isGap: true, isAccepted: true }],
    },
  },
);

describe.each([
  ['schema', schema],
  ['closed schema', closed(schema)],
])('%s', (_, used) => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
  ajv.addSchema(used as object, 'report');

  it.each([
    ['full', report],
    ['empty', sampleReport()],
  ])('describes a %s report', (_name, one) => {
    const validate = ajv.getSchema('report');
    expect(validate?.(JSON.parse(renderJson(one))), JSON.stringify(validate?.errors)).toBe(true);
  });

  it('describes each line of JSON lines', () => {
    const lines = renderJsonl(report).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    const kinds = [...Array(3).fill('finding'), 'rest'];
    for (const [at, line] of lines.entries()) {
      const validate = ajv.getSchema(`report#/$defs/${kinds[at]}`);
      expect(validate?.(JSON.parse(line)), JSON.stringify(validate?.errors)).toBe(true);
    }
  });

  it('refuses a report that lacks a part or shows a wrong place', () => {
    const validate = ajv.getSchema('report');
    const { receipt: _receipt, ...rest } = JSON.parse(renderJson(report));
    expect(validate?.(rest)).toBe(false);
    const wrong = JSON.parse(renderJson(report));
    wrong.findings[0].line = 0;
    expect(validate?.(wrong)).toBe(false);
  });
});

it('says the same in both', () => {
  const whole = JSON.parse(renderJson(report));
  const lines = renderJsonl(report)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect({ ...lines.at(-1), findings: lines.slice(0, -1) }).toEqual(whole);
});

it('is safe to print and keeps what it escapes', () => {
  expect(renderJson(report)).toContain('a\\u202eb');
  expect(JSON.parse(renderJson(report)).problems[0].path).toBe('a\u202eb');
});

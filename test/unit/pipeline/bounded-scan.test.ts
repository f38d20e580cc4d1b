// Input made to cost: floods of anchors, of matches and of findings. Work stays linear, memory bounded, and what is left out
// is a gap with a name.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { families } from '../../../rules/index.ts';
import { mostCandidates } from '../../../src/detect/candidate-set.ts';
import type { Policy } from '../../../src/model/policy.ts';
import type { Report } from '../../../src/model/report.ts';
import type { SourceItem } from '../../../src/model/source-item.ts';
import { FindingList } from '../../../src/pipeline/finding-list.ts';
import { ReceiptKeeper } from '../../../src/pipeline/receipt-keeper.ts';
import { scanItems } from '../../../src/pipeline/scan-items.ts';
import { runVerdict } from '../../../src/report/run-verdict.ts';
import { isLinear } from '../../support/count-steps.ts';
import { createDetector } from '../../support/detector.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const { detector, detect } = createDetector({ families });

const policy: Policy = {
  blocksFrom: 'high',
  rules: new Map(),
  isIgnoredPath: () => false,
  ignoredPaths: [],
  isRuleOff: () => false,
  onlyRules: new Set(),
  salt: 'leakgate',
  entries: [],
  acceptedGaps: new Set(),
  usesAllowComments: true,
  today: '2026-01-01',
  configFile: 'leakgate.json',
  filesFromChange: [],
  changeNotes: [],
};

function scan(...files: readonly { path: string; text: string }[]): Promise<Report> {
  async function* items(): AsyncGenerator<SourceItem> {
    for (const { path, text } of files)
      yield { bytes: Buffer.from(text), place: { origin: 'file', path }, isNamed: true };
  }
  const terms = { version: '0', command: 'scan', unit: 'files', isChange: false, detector, policy, now: () => 0 };
  return scanItems(items(), terms);
}

/** Lines of `template`, each filled anew. */
const lines = (template: string, count: number) =>
  Array.from({ length: count }, (_, seed) => fillTemplate(template, seed)).join('\n');

const floods = {
  'key ids': 'AKIA',
  'one letter': 'a',
  'starts of tokens': 'eyJ',
  'whole headers of tokens': 'eyJhbGciOiJIUzI1NiJ9.',
  names: 'password=',
  'names and quotes': 'secret="',
  'key blocks': '-----BEGIN RSA PRIVATE KEY-----\n',
  urls: 'postgres://a:b@c/',
  'headers of requests': 'Authorization: Bearer ',
  'signed links': '?sp=a&aa=b&sig=',
  'service accounts': '"private_key":"-----BEGIN PRIVATE KEY-----AAAAprivate_key_id',
};

describe('a flood', () => {
  it.each(Object.entries(floods))('of %s takes linear work', async (_, piece) => {
    const work = (count: number) => scan({ path: 'flood.txt', text: piece.repeat(count) });
    expect(await isLinear(work, Math.ceil(20_000 / piece.length))).toBe(true);
  });

  it.each([
    ['flood.txt', 'AKIA{[A-Z2-7]:16}'],
    ['flood.txt', 'db_password = "{alnum:16}"'],
    ['.env', 'SESSION_PHRASE_SECRET={alnum:12}'],
  ])('of findings in %s (%s) is cut and named', async (path, template) => {
    const report = await scan({ path, text: lines(template, mostCandidates + 500) });
    expect(report.verdicts.length).toBeGreaterThan(mostCandidates / 3);
    expect(report.verdicts.length).toBeLessThanOrEqual(2 * mostCandidates);
    expect(report.receipt.skipped).toMatchObject([{ kind: 'limit', count: 1, isGap: true }]);
    expect(report.problems).toEqual([
      {
        code: 'too-many-candidates',
        message: `"${path}" holds 10,000 possible secrets or more: what lies behind those was not judged.`,
        path,
      },
    ]);
  });

  it('of warnings leaves the run incomplete, not clean', async () => {
    const report = await scan({ path: 'flood.txt', text: 'eyJhbGciOiJIUzI1NiJ9.'.repeat(mostCandidates + 10) });
    expect(report.verdicts.some(({ blocks }) => blocks)).toBe(false);
    expect(runVerdict(report)).toBe('incomplete');
  });

  it('of overlapping matches takes linear work', async () => {
    const work = (count: number) => scan({ path: 'x', text: 'eyJhbGciOiJIUzI1NiJ9.'.repeat(count) });
    expect(await isLinear(work, 2000)).toBe(true);
  });

  it('of ids without their keys takes linear work', async () => {
    const work = (count: number) => scan({ path: 'x', text: lines('AKIA{[A-Z2-7]:16}', count) });
    expect(await isLinear(work, 1500)).toBe(true);
  });
});

describe('memory', () => {
  it('is not held by the surroundings of what was found', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    // Each match lies in a window of some 4 KiB.
    const text = 'eyJhbGciOiJIUzI1NiJ9.'.repeat(8000);
    detect(text.slice(0, 2000));
    collect();
    const before = process.memoryUsage().heapUsed;
    const found = detect(text);
    collect();
    const each = (process.memoryUsage().heapUsed - before) / found.length;
    expect(found.length).toBeGreaterThan(7000);
    expect(each).toBeLessThan(1500);
  });
});

describe('FindingList', () => {
  it('names the inputs of which it told nothing', async () => {
    const { verdicts } = await scan({ path: 'x', text: lines('AKIA{[A-Z2-7]:16}', 5) });
    const list = new FindingList(7);
    list.add(verdicts);
    expect(list.isFull).toBe(false);
    list.add(verdicts);
    expect(list.isFull).toBe(true);
    expect(list.items).toHaveLength(7);
    list.countCut();
    const keeper = new ReceiptKeeper('files', new Set());
    list.noteCut(keeper);
    expect(keeper.receipt('caught').skipped).toMatchObject([{ kind: 'limit', count: 2, isGap: true }]);
    expect(keeper.problems).toEqual([
      {
        code: 'too-many-findings',
        message: 'There are more than 7 findings: 2 inputs were scanned of which some or all are not told.',
      },
    ]);
  });

  it('has nothing to name while all fits', () => {
    const keeper = new ReceiptKeeper('files', new Set());
    const list = new FindingList(1);
    list.add([]);
    list.noteCut(keeper);
    expect(keeper.receipt('caught').skipped).toEqual([]);
  });
});

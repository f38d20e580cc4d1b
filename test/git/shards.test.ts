// A sweep split over machines equals one run, also when the machines' clones are packed differently; and what does not fit
// together is refused.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/report/report-data.ts';
import { generateHistory } from '../support/history/generate-history.ts';
import { type Materialised, materialise } from '../support/history/materialise.ts';
import { SeededRandom } from '../support/history/seeded-random.ts';
import { type StoragePlan, storeHistory, writeSkeleton } from '../support/history/store-history.ts';
import { cli, needBuild, type Outcome, toOutcome } from '../support/run-cli.ts';

let folders: string[] = [];
afterEach(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders = [];
});

function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'leakgate-shards-')));
  folders.push(folder);
  return folder;
}

const plans: readonly StoragePlan[] = ['loose', 'hand-written packs with copies', 'pack of git', 'hand-written pack'];

function run(...args: string[]): Outcome {
  needBuild();
  return toOutcome(spawnSync(process.execPath, [cli, ...args], { cwd: tmpdir(), maxBuffer: 1 << 28 }));
}

function store(made: Materialised, folder: string, plan: StoragePlan): string {
  return storeHistory(join(folder, plan.replaceAll(' ', '-')), made, plan, new SeededRandom(plan)).dir;
}

/** Reports of all shards, each of a clone that is packed in another way; and the folder they lie in. */
function shardReports(made: Materialised, count: number, args: readonly string[] = []): string[] {
  const folder = newFolder();
  return Array.from({ length: count }, (_, at) => {
    const plan = plans[at % plans.length];
    const clone = store(made, join(folder, String(at)), plan);
    const file = join(folder, `shard-${at + 1}.json`);
    const { code, stderr } = run(
      'history',
      clone,
      '--shard',
      `${at + 1}/${count}`,
      '--format',
      'json',
      '--output',
      file,
      ...args,
    );
    expect([code, stderr]).toEqual([expect.toBeOneOf([0, 1]), '']);
    return file;
  });
}

const read = (file: string): ReportData => JSON.parse(readFileSync(file, 'utf8'));

interface Editable {
  tool: { version: string };
  receipt: { expected: number; shard: { refs: string; all: object; own: object } };
  findings: Record<string, unknown>[];
}

/** A copy of a report with something changed. */
function edit(file: string, change: (report: Editable) => void): string {
  const report = read(file);
  change(report as unknown as Editable);
  const other = `${file}.edited.json`;
  writeFileSync(other, JSON.stringify(report));
  return other;
}

describe('shards of a sweep', () => {
  it.each([
    [3, 2],
    [11, 3],
    ['a repository of sha256', 3],
  ])('of the generated repository of seed %s, %i of them, merge into the report of one run', (seed, count) => {
    const made = materialise(generateHistory(seed), typeof seed === 'string' ? 'sha256' : 'sha1');
    const single = run('history', store(made, newFolder(), 'pack of git'), '--format', 'json');
    const files = shardReports(made, count);
    const merged = run('merge', '--format', 'json', ...files);
    expect(merged.stderr).toBe('');
    expect(merged.code).toBe(single.code);
    const [one, other]: ReportData[] = [single, merged].map(({ stdout }) => JSON.parse(stdout));
    expect(other.findings).toEqual(one.findings);
    expect(other.findings.length).toBeGreaterThan(3);
    // Which objects were only looked at where they differ from another depends on how they are packed.
    const together = ({ scanned, inherited, ...receipt }: ReportData['receipt']) => ({
      ...receipt,
      covered: scanned + inherited,
    });
    expect(together(other.receipt)).toEqual(together(one.receipt));
    expect(other.summary).toEqual(one.summary);
    expect(other.problems).toEqual(one.problems);
    const parts = files.map((file) => read(file).receipt);
    expect(parts.every(({ expected, scanned, inherited }) => expected === scanned + inherited && expected > 0)).toBe(
      true,
    );
    expect(run('merge', '--format', 'json', ...[...files].reverse()).stdout).toBe(merged.stdout);
  });

  it('can be more than there are objects', () => {
    const folder = newFolder();
    const made: Materialised = { ...materialise(generateHistory(1), 'sha1'), refs: [], objects: new Map() };
    const clone = join(folder, 'empty');
    writeSkeleton(clone, made);
    const files = [1, 2].map((index) => {
      const file = join(folder, `${index}.json`);
      expect(run('history', clone, '--shard', `${index}/2`, '--format', 'json', '--output', file).code).toBe(0);
      return file;
    });
    expect(run('merge', ...files)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('merge refuses', () => {
  const refusal = (...args: string[]) => {
    const { code, stdout, stderr } = run('merge', ...args);
    expect(stdout).toBe('');
    return [code, stderr.split('\n')[0]];
  };

  it('what does not fit together', () => {
    const made = materialise(generateHistory(5), 'sha1');
    const [one, two, three] = shardReports(made, 3);
    const name = (file: string) => file;
    expect(refusal(one, three)).toEqual([3, 'leakgate: Shard 2 of 3 is missing: 2 reports were given.']);
    expect(refusal(one, two, two, three)).toEqual([
      3,
      `leakgate: Shard 2/3 is there twice: ${name(two)} and ${name(two)}.`,
    ]);
    const differing = (other: string, what: string) =>
      expect(refusal(one, other, three)).toEqual([
        3,
        `leakgate: ${one} and ${other} are no parts of one sweep: ${what} differ.`,
      ]);
    differing(
      edit(two, ({ receipt }) => {
        receipt.shard.refs = 'a'.repeat(64);
      }),
      'its refs',
    );
    differing(
      edit(two, ({ receipt }) => {
        receipt.shard.all = { count: 1, sum: 'a'.repeat(40) };
      }),
      'the objects of the repository',
    );
    differing(
      edit(two, ({ tool }) => {
        tool.version = '0.0.1';
      }),
      'the version of leakgate',
    );
    const lessExpected = edit(two, ({ receipt }) => {
      receipt.expected--;
    });
    const otherIds = edit(two, ({ receipt }) => {
      receipt.shard.own = { ...receipt.shard.own, sum: 'b'.repeat(40) };
    });
    for (const file of [lessExpected, otherIds])
      expect(refusal(one, file, three)).toEqual([
        3,
        'leakgate: The shards do not add up to the objects of the repository.',
      ]);
    expect(refusal('no-such-report.json')[0]).toBe(2);
    expect(refusal()[0]).toBe(2);
  });

  it('a sweep of other rules, of another policy, or of a repository that went on', () => {
    const made = materialise(generateHistory(7), 'sha1');
    const [one] = shardReports(made, 2);
    const [, severe] = shardReports(made, 2, ['--severity', 'low']);
    expect(refusal(one, severe)[1]).toMatch(/rules or policy differ/);
    const [, later] = shardReports(materialise({ ...generateHistory(7), refs: [] }, 'sha1'), 2);
    expect(refusal(one, later)[1]).toMatch(/refs differ/);
    const more = generateHistory(7);
    const [, grown] = shardReports(
      materialise({ ...more, commits: more.commits.slice(0, -1), refs: [], tags: [] }, 'sha1'),
      2,
    );
    expect(refusal(one, grown)[1]).toMatch(/the objects of the repository differ/);
  });

  it('what is no report of a shard, and quotes none of it', () => {
    const folder = newFolder();
    const repo = join(folder, 'repo');
    mkdirSync(repo);
    const made = materialise(generateHistory(9), 'sha1');
    const [whole] = [join(folder, 'whole.json')];
    run('history', store(made, folder, 'loose'), '--format', 'json', '--output', whole);
    expect(refusal(whole)).toEqual([
      2,
      `leakgate: ${whole} is not a leakgate report: it is no part of a sweep (history --shard i/n).`,
    ]);
    const file = join(folder, 'odd.json');
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"version":2}',
      '{"version":1}',
      '{"version":1,"tool":{},"receipt":{"shard":7}}',
    ]) {
      writeFileSync(file, text);
      const [code, line] = refusal(file);
      expect(code).toBe(2);
      expect(line).toContain('is not a leakgate report');
    }
    const [one] = shardReports(made, 1);
    const broken: ((finding: Record<string, unknown>) => void)[] = [
      (finding) => {
        finding.rule = 'no-such-rule';
      },
      (finding) => {
        finding.masked = 7;
      },
      (finding) => {
        finding.line = -1;
      },
      (finding) => {
        finding.path = {};
      },
      (finding) => {
        finding.status = 'fine';
      },
    ];
    for (const change of broken) {
      const other = edit(one, ({ findings }) => change(findings[0]));
      expect(refusal(other)[0]).toBe(2);
    }
    expect(run('merge', one).code).toBe(1);
  });
});

describe('the shard that is asked for', () => {
  it.each(['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3', '1/1025', '-1/2', '01/2'])('cannot be %s', (value) => {
    const { code, stderr } = run('history', tmpdir(), `--shard=${value}`);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Option --shard does not take')]);
  });
});

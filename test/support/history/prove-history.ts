// One generated repository, swept in every way there is: all must report what the reference says, to the last column.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FindingData, ReceiptData } from '../../../src/report/report-data.ts';
import { generateHistory } from './generate-history.ts';
import { type Materialised, materialise } from './materialise.ts';
import { referenceFindings } from './reference-sweep.ts';
import { SeededRandom } from './seeded-random.ts';
import { type StoragePlan, storagePlans, storeHistory } from './store-history.ts';

export interface Proof {
  readonly seed: number | string;
  readonly plan: StoragePlan;
  readonly how: string;
  readonly shapes: readonly string[];
  readonly objects: number;
  readonly findings: number;
  /** A sentence for each difference; empty when all agreed. */
  readonly differences: readonly string[];
}

export interface ProofTerms {
  /** The built command. */
  readonly cli: string;
  /** Argument lists to sweep with, see `sweepVariants`. */
  readonly variants: readonly (readonly string[])[];
  /** False compares with what the first variant reports, not with the naive reference: a tenth of the time. */
  readonly usesReference?: boolean;
  /** Leaves the repository of a seed that did not agree on disk. */
  readonly keep?: boolean;
}

interface CliReport {
  readonly receipt: ReceiptData;
  readonly findings: readonly FindingData[];
  readonly problems: readonly unknown[];
}

/** Every backend and number of jobs that the command knows; what the portable one cannot read is not asked of it. */
export function sweepVariants(cli: string): (readonly string[])[] {
  const help = spawnSync(process.execPath, [cli, 'history', '--help'], { encoding: 'utf8' }).stdout;
  const hasJobs = help.includes('--jobs');
  return [
    ['--backend', 'git'],
    ...(hasJobs
      ? [
          ['--jobs', '1'],
          ['--jobs', '2'],
        ]
      : [[]]),
  ];
}

function sweepWith(cli: string, dir: string, args: readonly string[]): CliReport | string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, 'history', dir, '--no-cache', '--format', 'json', '--quiet', ...args],
    { cwd: tmpdir(), encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0 && status !== 1) return `exit ${status}: ${stderr.slice(0, 400)}${stdout.slice(0, 400)}`;
  return JSON.parse(stdout) as CliReport;
}

const place = ({ rule, path, line, column, commit, fingerprint }: FindingData) =>
  `${rule} at ${path}:${line}:${column} in ${commit?.slice(0, 10)} (${fingerprint})`;

/** Where two findings of one place differ. */
function fieldsApart(found: FindingData, expected: FindingData): string {
  const names = [...new Set([...Object.keys(found), ...Object.keys(expected)])] as (keyof FindingData)[];
  return names
    .filter((name) => JSON.stringify(found[name]) !== JSON.stringify(expected[name]))
    .map((name) => `${name} ${JSON.stringify(found[name])}, not ${JSON.stringify(expected[name])}`)
    .join('; ');
}

/** What stands in one list and not in the other, whole findings compared. */
function differ(way: string, found: readonly FindingData[], expected: readonly FindingData[]): string[] {
  const byPlace = new Map(expected.map((finding) => [place(finding), finding]));
  const differences: string[] = [];
  for (const finding of found) {
    const other = byPlace.get(place(finding));
    byPlace.delete(place(finding));
    const apart = other === undefined ? '' : fieldsApart(finding, other);
    if (other === undefined) differences.push(`${way}: reports ${place(finding)}, the reference does not`);
    else if (apart !== '') differences.push(`${way}: ${place(finding)}: ${apart}`);
  }
  for (const lost of byPlace.keys()) differences.push(`${way}: does not report ${lost}`);
  const isSorted = found.map(place).join() === expected.map(place).join();
  return differences.length === 0 && !isSorted ? [`${way}: sorts the findings otherwise`] : differences;
}

function checkReceipt(way: string, { receipt, problems }: CliReport, made: Materialised): string[] {
  const { expected, scanned, inherited } = receipt;
  const counts = `${expected} expected, ${scanned} scanned, ${inherited} inherited`;
  // Edits of compressed files leave them damaged: that is told, of as many as are.
  const told = problems.filter((problem) => (problem as { code: string }).code !== 'not-decoded');
  const gapsLeft = receipt.skipped.filter(
    ({ gap, kind }) => gap && !(kind === 'damaged' && told.length < problems.length),
  ).length;
  return [
    ...(expected === made.objects.size ? [] : [`${way}: ${counts}, but there are ${made.objects.size} objects`]),
    ...(scanned + inherited === expected ? [] : [`${way}: the receipt does not close: ${counts}`]),
    ...(gapsLeft > 0 || told.length > 0
      ? [`${way}: gaps or problems in a sound repository: ${JSON.stringify([receipt.skipped, problems])}`]
      : []),
  ];
}

/** Generates the repository of `seed`, sweeps it and compares. */
export async function proveHistory(
  seed: number | string,
  { cli, variants, keep, usesReference = true }: ProofTerms,
): Promise<Proof> {
  const model = generateHistory(seed);
  const random = new SeededRandom(`storage ${seed}`);
  const made = materialise(model, random.chance(0.12) ? 'sha256' : 'sha1');
  const plan = random.pick(storagePlans);
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'leakgate-proof-')));
  const differences: string[] = [];
  try {
    const { dir, how } = storeHistory(join(root, 'repo.git'), made, plan, random);
    const reports = variants.map((args) => [args.join(' ') || 'default', sweepWith(cli, dir, args)] as const);
    const [, first] = reports[0];
    const expected = usesReference
      ? await referenceFindings(made, new Date().toISOString().slice(0, 10))
      : typeof first === 'string'
        ? []
        : first.findings;
    for (const [way, report] of reports) {
      if (typeof report === 'string') differences.push(`${way}: ${report}`);
      else differences.push(...differ(way, report.findings, expected), ...checkReceipt(way, report, made));
    }
    const counts = { objects: made.objects.size, findings: expected.length };
    return { seed, plan, how: `${made.format}, ${how}`, shapes: model.shapes, ...counts, differences };
  } finally {
    if (!keep || differences.length === 0) rmSync(root, { recursive: true, force: true });
    else process.stderr.write(`kept: ${root}\n`);
  }
}

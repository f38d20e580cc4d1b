// Sweeps repositories twice, through the git program and with the default backend, and prints every difference:
//   npm run compare -- REPOSITORY… [--left '--backend git'] [--right '--jobs 2'] [--save FOLDER] [--cli dist/leakgate.js]
// With --save the reports are kept in FOLDER, and a report that is there already is read instead of made again.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    left: { type: 'string', default: '--backend git' },
    right: { type: 'string', default: '' },
    save: { type: 'string' },
    cli: { type: 'string', default: join(top, 'dist', 'leakgate.js') },
    most: { type: 'string', default: '20' },
  },
});
if (positionals.length === 0) {
  console.error('usage: npm run compare -- REPOSITORY… [--left ARGS] [--right ARGS] [--save FOLDER]');
  process.exit(2);
}
const most = Number(values.most);
const environment = { ...process.env };
delete environment.NODE_OPTIONS;
delete environment.NODE_EXTRA_CA_CERTS;

const git = (repository, ...args) => {
  const { status, stdout } = spawnSync('git', args, { cwd: repository, env: environment, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'unknown';
};

/** One sweep: its report, how long it took, and its exit code; null where it did not end with a report. */
function sweep(repository, side, folder) {
  const words = values[side].split(' ').filter(Boolean);
  const name = repository.replaceAll(/[^A-Za-z0-9.]+/g, '-');
  const file = join(folder, `${name}${words.join('').replaceAll(/[^a-z0-9-]/g, '') || '-default'}.json`);
  const began = performance.now();
  let status = 'kept';
  if (!existsSync(file)) {
    const args = ['history', repository, '--no-cache', '--format', 'json', '--quiet', '--output', file, ...words];
    const run = spawnSync(process.execPath, [resolve(values.cli), ...args], { cwd: tmpdir(), env: environment });
    status = run.status ?? run.signal;
    if (!existsSync(file)) {
      console.log(`  ${values[side] || 'default'}: exit ${status}, no report: ${run.stderr.toString().slice(0, 500)}`);
      return null;
    }
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const { expected, scanned, inherited, bytes, skipped } = report.receipt;
  const gaps = skipped.map(({ kind, count }) => `${count} ${kind}`).join(', ') || 'nothing';
  const counts = `${scanned} scanned + ${inherited} inherited of ${expected} objects, ${(bytes / 1e6).toFixed(0)} MB, left out: ${gaps}`;
  console.log(
    `  ${values[side] || 'default'}: exit ${status}, ${seconds} s, ${report.findings.length} findings; ${counts}`,
  );
  return report;
}

const placeOf = ({ rule, origin, path, line, column, commit, ref, blob, fingerprint }) =>
  `${fingerprint} ${rule} ${origin} ${path}:${line}:${column} ${commit ?? blob ?? ref ?? ''}`;

/** Findings by their place; the same place may come twice (two texts of one commit). */
function byPlace(findings) {
  const map = new Map();
  for (const finding of findings) map.set(placeOf(finding), [...(map.get(placeOf(finding)) ?? []), finding]);
  return map;
}

const sorted = (value) =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** A sentence for each difference between two reports of one repository. */
function differences(left, right) {
  const [lefts, rights] = [byPlace(left.findings), byPlace(right.findings)];
  const found = [];
  for (const [place, list] of lefts) {
    const others = rights.get(place) ?? [];
    rights.delete(place);
    if (others.length !== list.length) found.push(`left has ${list.length}, right ${others.length}: ${place}`);
    else if (sorted(list) !== sorted(others)) {
      const fields = Object.keys({ ...list[0], ...others[0] }).filter(
        (name) => sorted(list.map((one) => one[name])) !== sorted(others.map((one) => one[name])),
      );
      const words = fields.map((name) => `${name} ${sorted(list[0][name])} / ${sorted(others[0][name])}`);
      found.push(`differ in ${words.join(', ')}: ${place}`);
    }
  }
  for (const place of rights.keys()) found.push(`only right: ${place}`);
  const orders = [left, right].map(({ findings }) => findings.map(placeOf).join('\n'));
  if (found.length === 0 && orders[0] !== orders[1]) found.push('the same findings in another order');
  const sum = ({ scanned, inherited }) => scanned + inherited;
  const gaps = ({ skipped }) => sorted(skipped.map(({ kind, count, gap }) => [kind, count, gap]));
  const [a, b] = [left.receipt, right.receipt];
  if (a.expected !== b.expected || sum(a) !== sum(b))
    found.push(`receipts: ${sum(a)} of ${a.expected} / ${sum(b)} of ${b.expected}`);
  if (gaps(a) !== gaps(b)) found.push(`left out: ${gaps(a)} / ${gaps(b)}`);
  const codes = ({ problems }) =>
    problems
      .map(({ code }) => code)
      .sort()
      .join(', ');
  if (codes(left) !== codes(right)) found.push(`problems: ${codes(left)} / ${codes(right)}`);
  return found;
}

const folder = values.save === undefined ? mkdtempSync(join(tmpdir(), 'leakgate-compare-')) : resolve(values.save);
mkdirSync(folder, { recursive: true });
let total = 0;
for (const path of positionals) {
  const repository = resolve(path);
  console.log(`${repository}: ${git(repository, 'rev-list', '--all', '--count')} commits`);
  const [left, right] = [sweep(repository, 'left', folder), sweep(repository, 'right', folder)];
  const found = left === null || right === null ? ['a sweep gave no report'] : differences(left, right);
  total += found.length;
  console.log(found.length === 0 ? '  every finding agrees' : `  ${found.length} differences`);
  for (const line of found.slice(0, most)) console.log(`    ${line}`);
}
if (values.save === undefined) rmSync(folder, { recursive: true });
process.exitCode = total === 0 ? 0 : 1;

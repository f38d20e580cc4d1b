// Runs every test and closes with the plain line `N passed, N failed` that CI reads.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'leakgate-tests-'));
const results = join(folder, 'results.json');
const vitest = join(top, 'node_modules', 'vitest', 'vitest.mjs');
const run = spawnSync(
  process.execPath,
  [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile=${results}`, ...process.argv.slice(2)],
  {
    cwd: top,
    stdio: 'inherit',
  },
);
let passed = 0;
let failed = 0;
let other = 0;
try {
  const summary = JSON.parse(readFileSync(results, 'utf8'));
  passed = summary.numPassedTests;
  failed = summary.numFailedTests;
  other = summary.numPendingTests + summary.numTodoTests;
  // A file that fails to load has no tests to fail: it counts as one.
  failed += summary.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
} catch {
  failed = Math.max(failed, 1);
}
rmSync(folder, { recursive: true, force: true });
const ok = run.status === 0 && failed === 0 && passed > 0;
console.log(`${passed} passed, ${ok ? failed : Math.max(failed, 1)} failed${other > 0 ? `, ${other} skipped` : ''}`);
process.exitCode = ok ? 0 : 1;

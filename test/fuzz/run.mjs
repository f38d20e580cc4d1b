// Fuzzes every reader of foreign bytes: `npm run fuzz -- --minutes 10 [--target NAME] [--seed N] [--keep]`.
// Bundles test/fuzz/fuzz.ts, so that it runs on plain Node, and runs it at the lowest priority.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'leakgate-fuzz-'));
try {
  const bundle = join(temporary, 'fuzz.cjs');
  await build({
    entryPoints: [join(folder, 'fuzz.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    outfile: bundle,
    logLevel: 'error',
  });
  setPriority(constants.priority.PRIORITY_LOW);
  const args = [bundle, '--corpus', join(folder, 'corpus'), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

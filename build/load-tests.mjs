// The tests' own TypeScript as a module that Node can run.
import { mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const top = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What a file of the tests exports. @param entry from the top of the repository */
export async function loadTests(entry) {
  const folder = join(top, 'node_modules', '.cache', 'leakgate');
  const outfile = join(folder, `${basename(entry, '.ts')}-${process.pid}.mjs`);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(top, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['micromatch', 'jsonc-parser'],
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

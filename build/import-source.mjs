// Bundles TypeScript of the project into a temporary ES module and imports it: how scripts run the project's own code.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const top = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The exports of `entry`, a path from the top level. */
export async function importSource(entry) {
  const outfile = join(top, 'node_modules', '.cache', `leakgate-${process.pid}-${entry.replaceAll('/', '-')}.mjs`);
  const options = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' };
  await build({ ...options, entryPoints: [join(top, entry)], outfile });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

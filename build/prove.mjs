// Sweeps generated repositories and compares each with the naive reference: `npm run prove -- --repositories 1000 --seed 1`.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    repositories: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    cli: { type: 'string', default: join(top, 'dist', 'leakgate.js') },
    /** One argument list to sweep with; every backend and number of jobs where absent. May be repeated. */
    args: { type: 'string', multiple: true, default: [] },
    /** `naive`, or `first`: what the first argument list reports, which is ten times as fast. */
    reference: { type: 'string', default: 'naive' },
    keep: { type: 'boolean', default: false },
  },
});

/** The tests' own TypeScript as a module that Node can run. */
async function load() {
  const folder = join(top, 'node_modules', '.cache', 'leakgate');
  const outfile = join(folder, `prove-${process.pid}.mjs`);
  mkdirSync(folder, { recursive: true });
  const entry = join(top, 'test', 'support', 'history', 'prove-history.ts');
  const packages = { external: ['micromatch', 'jsonc-parser'] };
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    ...packages,
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

const { proveHistory, sweepVariants } = await load();
const variants =
  values.args.length > 0 ? values.args.map((list) => list.split(' ').filter(Boolean)) : sweepVariants(values.cli);
const count = Number(values.repositories);
const first = Number(values.seed);
const totals = { agreed: 0, objects: 0, findings: 0 };
const played = new Map();
const plans = new Map();
const began = performance.now();
console.log(
  `${count} repositories from seed ${first}, each swept with: ${variants.map((args) => args.join(' ') || 'default').join(' | ')}`,
);
for (let seed = first; seed < first + count; seed++) {
  const proof = await proveHistory(seed, {
    cli: values.cli,
    variants,
    keep: values.keep,
    usesReference: values.reference !== 'first',
  });
  totals.objects += proof.objects;
  totals.findings += proof.findings;
  for (const shape of proof.shapes) played.set(shape, (played.get(shape) ?? 0) + 1);
  plans.set(proof.plan, (plans.get(proof.plan) ?? 0) + 1);
  if (proof.differences.length === 0) totals.agreed++;
  else {
    console.log(`seed ${seed} (${proof.how}; ${proof.shapes.join(', ')}): ${proof.differences.length} differences`);
    for (const difference of proof.differences.slice(0, 6)) console.log(`    ${difference}`);
  }
  if ((seed - first + 1) % 50 === 0) console.log(`… ${seed - first + 1} done, ${totals.agreed} agreed`);
}
const list = (map) =>
  [...map]
    .sort()
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
console.log(`stored as: ${list(plans)}`);
console.log(`situations: ${list(played)}`);
console.log(
  `${totals.agreed} of ${count} repositories agreed (${totals.objects} objects, ${totals.findings} findings, ${((performance.now() - began) / 1000).toFixed(0)} s)`,
);
process.exitCode = totals.agreed === count ? 0 : 1;

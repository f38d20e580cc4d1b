// Sweeps generated repositories and compares each with the naive reference: `npm run prove -- --repositories 1000 --seed 1`.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadTests, top } from './load-tests.mjs';

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

const { proveHistory, sweepVariants } = await loadTests('test/support/history/prove-history.ts');
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

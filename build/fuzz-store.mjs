// Damages the object store of a small repository at random, again and again, and sweeps it: `npm run fuzz:store -- --rounds 500 --seed 1`.
// What git can still read must be found, nothing may be called complete that is not, and every run must end by itself.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadTests, top } from './load-tests.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    cli: { type: 'string', default: join(top, 'dist', 'leakgate.js') },
    args: { type: 'string', default: '' },
    /** Leaves the repositories of failed rounds on disk. */
    keep: { type: 'boolean', default: false },
  },
});

const { fuzzRound } = await loadTests('test/support/history/fuzz-round.ts');
const rounds = Number(values.rounds);
const first = Number(values.seed);
const args = values.args.split(' ').filter(Boolean);
const kinds = new Map();
let failed = 0;
let longest = 0;
let peak = 0;
for (let seed = first; seed < first + rounds; seed++) {
  const round = fuzzRound(seed, { cli: values.cli, args, keep: values.keep });
  const outcome = round.isComplete ? 'harmless' : 'told as incomplete';
  kinds.set(outcome, (kinds.get(outcome) ?? 0) + 1);
  longest = Math.max(longest, round.milliseconds);
  peak = Math.max(peak, round.peak);
  if (round.violations.length > 0) {
    failed++;
    console.log(`seed ${seed} (${round.what}): ${round.violations.join('; ')}${values.keep ? ` [${round.dir}]` : ''}`);
  }
  if ((seed - first + 1) % 50 === 0) console.log(`… ${seed - first + 1} rounds, ${failed} failed`);
}
const list = [...kinds].map(([name, times]) => `${times} ${name}`).join(', ');
console.log(
  `${rounds - failed} of ${rounds} rounds as they must be: ${list}; longest ${(longest / 1000).toFixed(1)} s, most memory ${(peak / 1e6).toFixed(0)} MB`,
);
process.exitCode = failed === 0 ? 0 : 1;

// `npm run bench -- --only rules [folder]`: what each rule and anchor costs on the files of a folder.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { importSource } from '../build/import-source.mjs';

/** Larger files are left out: they would speak for themselves alone. */
const largest = 5_000_000;
const shown = 20;

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') yield* filesIn(path);
    else if (entry.isFile() && statSync(path).size <= largest) yield path;
  }
}

const right = (value, width) => String(value).padStart(width);
const share = (part, whole) => `${right(((part / whole) * 100).toFixed(1), 5)} %`;

/** Prints the costs. The first files warm the engine up and are read once more at the end for the count. */
export async function benchRules(folder) {
  const { addCosts, noCosts } = await importSource('bench/rule-costs.ts');
  const files = [...filesIn(folder)].map((path) => readFileSync(path));
  const warmUp = noCosts();
  for (const bytes of files.slice(0, 500)) addCosts(warmUp, bytes);
  const costs = noCosts();
  for (const bytes of files) addCosts(costs, bytes);
  const inRules = [...costs.rules.values()].reduce((sum, { time }) => sum + time, 0);
  const whole = costs.pass + costs.sorting + inRules;
  const megabytes = costs.bytes / 1e6;
  console.log(
    `\nrules on ${files.length} files of ${folder}, ${megabytes.toFixed(1)} MB: ${whole.toFixed(0)} ms (with the clock around each)`,
  );
  console.log(
    `  pass over the bytes ${share(costs.pass, whole)}   sorting hits ${share(costs.sorting, whole)}   rules ${share(inRules, whole)}`,
  );
  console.log(
    `\n  ${'rule'.padEnd(42)} ${right('tries', 9)} ${right('matches', 9)} ${right('found', 7)}      µs/try   share`,
  );
  const rules = [...costs.rules.values()].sort((a, b) => b.time - a.time);
  for (const { id, tries, matches, candidates, time } of rules.slice(0, shown))
    console.log(
      `  ${id.padEnd(42)} ${right(tries, 9)} ${right(matches, 9)} ${right(candidates, 7)} ${right(((time * 1000) / tries).toFixed(2), 11)} ${share(time, whole)}`,
    );
  console.log(`  ${rules.length - Math.min(shown, rules.length)} more rules were tried`);
  console.log(`\n  ${'anchor'.padEnd(42)} ${right('stands', 9)} ${right('a MB', 9)}`);
  const anchors = [...costs.anchors].sort((a, b) => b[1] - a[1]);
  for (const [anchor, count] of anchors.slice(0, shown))
    console.log(
      `  ${JSON.stringify(anchor).padEnd(42)} ${right(count, 9)} ${right((count / megabytes).toFixed(0), 9)}`,
    );
}

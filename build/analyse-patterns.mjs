// Asks recheck, an analyser of backtracking, about every pattern of the catalogue that has no verdict yet, and writes
// test/rules/pattern-verdicts.tsv: `npm run analyse`. Takes half a second a pattern; a test reads what it wrote.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import { importSource, top } from './import-source.mjs';

const { families } = await importSource('rules/index.ts');
const { openPattern, patternKey } = await importSource('test/support/open-pattern.ts');
const file = join(top, 'test', 'rules', 'pattern-verdicts.tsv');
const header = 'pattern\trule\tverdict\tattack';
const known = new Map(
  (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(1) : [])
    .filter((line) => line !== '')
    .map((line) => [line.slice(0, line.indexOf('\t')), line]),
);
/** Some patterns have too many states to be decided in any time; their verdict is `undecided`. */
const milliseconds = 6000;

/** `safe`, `linear`, `polynomial 2`, `exponential` or `undecided`, and text that shows it: start, what is repeated, end. */
async function analyse(source) {
  const { status, complexity, attack } = await check(openPattern(source), '', { timeout: milliseconds });
  if (status === 'unknown') return ['undecided', ''];
  const verdict = complexity.degree ? `${complexity.type} ${complexity.degree}` : complexity.type;
  if (!attack) return [verdict, ''];
  const [pump] = attack.pumps;
  return [verdict, JSON.stringify([pump?.prefix ?? '', pump?.pump ?? '', attack.suffix])];
}

const lines = [];
let asked = 0;
const write = () => writeFileSync(file, `${[header, ...lines].join('\n')}\n`);
for (const { rules } of families)
  for (const { id, byPath, pattern } of rules) {
    if (byPath) continue;
    const key = patternKey(pattern.source);
    const line = known.get(key);
    if (line) lines.push(line);
    else {
      lines.push([key, id, ...(await analyse(pattern.source))].join('\t'));
      if (++asked % 20 === 0) console.log(`${lines.length} patterns, ${asked} asked about`);
    }
  }
write();
console.log(`${lines.length} patterns, ${asked} of them new`);

// `npm run bench -- --only hostile [rule,…]`: milliseconds that each rule takes for a megabyte of text made to be slow: its
// anchors side by side, with bytes between that fit, and its own examples cut off and begun again.
import { importSource } from '../build/import-source.mjs';

/** Bytes of one text: enough to tell a slow rule, few enough to try some hundred texts for each. */
const size = 8000;
const warmUp = 4000;
/** Slower ones are listed, in milliseconds a megabyte. */
const listed = 500;
/** A text in which more than one finding stands in so many bytes is full of secrets, not made to be slow. */
const bytesOfFinding = 2000;

const between = ['', 'a', ' ', '=', '"', '-', '.', '\n', 'a:', '= ', '="', ':a ', 'x=1;', 'key ', 'key=', 'secret']
  .concat(['_key = "', ' value', "': '", ', ', 'aB3'.repeat(20), `${'aB3'.repeat(80)} `, ' '.repeat(20)])
  .concat(['= '.repeat(16), 'a.'.repeat(20), '=a;'.repeat(30)]);

function textsFor(rule, fillTemplate) {
  const units = new Set(rule.anchors.slice(0, 4).flatMap((anchor) => between.map((filler) => anchor + filler)));
  for (const template of rule.examples.match.slice(0, 3)) {
    const whole = Buffer.from(fillTemplate(template, 1)).toString('latin1');
    for (const part of [0.25, 0.5, 0.75, 1]) {
      const cut = whole.slice(0, Math.ceil(whole.length * part) - 1);
      units.add(cut).add(`${cut}\n`);
    }
  }
  units.delete('');
  return units;
}

const filled = (unit, length) => Buffer.from(unit.repeat(Math.ceil(length / unit.length)).slice(0, length), 'latin1');

/** Milliseconds a megabyte of one text, and how many candidates stood in it. */
function timed(detector, bytes) {
  const began = performance.now();
  const found = detector.detect({ bytes, kind: 'text', via: [] }).length;
  return { time: ((performance.now() - began) * 1e6) / bytes.length, found };
}

function worstOf(detector, units) {
  let worst = { time: 0, unit: '' };
  for (const unit of units) {
    timed(detector, filled(unit, warmUp));
    const bytes = filled(unit, size);
    const first = timed(detector, bytes);
    if (first.found * bytesOfFinding > size || first.time <= worst.time) continue;
    const time = Math.min(first.time, timed(detector, bytes).time);
    if (time > worst.time) worst = { time, unit };
  }
  return worst;
}

/** Prints the rules that take long, the slowest first. */
export async function benchHostile(only) {
  const { families } = await importSource('rules/index.ts');
  const { createDetector } = await importSource('test/support/detector.ts');
  const { fillTemplate } = await importSource('test/support/fill-template.ts');
  const wanted = only?.split(',');
  const rows = [];
  for (const { id, rules } of families)
    for (const rule of rules) {
      if (rule.byPath || (wanted && !wanted.includes(rule.id))) continue;
      const { detector } = createDetector({ families: [{ id, rules: [rule] }] });
      rows.push({ id: rule.id, ...worstOf(detector, textsFor(rule, fillTemplate)) });
    }
  rows.sort((a, b) => b.time - a.time);
  console.log(`\nhostile text, ${rows.length} rules: milliseconds a megabyte of the slowest text of each`);
  for (const { id, time, unit } of rows.filter((row) => wanted || row.time > listed))
    console.log(`  ${id.padEnd(42)} ${time.toFixed(0).padStart(6)}  ${JSON.stringify(unit.slice(0, 40))}`);
  console.log(`  ${rows.filter(({ time }) => time <= listed).length} rules take at most ${listed}`);
}

// Anchors that the kernel finds in what is decoded, against the plain pass.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { openDetector } from '../../src/commands/open-detector.ts';
import { loadKernel } from '../../src/commands/sweep-threads.ts';
import type { Detector } from '../../src/detect/detector.ts';
import { KernelPass } from '../../src/git/pack/kernel-pass.ts';
import type { Layer } from '../../src/model/layer.ts';
import { MetEscapes } from '../../src/pipeline/detect-escaped.ts';
import fc from '../support/fast-check.ts';
import { fillTemplate } from '../support/fill-template.ts';
import { needBuild } from '../support/run-cli.ts';

needBuild();
const dist = join(import.meta.dirname, '..', '..', 'dist');
const plain = openDetector(dist).detector;

const withPass = openDetector(dist).detector;
const pass = new KernelPass(loadKernel(dist), () => withPass.anchorTables());
withPass.pass = pass;

const examples = families
  .flatMap(({ rules }) => rules)
  .flatMap(({ id, examples: { match, ignore } }) =>
    [...match, ...ignore].map((template, at) => fillTemplate(template, `${id}${at}`)),
  );

/** Everything found, in escapes too, without the secrets themselves. */
function look(detector: Detector, text: string, kind: Layer['kind'] = 'text') {
  const layer: Layer = { bytes: Buffer.from(text, 'latin1'), kind, via: [] };
  const escapes = new MetEscapes(layer, detector);
  const found = [detector.detect(layer, escapes), ...escapes.found.map(({ candidates }) => candidates)];
  return found.flat().map(({ rule, start, end, secretStart, secretEnd, confidence, severity, facts }) => ({
    ...{ rule: rule.id, start, end, secretStart, secretEnd, confidence, severity, facts },
  }));
}

const pieceBytes = 64 * 1024;
const joined = (text: string) => `"${text.slice(0, text.length / 2)}" +\n  "${text.slice(text.length / 2)}"`;
const escaped = (text: string) => text.replace(/[g-t]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`);

describe('the pass of the kernel', () => {
  it('finds every example of every rule as the plain one does, in text and in binary', () => {
    for (let at = 0; at < examples.length; at += 40) {
      const text = examples.slice(at, at + 40).join('\n\n');
      for (const kind of ['text', 'binary'] as const)
        expect(look(withPass, text.padEnd(pass.least), kind)).toEqual(look(plain, text.padEnd(pass.least), kind));
    }
  });

  it('does so where examples lie across the border of two pieces, are joined or escaped', () => {
    const example = fc.nat({ max: examples.length - 1 }).map((at) => examples[at]);
    const written = fc.tuple(
      example,
      fc.constantFrom((text: string) => text, joined, escaped),
    );
    const filler = fc.constantFrom('x = y;\n', '  some words of a text\n', '\n');
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(written, { minLength: 1, maxLength: 3 }),
        filler,
        fc.nat({ max: 300 }),
        (parts, line, back) => {
          const text = parts.map(([part, write]) => write(part)).join('\n');
          const before = line.repeat(Math.ceil(pieceBytes / line.length)).slice(0, pieceBytes - back);
          const whole = `${before}\n${text}\n${line.repeat(40)}`;
          const expected = look(plain, whole);
          found += expected.length;
          expect(look(withPass, whole)).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('finds strings that are joined by every sign, over lines and not, as the plain one does', () => {
    const blanks = fc.constantFrom('', ' ', '  ', '\t', ' '.repeat(70));
    const lineEnd = fc.constantFrom('', '\n', '\r\n', '\\\n', '\\\r\n', '\\');
    const prefix = fc.constantFrom('', 'b', 'Rb', 'f', 'x', '_');
    const seam = fc.record({
      ...{
        quote: fc.constantFrom('"', "'"),
        other: fc.nat({ max: 9 }).map((share) => share === 0),
        sign: fc.constantFrom('', '+', '.', '&', '\\'),
      },
      ...{ before: blanks, after: blanks, lineEnd, indent: blanks, again: fc.constantFrom('', '+ ', '. '), prefix },
    });
    const token = fc.constantFrom(
      ...['glpat-{alnum:20}', 'xoxb-{digit:12}-{digit:12}-{alnum:24}', 'npg_{alnum:12}aB3'].map((form) =>
        fillTemplate(form, 11),
      ),
    );
    let found = 0;
    fc.assert(
      fc.property(token, seam, fc.nat({ max: 40 }), (text, part, cut) => {
        const at = 1 + (cut % (text.length - 1));
        const end = part.other ? (part.quote === '"' ? "'" : '"') : part.quote;
        const between = `${part.before}${part.sign}${part.after}${part.lineEnd}${part.indent}${part.again}${part.prefix}`;
        const whole = `x = ${part.quote}${text.slice(0, at)}${part.quote}${between}${end}${text.slice(at)}${end};`;
        const expected = look(plain, whole.padEnd(pass.least));
        found += expected.length;
        expect(look(withPass, whole.padEnd(pass.least)), JSON.stringify(whole)).toEqual(expected);
      }),
      { numRuns: 6000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('leaves texts to the plain one that are too long, and those that come while it is busy', () => {
    expect(pass.pieces(Buffer.alloc(24 * 1024 * 1024 + 1))).toBeNull();
    const pieces = pass.pieces(Buffer.alloc(3 * pieceBytes))![Symbol.iterator]();
    pieces.next();
    expect(pass.pieces(Buffer.alloc(10))).toBeNull();
    pieces.return?.();
    expect([...pass.pieces(Buffer.alloc(3 * pieceBytes))!]).toHaveLength(3);
  });
});

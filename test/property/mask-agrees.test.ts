// The masking stream against a naive one: the same bytes for every way to cut the input, the same as judging each line with
// all that stands before it, and as the findings of a scan; on generated logs with secrets, colours and binary rubbish.

import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { resolveOverlaps } from '../../src/decide/resolve-overlaps.ts';
import { Surroundings } from '../../src/decide/weigh-surroundings.ts';
import { wordHitFinder } from '../../src/detect/automaton/find-word-hits.ts';
import type { NamedValue } from '../../src/detect/known-forms.ts';
import type { Candidate } from '../../src/model/candidate.ts';
import { detectNow } from '../../src/pipeline/detect-in.ts';
import { foundAt } from '../../src/pipeline/layer-path.ts';
import { createDetector } from '../support/detector.ts';
import fc from '../support/fast-check.ts';
import { fillTemplate } from '../support/fill-template.ts';
import { cutAt, maskAll } from '../support/mask-run.ts';

const { detector, detect } = createDetector({ families });
const rules = families.flatMap((family) => family.rules).filter(({ byPath }) => !byPath);
/** Over several lines a stream follows key blocks by themselves, which the naive mask does not know. */
const isKeyBlock = /-----BEGIN|---- BEGIN|PuTTY-User|Private-Lines|Static key|PRIVATE KEY/;
const filled = (templates: readonly string[]) =>
  fc.tuple(fc.constantFrom(...templates), fc.nat(30)).map(([template, seed]) => fillTemplate(template, seed));
const matching = rules
  .flatMap(({ examples }) => examples.match)
  .filter((text) => !isKeyBlock.test(fillTemplate(text, 1)));
/** A stream looks into base64 as well, which the naive mask does not, nor does that undo escapes. */
const plain = matching.filter((text) => !text.includes('{base64('));
const holdsEscape = /\\u00[2-7]|\\x[2-7]|\\\/|%[2-7][0-9A-F]|&(?:#|quot|amp|apos|lt|gt)/i;
/** What tells comes behind the secret: a rule that goes over lines sees it, a stream must not. */
const overLines = rules
  .filter(({ spansLines }) => spansLines)
  .flatMap(({ examples }) => examples.match)
  .filter((text) => matching.includes(text));
const turned = fc
  .tuple(fc.constantFrom(...overLines), fc.nat(30))
  .map(([template, seed]) => `${fillTemplate(template, seed).split('\n').reverse().join('\n')}\n`);
const anything = rules.flatMap(({ examples }) => [...examples.match, ...examples.ignore]);

const colour = fc.constantFrom('\x1b[31m', '\x1b[0m', '\x1b[1;32m', '\x1b[K', '\x1b', '\x1b[', '\x1b]0;title\x07');
const mark = fc.constantFrom(
  '\n',
  '\n',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '"',
  ' = ',
  ': ',
  '\t',
  '\\n',
  'x',
  '2026-11-25T10:00:00Z INFO ',
);
const plainPiece = (templates: readonly string[]) =>
  fc.oneof(
    { weight: 3, arbitrary: filled(templates) },
    { weight: 5, arbitrary: mark },
    { weight: 1, arbitrary: fc.string({ maxLength: 10 }) },
  );
const text = (templates: readonly string[], more: fc.Arbitrary<string>[] = []) =>
  fc
    .array(fc.oneof(plainPiece(templates), ...more), { maxLength: 14 })
    .map((pieces) => Buffer.from(pieces.join(''), 'latin1'));
const cuts = fc.array(fc.nat(4000), { maxLength: 12 });

/** Where lines end. */
function lineEnds(bytes: Buffer): number[] {
  const ends = [...bytes.keys()].filter((at) => bytes[at] === 10 || bytes[at] === 13).map((at) => at + 1);
  return ends.at(-1) === bytes.length ? ends : [...ends, bytes.length];
}

/** Winners and what they cover with losers, as text: the naive mask of one line, given all before it. */
function maskLine(bytes: Buffer, from: number, to: number): string {
  const seen = bytes.subarray(0, to);
  const surroundings = new Surroundings(seen);
  const found = detect(seen)
    .filter(({ secretStart, secretEnd }) => secretStart >= from && secretEnd <= to)
    .map((candidate) => surroundings.weigh(candidate))
    .filter((candidate): candidate is Candidate => candidate !== null);
  const winners = resolveOverlaps(found).sort((a, b) => a.secretStart - b.secretStart);
  const covered = new Uint8Array(to - from);
  for (const { secretStart, secretEnd } of found) covered.fill(1, secretStart - from, secretEnd - from);
  let out = '';
  for (let at = from; at < to; ) {
    if (covered[at - from] === 0) {
      out += bytes.toString('latin1', at, ++at);
      continue;
    }
    // Of a run of covered bytes each winner stands for those up to the next one; apart only where two clusters touch.
    let end = at;
    const clusterEnd = () =>
      found
        .filter((c) => c.secretStart < end && c.secretEnd > end)
        .reduce((most, c) => Math.max(most, c.secretEnd), end);
    end = found.filter((c) => c.secretStart === at).reduce((most, c) => Math.max(most, c.secretEnd), at);
    for (let next = clusterEnd(); next > end; next = clusterEnd()) end = next;
    const inside = winners.filter((c) => c.secretStart >= at && c.secretStart < end);
    out += inside.map(({ secret }) => Buffer.from(secret.mask).toString('latin1')).join('');
    at = end;
  }
  return out;
}

function maskNaively(bytes: Buffer): string {
  let from = 0;
  return lineEnds(bytes)
    .map((to) => {
      const line = maskLine(bytes, from, to);
      from = to;
      return line;
    })
    .join('');
}

const known: readonly NamedValue[] = [
  { name: 'DB_PASSWORD', value: 'tr0ub4dor & "three"' },
  { name: 'TOKEN', value: 'k9/Zq+7xWv2LmN4p' },
];
const knownPiece = fc
  .tuple(fc.constantFrom(...known), fc.nat(4))
  .map(
    ([{ value }, form]) =>
      [
        value,
        encodeURIComponent(value),
        JSON.stringify(value),
        Buffer.from(`u:${value}`).toString('base64'),
        Buffer.from(value).toString('hex'),
      ][form],
  );

const patience = 300_000;

describe('a masked stream', { timeout: patience }, () => {
  it('is the same however it was cut, with colours, keys, known values and rubbish in it', () => {
    const rubbish = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    fc.assert(
      fc.property(text(anything, [colour, rubbish, knownPiece, turned]), cuts, (bytes, places) => {
        const whole = maskAll([bytes], { detector, known });
        expect(maskAll(cutAt(bytes, places), { detector, known }).equals(whole)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('is what judging each line with all before it gives', () => {
    fc.assert(
      fc.property(text(plain), cuts, (bytes, places) => {
        fc.pre(!holdsEscape.test(bytes.toString('latin1')));
        expect(maskAll(cutAt(bytes, places), { detector }).toString('latin1')).toBe(maskNaively(bytes));
      }),
      { numRuns: 400 },
    );
  });

  it('hides what a scan finds behind escapes within a line', () => {
    const oneLine = matching.filter((text) => !text.includes('\n'));
    const writers: readonly ((code: number) => string)[] = [
      (code) => `\\u00${code.toString(16)}`,
      (code) => `%${code.toString(16).toUpperCase()}`,
      (code) => `&#${code};`,
      (code) => `\\x${code.toString(16)}`,
    ];
    const line = fc
      .tuple(filled(oneLine), fc.constantFrom(...writers), fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }))
      .map(([text, write, draws]) =>
        [...text]
          .map((char, at) => {
            const isMark = /[^A-Za-z0-9]/.test(char) && char >= ' ' && char <= '~';
            return draws[at % 8] < (isMark ? 5 : 1) && char >= ' ' && char <= '~' ? write(char.charCodeAt(0)) : char;
          })
          .join(''),
      );
    let hidden = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), cuts, (lines, places) => {
        const bytes = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
        const out = maskAll(cutAt(bytes, places), { detector }).toString('latin1');
        for (const { layer, candidates } of detectNow(bytes, detector).layers) {
          const kind = layer.via[0];
          if (layer.via.length !== 1 || kind === 'base64' || kind === 'hex' || kind === 'concatenation') continue;
          const surroundings = new Surroundings(layer.bytes);
          for (const found of candidates) {
            if (surroundings.weigh(found) === null) continue;
            const { span } = foundAt(layer, found.secretStart, found.secretEnd);
            const written = bytes.toString('latin1', span.start, span.end);
            if (written.length < 10) continue;
            hidden++;
            expect(out).not.toContain(written);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(hidden).toBeGreaterThan(30);
  });

  it('passes what holds no secret on unchanged, whatever the bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 3000 });
    fc.assert(
      fc.property(bytes, cuts, (raw, places) => {
        const buffer = Buffer.from(raw);
        const counted: string[] = [];
        const out = maskAll(cutAt(buffer, places), { detector, counted });
        expect(counted.length > 0 || out.equals(buffer)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('hides every line of the secret in every example of every rule, but where only what follows tells', () => {
    const escaped = new Set<string>();
    for (const rule of rules)
      rule.examples.match.forEach((template, seed) => {
        const bytes = Buffer.from(`${fillTemplate(template, seed)}\n`);
        const surroundings = new Surroundings(bytes);
        const found = detect(bytes)
          .map((candidate) => surroundings.weigh(candidate))
          .filter((candidate) => candidate !== null);
        const out = maskAll([bytes], { detector }).toString('latin1');
        for (const { secretStart, secretEnd } of resolveOverlaps(found)) {
          const lines = bytes.toString('latin1', secretStart, secretEnd).split(/\r?\n/);
          const secret = lines.filter((line) => line.length >= 6 && !/BEGIN|END|^[A-Z][A-Za-z-]+: /.test(line));
          if (secret.some((line) => out.includes(line))) escaped.add(rule.id);
        }
      });
    // A mark that follows the value by lines; the public lines of a PuTTY key.
    expect([...escaped].sort()).toEqual(['cloudformation-noecho-default', 'putty-ppk', 'terraform-sensitive-output']);
  });
});

describe('finding anchors', () => {
  it('tells the same hits from any place on', () => {
    const find = wordHitFinder(detector.automaton, detector.wordLengths());
    const hitsOf = (bytes: Buffer, from: number, to: number) => {
      const hits: string[] = [];
      find(bytes, from, to, (end, state) => hits.push(`${end} ${state}`));
      return hits;
    };
    fc.assert(
      fc.property(text(anything), fc.nat(2000), (bytes, place) => {
        const middle = place % (bytes.length + 1);
        const parts = [...hitsOf(bytes, 0, middle), ...hitsOf(bytes, middle, bytes.length)];
        expect(parts).toEqual(hitsOf(bytes, 0, bytes.length));
      }),
      { numRuns: 300 },
    );
  });
});

// The filters of rules against the rules: whatever a rule finds at an anchor, the kernel lets by.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { openDetector } from '../../src/commands/open-detector.ts';
import { loadKernel } from '../../src/commands/sweep-threads.ts';
import { BlobJudge } from '../../src/git/pack/judge-blobs.ts';
import { Kernel } from '../../src/git/pack/kernel.ts';
import type { SweepPlan } from '../../src/git/pack/sweep-plan.ts';
import { objectText } from '../../src/git/parse-commit.ts';
import { contentKind } from '../../src/model/hit-judge.ts';
import { hitJudge } from '../../src/pipeline/hit-judge.ts';
import fc from '../support/fast-check.ts';
import { fillTemplate } from '../support/fill-template.ts';
import { needBuild } from '../support/run-cli.ts';

needBuild();
const dist = join(import.meta.dirname, '..', '..', 'dist');
const { detector } = openDetector(dist);
const judge = hitJudge(detector, objectText);
const kernel = new Kernel(loadKernel(dist));
// Gives the kernel the automaton and the filters; no blob is judged here.
new BlobJudge(kernel, judge, {} as SweepPlan);
const room = 1 << 20;
const textAt = kernel.take(room);
const hitsAt = kernel.take(room * 8);

/** Anchors of `bytes` at which some rule finds something, at all and of those over lines; and how many the filters leave of all. */
function look(bytes: Buffer) {
  kernel.bytes.set(bytes, textAt);
  const { calls } = kernel;
  const count = calls.scanWhole(textAt, bytes.length, hitsAt, hitsAt + room * 8);
  const hits = Array.from({ length: count }, (_, at) => {
    const [end, state] = [kernel.words[hitsAt / 4 + 2 * at], kernel.words[hitsAt / 4 + 2 * at + 1] & 0xffff];
    return { end, state, text: bytes.toString('latin1', Math.max(0, end - 20), end + 40) };
  });
  const settle = (flag: number) => {
    hits.forEach(({ state }, at) => {
      kernel.words[hitsAt / 4 + 2 * at + 1] = state | flag;
    });
    calls.settleHits(textAt, bytes.length, hitsAt, count);
    return hits.map((_, at) => kernel.words[hitsAt / 4 + 2 * at + 1] >= flag);
  };
  const missed = (flag: number, isAll: boolean) => {
    const isLeft = settle(flag);
    const wrong = hits.filter(
      ({ end, state }, at) => !isLeft[at] && judge.hasCandidate(bytes, contentKind.text, end, state, isAll),
    );
    return { wrong: wrong.map(({ text }) => text), left: isLeft.filter(Boolean).length };
  };
  const [all, overLines] = [missed(1 << 17, true), missed(1 << 18, false)];
  return { wrong: [...all.wrong, ...overLines.wrong], count, left: all.left };
}

/** Of the signs of escapes in `bytes`: how many the filters leave, and at how many of those rules find something. */
function lookAtEscapes(bytes: Buffer) {
  look(bytes);
  kernel.bytes.set(bytes, textAt);
  const { calls, words } = kernel;
  const count = calls.scanWhole(textAt, bytes.length, hitsAt, hitsAt + room * 8);
  calls.settleHits(textAt, bytes.length, hitsAt, count);
  let [left, positive] = [0, 0];
  for (let at = 0; at < count; at++) {
    const [end, word] = [words[hitsAt / 4 + 2 * at], words[hitsAt / 4 + 2 * at + 1]];
    if (word <= 0xffff || !detector.marks(word & 0xffff)) continue;
    left++;
    if (judge.hasCandidate(bytes, contentKind.text, end, word & 0xffff, true)) positive++;
  }
  return { left, positive };
}

const rules = families.flatMap((family) => family.rules);
const examplesOf = (rule: (typeof rules)[number]) =>
  [...rule.examples.match, ...rule.examples.ignore].map((template, at) => fillTemplate(template, `${rule.id}${at}`));

it('lets by every example of every rule, alone and among others', () => {
  const texts = rules.flatMap(examplesOf);
  expect(texts.length).toBeGreaterThan(2000);
  for (const text of texts) expect(look(Buffer.from(text)).wrong).toEqual([]);
  const all = texts.join('\n').match(/[\s\S]{1,500000}/g) ?? [];
  for (const part of all) expect(look(Buffer.from(part)).wrong).toEqual([]);
}, 120_000);

it('lets by what is left when examples are cut, joined and changed', () => {
  const pool = rules.flatMap(examplesOf).map((text) => Buffer.from(text));
  const cut = fc
    .tuple(fc.nat(pool.length - 1), fc.nat(400), fc.nat(400))
    .map(([example, from, length]) => pool[example].subarray(from % (pool[example].length + 1)).subarray(0, length));
  const glue = fc.constantFrom('', ' ', '\n', '\r\n  ', '"', "'", ': ', ' = ', '_', 'x', ',', '\\n').map(Buffer.from);
  const changed = fc
    .tuple(
      fc.array(
        fc.tuple(
          fc.oneof(
            cut,
            fc.nat(pool.length - 1).map((at) => pool[at]),
          ),
          glue,
        ),
        { maxLength: 12 },
      ),
      fc.nat(),
      fc.nat(255),
    )
    .map(([parts, place, byte]) => {
      const bytes = Buffer.concat(parts.flat());
      if (bytes.length > 0) bytes[place % bytes.length] = byte;
      return bytes;
    });
  fc.assert(
    fc.property(changed, (bytes) => {
      expect(look(bytes).wrong).toEqual([]);
    }),
    { numRuns: 1500 },
  );
}, 120_000);

it('leaves little of ordinary text', () => {
  const line = 'the password is not a key: if (token && path_pattern[i].key != NULL) return get_token(ctx->key, 4);\n';
  const { count, left } = look(Buffer.from(line.repeat(50)));
  expect(count).toBeGreaterThan(200);
  expect(left).toBeLessThan(count / 3);
});

it('leaves nothing of names without a value that is long enough, or any value', () => {
  const lines = [
    'Jane Doe <jane.doe@gmail.com> 1700000000 +0100, GitHub <noreply@github.com> 1700000000 +0100',
    'aliyun, ngc and ably, line_of text, the deployer',
    'cache_key(path) and sort_key[0] of self.primary_key.name',
    'docker login, then mysql and ldap as before',
  ];
  for (const line of lines) {
    const { count, left } = look(Buffer.from(`${line}\n`));
    expect(count, line).toBeGreaterThan(0);
    expect(left, line).toBe(0);
  }
});

describe('signs of escapes', () => {
  const short = rules.flatMap(examplesOf).filter((text) => text.length < 200 && /^[\x20-\x7e]+$/.test(text));
  const code = (text: string, at: number) => text.charCodeAt(at).toString(16).padStart(2, '0');
  /** One character of a text as it is written with an escape, or the text in two strings. */
  const written: Readonly<Record<string, (text: string, at: number) => string>> = {
    percent: (text, at) => `${text.slice(0, at)}%${code(text, at)}${text.slice(at + 1)}`,
    upper: (text, at) => `${text.slice(0, at)}%${code(text, at).toUpperCase()}${text.slice(at + 1)}`,
    hex: (text, at) => `${text.slice(0, at)}\\x${code(text, at)}${text.slice(at + 1)}`,
    wide: (text, at) => `${text.slice(0, at)}\\u00${code(text, at)}${text.slice(at + 1)}`,
    slash: (text) => text.replaceAll('/', '\\/'),
    number: (text, at) => `${text.slice(0, at)}&#${text.charCodeAt(at)};${text.slice(at + 1)}`,
    hexNumber: (text, at) => `${text.slice(0, at)}&#x${code(text, at)};${text.slice(at + 1)}`,
    names: (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
    plus: (text, at) => `"${text.slice(0, at)}" + "${text.slice(at)}"`,
    dot: (text, at) => `'${text.slice(0, at)}'.'${text.slice(at)}'`,
    below: (text, at) => `"${text.slice(0, at)}" +\n    "${text.slice(at)}"`,
    bare: (text, at) => `'${text.slice(0, at)}'\r\n  f'${text.slice(at)}'`,
    escaped: (text, at) => `"${text.slice(0, at)}"\\\n  "${text.slice(at)}"`,
  };
  const around = fc.constantFrom(
    ...['', '', '', ' ', '\n', "'", '"', '=', '%41', '%2', '&#65;', '&', '\\x41', '\\', 'a" + "b'],
    ...['x'.repeat(170), 'y'.repeat(400), `${'z'.repeat(600)}\n`, ' '.repeat(80)],
  );

  it.each(Object.keys(written))(
    'are let by where a rule finds something in what they stand for: %s',
    (how) => {
      let positives = 0;
      const one = fc
        .tuple(fc.constantFrom(...short), fc.nat(), around, around, fc.nat(), fc.nat(255))
        .map(([text, place, before, behind, change, byte]) => {
          const bytes = Buffer.from(`${before}${written[how](text, place % text.length)}${behind}`, 'latin1');
          if (change % 4 === 0) bytes[change % bytes.length] = byte;
          return bytes;
        });
      fc.assert(
        fc.property(fc.array(one, { minLength: 1, maxLength: 3 }), (parts) => {
          const bytes = Buffer.concat(parts);
          expect(look(bytes).wrong).toEqual([]);
          positives += lookAtEscapes(bytes).positive;
        }),
        { numRuns: 400 },
      );
      expect(positives).toBeGreaterThan(40);
    },
    60_000,
  );

  it('are left of where nothing is meant by them', () => {
    const texts = [
      `url("data:image/svg+xml,${'%3Cpath d=%22M10.5 3.25h4%22/%3E'.repeat(200)}")`,
      `${'&lt;b&gt;bold&#39;s&quot;&lt;/b&gt; '.repeat(200)}`,
      `${'\\x1b\\u0041 and \\x41\\x42 '.repeat(100)}`,
      `${"path = 'one' + 'two'\n".repeat(100)}`,
    ];
    for (const text of texts)
      expect(lookAtEscapes(Buffer.from(text)), text.slice(0, 40)).toEqual({ left: 0, positive: 0 });
  });
});

// A text in overlapping parts against the same text as one.
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { families } from '../../../rules/index.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { Fragment } from '../../../src/model/fragment.ts';
import { isSkipped } from '../../../src/model/source-item.ts';
import { examine } from '../../../src/pipeline/examine.ts';
import { isCuttable } from '../../../src/pipeline/is-cuttable.ts';
import { stdinItems } from '../../../src/sources/stdin.ts';
import { textParts } from '../../../src/sources/text-parts.ts';
import { createDetector } from '../../support/detector.ts';
import fc from '../../support/fast-check.ts';
import { fillTemplate } from '../../support/fill-template.ts';
import { awsPair, githubToken } from '../../support/planted.ts';

const { detector } = createDetector({ families });
const place = { origin: 'stdin', path: null } as const;
/** Neighbours reach further than any rule, so that parts see what a whole shows. */
const sizes = { own: 3000, shared: 24_000 };

async function findings(fragment: Fragment): Promise<Finding[]> {
  return examine(fragment, { detector, salt: 'test', usesAllowComments: true });
}

const show = ({ rule, region, secret, allowComment, severity }: Finding) =>
  JSON.stringify([rule.id, region, secret.mask, allowComment, severity]);

async function inParts(bytes: Buffer, pieceSize: number): Promise<string[]> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceSize) }, (_, at) =>
    bytes.subarray(at * pieceSize, (at + 1) * pieceSize),
  );
  const found: string[] = [];
  for await (const fragment of textParts(pieces, { place, isNamed: true }, sizes))
    found.push(...(await findings(fragment)).map(show));
  return found;
}

const line = fc.oneof(
  { weight: 20, arbitrary: fc.nat(400).map((length) => `${'lorem ipsum '.repeat(40).slice(0, length)}\n`) },
  { weight: 2, arbitrary: fc.nat(99).map((seed) => `é😀 ${githubToken(seed).secret} x\n`) },
  { weight: 2, arbitrary: fc.nat(99).map((seed) => awsPair(seed).text) },
  { weight: 1, arbitrary: fc.nat(99).map((seed) => `${fillTemplate('{pem:rsa}', seed)}\n`) },
  { weight: 1, arbitrary: fc.constant(`${'ü'.repeat(30_000)} no line end near `) },
  {
    weight: 1,
    arbitrary: fc.nat(9).map((seed) => `# leakgate:allow github-pat-classic made up\nt=${githubToken(seed).secret}\n`),
  },
);
const text = fc.array(line, { minLength: 60, maxLength: 160 }).map((lines) => Buffer.from(lines.join('')));

describe('a text in parts', { timeout: 300_000 }, () => {
  it('has the findings of the whole, at the same places', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(1000, 4096, 100_000), async (bytes, pieceSize) => {
        const whole = (await findings({ bytes, place, isNamed: true })).map(show);
        expect((await inParts(bytes, pieceSize)).sort()).toEqual(whole.sort());
      }),
      // A failing text is told by its seed: printed, or made smaller, it would take minutes.
      {
        numRuns: 40,
        endOnFailure: true,
        reporter: ({ failed, seed, errorInstance }) => {
          if (failed) throw new Error(`seed ${seed}`, { cause: errorInstance });
        },
      },
    );
  });

  it('is no input but once, and all its bytes are of some part', async () => {
    const bytes = Buffer.from('some words\n'.repeat(9000));
    let own = 0;
    let first = 0;
    let parts = 0;
    for await (const { part } of textParts(
      [bytes.subarray(0, 70_000), bytes.subarray(70_000)],
      { place, isNamed: true },
      sizes,
    )) {
      own += part.to - part.from;
      first += Number(part.isFirst);
      parts++;
    }
    expect({ own, first }).toEqual({ own: bytes.length, first: 1 });
    expect(parts).toBeGreaterThan(1);
  });
});

describe('what comes in', () => {
  it('is cut where it is text, and else kept whole or left out with a gap', async () => {
    const terms = { isCuttable, limit: 60_000, wholeBytes: 20_000, sizes };
    const kinds = async (bytes: Buffer) => {
      const items: string[] = [];
      const stream = Readable.from(
        Array.from({ length: 10 }, (_, at) => bytes.subarray((at * bytes.length) / 10, ((at + 1) * bytes.length) / 10)),
      );
      for await (const item of stdinItems(stream, terms))
        items.push(isSkipped(item) ? 'gap' : 'part' in item ? 'part' : 'whole');
      return [...new Set(items)];
    };
    expect(await kinds(Buffer.from('a log line\n'.repeat(9000)))).toEqual(['part']);
    expect(await kinds(Buffer.from('{"a":1}\n'.repeat(9000)))).toEqual(['part']);
    expect(await kinds(Buffer.from('a log line\n'.repeat(1000)))).toEqual(['whole']);
    expect(await kinds(Buffer.from(`{"cells":[${'1,'.repeat(50_000)}]}`))).toEqual(['whole', 'gap']);
    expect(await kinds(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(99_000)]))).toEqual(['whole', 'gap']);
    expect(await kinds(Buffer.from('\ufeffutf-16 text\n'.repeat(9000), 'utf16le'))).toEqual(['whole', 'gap']);
  });
});

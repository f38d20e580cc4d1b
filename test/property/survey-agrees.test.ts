// A survey of files against the pipeline: a file is clean exactly when the whole way through decode and detect finds nothing.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { FileSurveyor, notClean } from '../../src/commands/file-surveyor.ts';
import { openDetector } from '../../src/commands/open-detector.ts';
import { NeedsLibrary } from '../../src/model/needs-library.ts';
import { detectNow } from '../../src/pipeline/detect-in.ts';
import fc from '../support/fast-check.ts';
import { awsPair, githubToken } from '../support/planted.ts';
import { needBuild } from '../support/run-cli.ts';

needBuild();
const dist = join(import.meta.dirname, '..', '..', 'dist');
const { detector } = openDetector(dist);
const folder = mkdtempSync(join(tmpdir(), 'leakgate-survey-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function isClean(bytes: Buffer): boolean {
  try {
    const { layers, losses } = detectNow(bytes, detector);
    return losses.length === 0 && layers.every((one) => one.candidates.length === 0 && one.layer.path === undefined);
  } catch (error) {
    if (error instanceof NeedsLibrary) return false;
    throw error;
  }
}

const token = fc.nat(50).map((seed) => githubToken(seed).secret);
const secret = fc.oneof(
  token,
  fc.nat(50).map((seed) => awsPair(seed).text),
);

/** A token in two strings, and what may stand between them: most of it joins nothing. */
const joined = fc
  .tuple(
    token,
    fc.nat(36),
    fc.constantFrom('"', "'"),
    fc.constantFrom('', '\\', '\r', ' \\'),
    fc.constantFrom('\n', '\n  ', ' +\n\t', ' . ', '+', '\n +', '\n\nx', '\nx'),
    fc.constantFrom('', 'r', 'b', 'xx'),
  )
  .map(
    ([text, at, quote, before, between, prefix]) =>
      `${quote}${text.slice(0, at)}${quote}${before}${between}${prefix}${quote}${text.slice(at)}${quote}`,
  );

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('password = ', 'path', '_pat', 'key:', '"\n', "'+", '%41', '\\u0041', '&amp;'),
  },
  { weight: 4, arbitrary: fc.string({ maxLength: 60 }) },
  { weight: 1, arbitrary: secret },
  { weight: 1, arbitrary: joined },
  { weight: 1, arbitrary: secret.map((text) => Buffer.from(`x ${text} and more behind it`).toString('base64')) },
  { weight: 1, arbitrary: secret.map((text) => Buffer.from(`x ${text}`).toString('hex')) },
  { weight: 1, arbitrary: token.map((text) => text.replaceAll('_', '\\u005f')) },
  { weight: 1, arbitrary: fc.constantFrom('\0', '\xff\xfe', 'PK\x03\x04', '{"nbformat": 4', 'a'.repeat(70_000)) },
);
const text = fc.array(piece, { maxLength: 30 }).map((parts) => Buffer.from(parts.join(' '), 'latin1'));
const content = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 1, arbitrary: text.map((bytes) => gzipSync(bytes)) },
  { weight: 1, arbitrary: text.map((bytes) => deflateSync(bytes)) },
  { weight: 1, arbitrary: text.map((bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le')) },
  // Around the border of the pieces that the kernel looks at.
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 65_400, max: 65_600 }), text)
      .map(([length, bytes]) => Buffer.concat([Buffer.alloc(length, 'a '), bytes])),
  },
);

it('calls clean what holds nothing, and nothing else', async () => {
  const surveyor = await FileSurveyor.open(detector, dist);
  const file = join(folder, 'file');
  const seen = { clean: 0, other: 0 };
  fc.assert(
    fc.property(content, (bytes) => {
      writeFileSync(file, bytes);
      const answer = surveyor.look(Buffer.from(file));
      expect(answer).toBe(isClean(bytes) ? bytes.length : notClean);
      if (answer === notClean) seen.other++;
      else seen.clean++;
    }),
    { numRuns: 400 },
  );
  expect(seen.clean).toBeGreaterThan(40);
  expect(seen.other).toBeGreaterThan(40);
});

it('looks at strings that are joined, wherever one ends', async () => {
  const surveyor = await FileSurveyor.open(detector, dist);
  const file = join(folder, 'joined');
  const { secret } = githubToken('joined');
  for (const seam of ['"\n  "', '"\r\n"', '" +\n"', '"+"', '" . "', '"\\\n"']) {
    writeFileSync(file, `${' '.repeat(65_500)}x = "${secret.slice(0, 20)}${seam}${secret.slice(20)}";\n`);
    expect(surveyor.look(Buffer.from(file)), seam).toBe(notClean);
  }
});

it('leaves what it cannot read to others', async () => {
  const surveyor = await FileSurveyor.open(detector, dist);
  expect(surveyor.look(Buffer.from(join(folder, 'absent')))).toBe(notClean);
  expect(surveyor.look(Buffer.from(folder))).toBe(notClean);
  const large = join(folder, 'large');
  writeFileSync(large, '');
  truncateSync(large, 17 * 1024 * 1024);
  expect(surveyor.look(Buffer.from(large))).toBe(notClean);
});

// The kernel's reading of usual commit heads against the parser of all heads: where it says something, it says the same.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadKernel } from '../../src/commands/sweep-threads.ts';
import { Kernel } from '../../src/git/pack/kernel.ts';
import { HeadReader, type UsualHead } from '../../src/git/pack/usual-head.ts';
import { commitHeaders, commitLinkPlaces, objectText } from '../../src/git/parse-commit.ts';
import fc from '../support/fast-check.ts';
import { needBuild } from '../support/run-cli.ts';

needBuild();
const kernel = new Kernel(loadKernel(join(import.meta.dirname, '..', '..', 'dist')));
const readers = { 40: new HeadReader(kernel, 40), 64: new HeadReader(kernel, 64) };
const at = kernel.take(1 << 16);

function read(commit: Buffer, hexLength: 40 | 64): UsualHead | null {
  // What lies behind an object is not its own: here it would make heads of pieces of one.
  kernel.bytes.fill('\n author 1 \n\n', at + commit.length, at + commit.length + 200);
  kernel.bytes.set(commit, at);
  return readers[hexLength].read(at, commit.length);
}

function expectAgrees(commit: Buffer, hexLength: 40 | 64): void {
  const head = read(commit, hexLength);
  if (head === null) return;
  const { tree, parents, seconds, author, authorEnd, committer, committerEnd, message } = head;
  expect({ tree, parents, seconds }).toEqual(commitLinkPlaces(commit, hexLength));
  const text = objectText({ id: '', type: 'commit', bytes: commit });
  const persons = Buffer.concat([
    commit.subarray(author, authorEnd),
    Buffer.from('\n'),
    commit.subarray(committer, committerEnd),
  ]);
  expect(persons.toString('latin1')).toBe(text.headers.toString('latin1'));
  expect(persons.toString('latin1')).toBe(commitHeaders(commit.subarray(0, message)).toString('latin1'));
  expect(commit.subarray(message).toString('latin1')).toBe(text.message.toString('latin1'));
}

const id = (hexLength: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: hexLength, maxLength: hexLength })
    .map((all) => all.join(''));
const person = fc.constantFrom(
  'Ada <ada@example.org> 1767225600 +0000',
  'Ä <> 0 -0130',
  'Ada > <a@b> 5 +0000',
  'Ada <ada@example.org> 1234567890123 +0000',
  'Ada <ada@example.org> -5 +0000',
  'Ada <ada@example.org> 12',
  'Ada',
  '',
);
const sound = fc.constantFrom('Ada <ada@example.org> 1767225600 +0000', '> 7 ', 'Ä <a> 999999999999 -0130');
const rest = fc.constantFrom(
  '',
  'encoding ISO-8859-1\n',
  'gpgsig -----BEGIN PGP SIGNATURE-----\n \n wsBc\n -----END PGP SIGNATURE-----\n',
  'encoding x\ngpgsig \n',
  'encoding \n',
  `encoding ${'x'.repeat(33)}\n`,
  'gpgsig',
  'gpgsig x\nencoding y\n',
  'gpgsig-sha256 x\n',
  'HG:extra x\n',
  ' y\n',
);
const parts = <T>(
  whom: fc.Arbitrary<string>,
  what: fc.Arbitrary<string>,
  build: (commit: string, hexLength: 40 | 64) => T,
) =>
  fc
    .constantFrom<40 | 64>(40, 64)
    .chain((hexLength) =>
      fc
        .tuple(
          id(hexLength),
          fc.array(id(hexLength), { maxLength: 3 }),
          whom,
          whom,
          what,
          fc.constantFrom('', 'x', 'One\n\nTwo\n', '\n'),
        )
        .map(([tree, parents, author, committer, headers, message]) =>
          build(
            `tree ${tree}\n${parents.map((parent) => `parent ${parent}\n`).join('')}author ${author}\ncommitter ${committer}\n${headers}\n${message}`,
            hexLength,
          ),
        ),
    );

it('reads heads as git writes them', () => {
  const usual = fc.constantFrom('', 'encoding ISO-8859-1\n', 'gpgsig a\n \n b\n', 'encoding x\ngpgsig \n');
  fc.assert(
    fc.property(
      parts(sound, usual, (commit, hexLength) => ({ commit: Buffer.from(commit, 'latin1'), hexLength })),
      ({ commit, hexLength }) => {
        expect(read(commit, hexLength)).not.toBeNull();
        expectAgrees(commit, hexLength);
      },
    ),
  );
});

it('says the same as the parser of all heads, or nothing, however they are cut and changed', () => {
  fc.assert(
    fc.property(
      parts(person, rest, (commit, hexLength) => ({ commit: Buffer.from(commit, 'latin1'), hexLength })),
      fc.nat(),
      fc.nat(),
      fc.constantFrom(...Buffer.from('\n >a9Z\0')),
      ({ commit, hexLength }, cutAt, changeAt, byte) => {
        expectAgrees(commit, hexLength);
        expectAgrees(commit.subarray(0, cutAt % (commit.length + 1)), hexLength);
        const changed = Buffer.from(commit);
        changed[changeAt % commit.length] = byte;
        expectAgrees(changed, hexLength);
      },
    ),
    { numRuns: 500 },
  );
});

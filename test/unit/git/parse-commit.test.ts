import { describe, expect, it } from 'vitest';
import { authorHeader, authorOf, commitLinks, objectText, tagTarget } from '../../../src/git/parse-commit.ts';
import fc from '../../support/fast-check.ts';

const tree = 'a'.repeat(40);
const first = 'b'.repeat(40);
const second = 'c'.repeat(40);
const armour = (kind: string) => `-----BEGIN ${kind}-----\n\niQEzBAABCAAdFiEE\n=aBcD\n-----END ${kind}-----\n`;
const text = (content: string | Buffer, type: 'commit' | 'tag' = 'commit') => {
  const { message, headers, ...rest } = objectText({ id: 'x', type, bytes: Buffer.from(content as string) });
  return { ...rest, message: message.toString(), headers: headers.toString() };
};

describe('commitLinks', () => {
  it('reads tree, parents and committer time', () => {
    const bytes = `tree ${tree}\nparent ${first}\nparent ${second}\nauthor A <a@b> 5 +0000\ncommitter C <c@d> 1767225600 +0530\n\nm`;
    expect(commitLinks(Buffer.from(bytes), 40)).toEqual({ tree, parents: [first, second], seconds: 1767225600 });
  });

  it('reads SHA-256 ids', () => {
    const bytes = `tree ${'1'.repeat(64)}\nparent ${'2'.repeat(64)}\nauthor A <a@b> 5 +0000\ncommitter C <c@d> 6 +0000\n\n`;
    expect(commitLinks(Buffer.from(bytes), 64)).toEqual({
      tree: '1'.repeat(64),
      parents: ['2'.repeat(64)],
      seconds: 6,
    });
  });

  it('takes no words of the message for headers', () => {
    const bytes = `tree ${tree}\nauthor A <a@b> 5 +0000\ncommitter C <c@d> 6 +0000\n\nparent ${first}\ncommitter X <x@y> 9 +0000\n`;
    expect(commitLinks(Buffer.from(bytes), 40)).toEqual({ tree, parents: [], seconds: 6 });
  });

  it.each([
    ['no committer', `tree ${tree}\n\nm`],
    ['no time', `tree ${tree}\ncommitter C <c@d>\n\nm`],
    ['a time beyond all numbers', `tree ${tree}\ncommitter C <c@d> ${'9'.repeat(400)} +0000\n\nm`],
  ])('gives the beginning of time for %s', (_, bytes) => {
    expect(commitLinks(Buffer.from(bytes), 40)).toEqual({ tree, parents: [], seconds: 0 });
  });

  it.each([
    ['nothing', ''],
    ['no tree', `parent ${first}\n\nm`],
    ['a short tree', 'tree abc\n\nm'],
    ['a tree that is no id', `tree ${'z'.repeat(40)}\n\nm`],
    ['a parent cut short', `tree ${tree}\nparent ${first.slice(4)}\n\nm`],
    ['a parent with more behind it', `tree ${tree}\nparent ${first}0\n\nm`],
  ])('knows nothing of a malformed commit: %s', (_, bytes) => {
    expect(commitLinks(Buffer.from(bytes), 40)).toBeNull();
  });
});

describe('tagTarget', () => {
  it('reads the id that a tag names', () => {
    expect(tagTarget(Buffer.from(`object ${first}\ntype commit\ntag v1\n\nm`), 40)).toBe(first);
  });

  it.each(['', 'object', `object ${first}`, `object ${'g'.repeat(40)}\n`, `tag v1\nobject ${first}\n`])(
    'gives up on %j',
    (bytes) => {
      expect(tagTarget(Buffer.from(bytes), 40)).toBeNull();
    },
  );
});

describe('objectText', () => {
  it('gives persons, other headers and the message of a commit', () => {
    const bytes = `tree ${tree}\nparent ${first}\nauthor Ada <a@b> 1767225600 +0530\ncommitter Cy <c@d> 1767225601 -0800\nencoding UTF-8\nHG:extra a b\n\nSubject\n\nBody\n`;
    expect(text(bytes)).toEqual({
      id: 'x',
      type: 'commit',
      author: 'Ada <a@b>',
      date: '2026-01-01T05:30:00+05:30',
      headers: 'Ada <a@b> 1767225600 +0530\nCy <c@d> 1767225601 -0800\nHG:extra a b',
      message: 'Subject\n\nBody\n',
    });
  });

  it('leaves signatures out by the name of their header, with all lines that continue it', () => {
    const lines = armour('PGP SIGNATURE').trimEnd().split('\n').join('\n ');
    const bytes = `tree ${tree}\nauthor A <a@b> 5 +0000\ngpgsig ${lines}\ngpgsig-sha256 ${lines}\nother kept\n more\n\nm`;
    expect(text(bytes)).toMatchObject({ headers: 'A <a@b> 5 +0000\nother kept\nmore', message: 'm' });
  });

  it('reads a merged tag within a commit, without the signature at its end', () => {
    const merged = `object ${first}\ntype commit\ntag v1\ntagger T <t@u> 5 +0000\n\nrelease words\n${armour('SSH SIGNATURE')}`;
    const bytes = `tree ${tree}\nauthor A <a@b> 5 +0000\nmergetag ${merged.trimEnd().split('\n').join('\n ')}\n\nm`;
    expect(text(bytes).headers).toContain('release words');
    expect(text(bytes).headers).not.toContain('iQEzBAABCAAdFiEE');
  });

  it('shows what somebody put under a header that should hold an id', () => {
    expect(text(`tree ${tree}\nparent token=hand made\nno-blank-here\n\nm`).headers).toBe(
      'parent token=hand made\nno-blank-here',
    );
  });

  it.each(['PGP SIGNATURE', 'PGP MESSAGE', 'SSH SIGNATURE', 'SIGNED MESSAGE'])(
    'cuts a %s at the end of a tag',
    (kind) => {
      const tag = `object ${first}\ntype commit\ntag v1\ntagger T <t@u> 5 +0000\n\nwords\n${armour(kind)}`;
      expect(text(tag, 'tag')).toMatchObject({ message: 'words\n', headers: 'v1\nT <t@u> 5 +0000', author: 'T <t@u>' });
    },
  );

  it('keeps what only looks like a signature', () => {
    const inside = `words\n${armour('PGP SIGNATURE')}\nmore words\n`;
    expect(text(`tag v1\n\n${inside}`, 'tag').message).toBe(inside);
    const open = 'words\n-----BEGIN PGP SIGNATURE-----\n\niQEzBA\n';
    expect(text(`tag v1\n\n${open}`, 'tag').message).toBe(open);
    const commented =
      'w\n-----BEGIN PGP SIGNATURE-----\nComment: spoken words\n\niQEzBA\n-----END PGP SIGNATURE-----\n';
    expect(text(`tag v1\n\n${commented}`, 'tag').message).toBe('w\nComment: spoken words\n');
    const block = `w\n${armour('RSA PRIVATE KEY')}`;
    expect(text(`tag v1\n\n${block}`, 'tag').message).toBe(block);
  });

  it.each([
    ['no zone', 'A <a@b> 5', '1970-01-01T00:00:05Z'],
    ['a zone of no place', 'A <a@b> 5 +9999', '1970-01-01T00:00:05Z'],
    ['a time before 1970', 'A <a@b> -5 +0000', '1969-12-31T23:59:55Z'],
    ['a half-hour zone', 'A <a@b> 0 -0330', '1969-12-31T20:30:00-03:30'],
    ['a time after the year 9999', 'A <a@b> 999999999999 +0000', undefined],
    ['no number', 'A <a@b> soon', undefined],
    ['a name with a bracket', 'A > B <a@b> 5 +0000', '1970-01-01T00:00:05Z'],
  ])('dates a commit with %s', (_, person, date) => {
    expect(text(`tree ${tree}\nauthor ${person}\n\nm`).date).toBe(date);
  });

  it.each(['', '\n', '\nmessage only', 'headers only', ' continues nothing\n\nm', '\n\n\n'])(
    'takes odd bytes: %j',
    (bytes) => {
      const { message, headers } = text(bytes);
      expect((headers + message).replaceAll('\n', '')).toBe(bytes.replaceAll('\n', '').trimStart());
    },
  );

  it('shows bytes of a name that are no UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from(`tree ${tree}\nauthor J`),
      Buffer.from([0xf6]),
      Buffer.from(' <j@k> 5 +0000\n\nm'),
    ]);
    expect(text(bytes).author).toBe('J\\xf6 <j@k>');
  });
});

describe('authorOf', () => {
  it('says what objectText says, whatever lines an object is made of', () => {
    const line = fc.constantFrom(
      ...[`tree ${tree}`, `parent ${first}`, 'author A <a@b> 1767225600 +0530', 'author B <b@c> 7 +0000', 'author '],
      ...['author', ' author C <c@d> 8 +0000', ' > 9 +0100', 'authored D <d@e> 1 +0000', 'committer A <a@b> 5 +0000'],
      ...['', ' ', 'gpgsig x'],
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('', '\n', '\n\nmessage'), (lines, end) => {
        const bytes = Buffer.from(`${lines.join('\n')}${end}`);
        const { author, date } = objectText({ id: 'x', type: 'commit', bytes });
        expect(authorOf(bytes)).toEqual({ author, date });
        // What is kept of a commit for the next run says the same.
        expect(authorOf(Buffer.from(`${authorHeader(bytes)}\n\n`, 'latin1'))).toEqual({ author, date });
      }),
      { numRuns: 2000 },
    );
  });
});

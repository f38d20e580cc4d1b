import { describe, expect, it } from 'vitest';
import { BatchParser } from '../../../src/git/batch-parser.ts';

const a = 'a'.repeat(40);
const b = 'b'.repeat(64);
const c = 'c'.repeat(40);
const answers = [
  `${a} blob 5\nhello\n`,
  `${b} tree 0\n\n`,
  `${c} missing\n`,
  `${a} commit 10\nline\nline\n\n`,
  `${b} tag 3\nabc\n`,
];
const output = Buffer.from(answers.join(''));

function readIn(pieces: readonly Buffer[], limit = 1000) {
  const parser = new BatchParser(limit);
  const objects = pieces
    .flatMap((piece) => parser.push(piece))
    .map(({ id, type, bytes }) => `${id[0]} ${type} ${bytes}`);
  return { objects, unread: parser.unread, answered: parser.answered, isAtBorder: parser.isAtBorder };
}

const whole = {
  objects: ['a blob hello', 'b tree ', 'a commit line\nline\n', 'b tag abc'],
  unread: [{ id: c, why: 'absent' }],
  answered: 5,
  isAtBorder: true,
};

describe('BatchParser', () => {
  it('cuts one chunk into objects without copying them', () => {
    expect(readIn([output])).toEqual(whole);
    const [first] = new BatchParser(1000).push(output);
    expect(first.bytes.buffer).toBe(output.buffer);
  });

  it('gives the same however the output is cut', () => {
    for (let size = 1; size < output.length; size++) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < output.length; at += size) pieces.push(output.subarray(at, at + size));
      expect(readIn(pieces)).toEqual(whole);
    }
  });

  it('tells a whole answer from one that was cut', () => {
    const ends = new Set<number>();
    for (let end = 0; end <= output.length; end++) if (readIn([output.subarray(0, end)]).isAtBorder) ends.add(end);
    const borders = answers.map((_, at) => answers.slice(0, at + 1).join('').length);
    expect([...ends]).toEqual([0, ...borders]);
  });

  it('passes over an object that is too large, however it is cut', () => {
    const small = { objects: ['b tree ', 'b tag abc'], answered: 5, isAtBorder: true };
    const unread = [
      { id: a, why: 'too-large' },
      { id: c, why: 'absent' },
      { id: a, why: 'too-large' },
    ];
    expect(readIn([output], 4)).toEqual({ ...small, unread });
    expect(
      readIn(
        [...output].map((byte) => Buffer.from([byte])),
        4,
      ),
    ).toEqual({ ...small, unread });
  });

  it.each([
    ['no header', 'fatal: something\n'],
    ['a line without end', 'x'.repeat(500)],
    ['an unknown type', `${a} thing 3\nabc\n`],
    ['a size that is no number', `${a} blob -3\nabc\n`],
    ['content longer than its size', `${a} blob 3\nabcd\n`],
  ])('trusts nothing after %s', (_, text) => {
    const bytes = Buffer.from(text);
    const parser = new BatchParser(1000);
    const pieces = [bytes.subarray(0, 60), bytes.subarray(60), Buffer.from(`${c} blob 2\nok\n`)];
    // Not the beginning of it either: what is longer than its size is not cut to it.
    expect(pieces.flatMap((piece) => parser.push(piece))).toEqual([]);
    expect(parser.isConfused).toBe(true);
    expect(parser.isAtBorder).toBe(false);
    expect(parser.answered).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { DiffStreamParser } from '../../../src/git/parse-diff-stream.ts';

const zero = '0'.repeat(40);
const [old, wanted, other, commit, merge, tree] = [...'123456'].map((digit) => digit.repeat(40));

// What git 2.39 printed for a commit, a merge (-c), and a pair of trees; ids shortened to one digit here.
const output = Buffer.from(
  [
    `${commit}\0:100644 100644 ${old} ${wanted} M\0:odd name\0:000000 100644 ${zero} ${other} A\0b\0`,
    `${merge}\0::000000 100644 100644 ${zero} ${old} ${wanted} AM\0s\nt\0:::100644 100644 100644 000000 ${wanted} ${wanted} ${old} ${zero} DDD\0gone\0`,
    `${zero} ${tree}\n:000000 100644 ${zero} ${wanted} A\0zz\0:000000 100644 ${zero} ${wanted} A\0zzz\0`,
  ].join(''),
);
const changes = [`${commit} :odd name`, `${merge} s\nt`, `${tree} zz`, `${tree} zzz`];

function read(pieces: readonly Buffer[], limit = 100) {
  const seen: string[] = [];
  const parser = new DiffStreamParser(
    40,
    {
      isWanted: (blob) => blob === wanted,
      change: (holder, _, path) => seen.push(`${holder} ${path}`),
    },
    limit,
  );
  for (const piece of pieces) parser.push(piece);
  return { seen, parser };
}

describe('DiffStreamParser', () => {
  it('tells who brings a wanted blob to which path', () => {
    const { seen, parser } = read([output]);
    expect(seen).toEqual(changes);
    expect(parser.holder).toBe(tree);
    expect(parser.cut).toBeNull();
  });

  it('gives the same however the output is cut', () => {
    for (let size = 1; size < output.length; size += 7) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < output.length; at += size) pieces.push(output.subarray(at, at + size));
      expect(read(pieces).seen).toEqual(changes);
    }
  });

  it('stops at a holder with too many changes', () => {
    expect(read([output], 2).parser.cut).toBeNull();
    const { parser, seen } = read([output], 1);
    expect(parser.cut).toBe(commit);
    expect(seen).toEqual([changes[0]]);
  });

  it.each([':', ':100644 100644', `:100644 100644 ${old} ${wanted.slice(1)}`, 'no id', `${zero} ${tree}\n:100644`])(
    'ends, and tells nothing made of what stands behind, at %j',
    (token) => {
      const text = `${commit}\0${token}\0:100644 100644 ${old} ${wanted} M\0a\0`;
      const { seen, parser } = read([Buffer.from(text)]);
      expect(parser.cut).toBe('');
      expect(seen).toEqual([]);
    },
  );
});

import { describe, expect, it } from 'vitest';
import { parseTree } from '../../../src/git/parse-tree.ts';

const id = (digit: string) => Buffer.from(digit.repeat(40), 'hex');
const entry = (mode: string, name: string, digit: string) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), id(digit)]);

function read(bytes: Buffer, idBytes = 20) {
  const entries: string[] = [];
  const isSound = parseTree(bytes, idBytes, {
    entry: (kind, tree, start, end, idStart) =>
      entries.push(`${kind} ${tree.toString('utf8', start, end)} ${tree.toString('hex', idStart, idStart + 2)}`),
  });
  return { isSound, entries };
}

describe('parseTree', () => {
  it('tells content, folders and submodules by their mode', () => {
    const tree = Buffer.concat([
      entry('100644', 'a b.txt', '1'),
      entry('100755', 'run', '2'),
      entry('120000', 'link', '3'),
      entry('40000', 'lib', '4'),
      entry('040000', 'old', '5'),
      entry('160000', 'sub', '6'),
    ]);
    expect(read(tree)).toEqual({
      isSound: true,
      entries: [
        'blob a b.txt 1111',
        'blob run 2222',
        'blob link 3333',
        'tree lib 4444',
        'tree old 5555',
        'submodule sub 6666',
      ],
    });
  });

  it('takes an empty tree', () => {
    expect(read(Buffer.alloc(0))).toEqual({ isSound: true, entries: [] });
  });

  it('reads ids of SHA-256', () => {
    const tree = Buffer.concat([
      Buffer.from('100644 a\0'),
      Buffer.alloc(32, 0xab),
      Buffer.from('100644 b\0'),
      Buffer.alloc(32, 0xcd),
    ]);
    expect(read(tree, 32)).toEqual({ isSound: true, entries: ['blob a abab', 'blob b cdcd'] });
  });

  it.each([
    ['cut within the id', Buffer.concat([entry('100644', 'a', '1'), entry('100644', 'b', '2').subarray(0, 20)])],
    ['cut within the name', Buffer.concat([entry('100644', 'a', '1'), Buffer.from('100644 b')])],
    ['cut within the mode', Buffer.concat([entry('100644', 'a', '1'), Buffer.from('1006')])],
    ['a mode that is no number', Buffer.concat([entry('100644', 'a', '1'), entry('1x0644', 'b', '2')])],
    ['a mode without end', Buffer.concat([entry('100644', 'a', '1'), entry('1'.repeat(1000), 'b', '2')])],
    ['no mode', Buffer.concat([entry('100644', 'a', '1'), entry('', 'b', '2')])],
    ['no name', Buffer.concat([entry('100644', 'a', '1'), entry('100644', '', '2')])],
  ])('stops at a fault and says so: %s', (_, bytes) => {
    expect(read(bytes)).toEqual({ isSound: false, entries: ['blob a 1111'] });
  });
});

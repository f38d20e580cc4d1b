import { describe, expect, it } from 'vitest';
import { NameSet } from '../../../src/git/name-set.ts';

const add = (set: NameSet, name: string | Buffer) =>
  set.add(Buffer.from(name as string), 0, Buffer.from(name as string).length);

describe('NameSet', () => {
  it('gives each distinct name one index and its bytes back', () => {
    const set = new NameSet();
    const names = Array.from({ length: 4000 }, (_, number) => `file-${number}.ts`);
    for (const [number, name] of names.entries()) expect(add(set, name)).toBe(number);
    for (const [number, name] of names.entries()) expect(add(set, name)).toBe(number);
    expect(set.size).toBe(4000);
    expect([...set].map(String)).toEqual(names);
  });

  it('takes a part of larger bytes, and names that are no UTF-8', () => {
    const set = new NameSet();
    const bytes = Buffer.from([1, 0xff, 0xfe, 2, 0xff, 0xfe]);
    expect(set.add(bytes, 1, 3)).toBe(0);
    expect(set.add(bytes, 4, 6)).toBe(0);
    expect(set.add(bytes, 1, 4)).toBe(1);
    expect(set.get(0)).toEqual(Buffer.from([0xff, 0xfe]));
  });

  it('keeps names apart where one is the beginning of the other', () => {
    const set = new NameSet();
    expect([add(set, 'a'), add(set, 'ab'), add(set, 'b'), add(set, 'ab')]).toEqual([0, 1, 2, 1]);
  });

  it('holds a name larger than its first piece of memory', () => {
    const set = new NameSet();
    const long = 'x'.repeat(300_000);
    add(set, 'short');
    add(set, long);
    expect([...set].map((name) => name.length)).toEqual([5, 300_000]);
  });
});

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { groupBySecret, revealSecret, Secret } from '../../../src/model/secret.ts';
import { fillTemplate } from '../../support/fill-template.ts';

const text = fillTemplate('{alnum:32}', 7);
const secret = new Secret(text, 'tok_…abcd');

/** Everything that a careless line of code might do with a value. */
const exits: Record<string, () => string> = {
  'template string': () => `${secret}`,
  concatenation: () => ['a'].concat(secret as unknown as string).reduce((a, b) => a + b),
  String: () => String(secret),
  toString: () => secret.toString(),
  JSON: () => JSON.stringify({ secret, list: [secret] }),
  inspect: () => inspect({ secret }, { depth: 9, showHidden: true, getters: true }),
  'inspect as proxy': () => inspect(new Proxy(secret, {}), { showProxy: true, showHidden: true }),
  'error cause': () => inspect(new Error('x', { cause: secret })),
  'error message': () => inspect(new Error(`${secret}`)),
  spreading: () => inspect({ ...secret }),
  keys: () =>
    Object.entries(secret)
      .concat(Object.entries(Object.getOwnPropertyDescriptors(secret)))
      .join(),
  structuredClone: () => inspect(structuredClone(secret)),
  'array join': () => [secret].join(),
  sorting: () => [secret, new Secret('zzz', 'z')].sort().join(),
  'as key': () => Object.keys({ [secret as unknown as string]: 1 }).join(),
};

describe('Secret', () => {
  it.each(Object.entries(exits))('shows nothing but its mask: %s', (_, exit) => {
    const shown = exit();
    expect(shown).not.toContain(text);
    expect(shown).not.toContain(text.slice(0, 6));
    expect(shown).not.toContain(Buffer.from(text).toString('base64').slice(0, 8));
  });

  it('prints its mask', () => {
    expect(`${secret}`).toBe('tok_…abcd');
    expect(JSON.stringify(secret)).toBe('"tok_…abcd"');
  });

  it('compares and groups without revealing', () => {
    const same = new Secret(text, 'other mask');
    expect(secret.isSame(same)).toBe(true);
    expect(secret.isSame(new Secret('x', 'tok_…abcd'))).toBe(false);
    expect(groupBySecret([secret, new Secret('x', 'm'), same], (item) => item)).toEqual([
      [secret, same],
      [expect.anything()],
    ]);
  });

  it('reveals to detect/ what it holds', () => {
    expect(revealSecret(secret)).toBe(text);
  });
});

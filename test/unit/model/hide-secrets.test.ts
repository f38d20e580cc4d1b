// Names and messages may hold a secret that was found elsewhere: it is replaced by its mask.

import { describe, expect, it } from 'vitest';
import { hideSecrets, Secret } from '../../../src/model/secret.ts';
import fc from '../../support/fast-check.ts';

const make = (text: string, mask = '<mask>') => new Secret(text, mask);

describe('hideSecrets', () => {
  it('replaces every occurrence and leaves the rest', () => {
    const hide = hideSecrets([make('swordfish-77'), make('xy')]);
    expect(hide('a/swordfish-77/xyz/swordfish-77')).toBe('a/<mask>/<mask>z/<mask>');
    expect(hide('swordfish-7')).toBe('swordfish-7');
    expect(hide('')).toBe('');
  });

  it('prefers the longest of those that begin at one place', () => {
    const hide = hideSecrets([make('swordfish', '<short>'), make('swordfish-77', '<long>')]);
    expect(hide('swordfish-77 swordfish-7')).toBe('<long> <short>-7');
  });

  it('finds a secret that is not ASCII in a text that was decoded from UTF-8', () => {
    const latin1 = Buffer.from('pässwörter', 'utf8').toString('latin1');
    expect(hideSecrets([make(latin1)])('docs/pässwörter.txt')).toBe('docs/<mask>.txt');
  });

  it('changes nothing without secrets, or for an empty one', () => {
    expect(hideSecrets([])('any text')).toBe('any text');
    expect(hideSecrets([make('')])('any text')).toBe('any text');
  });

  it('leaves no secret in any text', () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), fc.array(word, { maxLength: 8 }), (secrets, words) => {
        const hide = hideSecrets(secrets.map((text) => make(text, '·')));
        const shown = hide(words.join('/'));
        for (const text of secrets) expect(shown).not.toContain(text);
      }),
    );
  });
});

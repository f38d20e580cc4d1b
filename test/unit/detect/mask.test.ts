import { describe, expect, it } from 'vitest';
import { maskOf } from '../../../src/detect/mask.ts';

describe('maskOf', () => {
  it('shows prefix and last four of a body of 20 or more', () => {
    expect(maskOf(`tok_${'a'.repeat(16)}wxyz`, 'tok_', 'token')).toBe('tok_…wxyz');
    expect(maskOf(`tok_${'a'.repeat(15)}wxyz`, 'tok_', 'token')).toBe('tok_…');
    expect(maskOf('short', '', 'token')).toBe('…');
  });

  it('shows nothing of a password, however long', () => {
    expect(maskOf('a'.repeat(40), '', 'password')).toBe('…');
  });

  it('shows only the header of a key block', () => {
    expect(
      maskOf('-----BEGIN EC PRIVATE KEY-----\nabcdefghijklmnopqrstuvwxyz\n-----END EC PRIVATE KEY-----', '', 'block'),
    ).toBe('-----BEGIN EC PRIVATE KEY-----…');
    expect(maskOf('no header at all', '', 'block')).toBe('…');
  });

  it('never shows bytes that a terminal would obey', () => {
    expect(maskOf(`${'a'.repeat(20)}\x1b[2J`, '', 'token')).toBe('…');
    expect(maskOf(`${'a'.repeat(20)}\xe2\x80\xae\x00`, '', 'token')).toBe('…');
  });
});

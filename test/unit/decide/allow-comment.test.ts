import { describe, expect, it } from 'vitest';
import { allowCommentFor } from '../../../src/decide/allow-comment.ts';
import fc from '../../support/fast-check.ts';

/** `@` marks where the secret begins. */
function read(marked: string, rule = 'demo-token') {
  const at = Buffer.from(marked.slice(0, marked.indexOf('@'))).length;
  return allowCommentFor(Buffer.from(marked.replace('@', 'S')), at, rule);
}

describe('allowCommentFor', () => {
  it.each([
    ['key = @ # leakgate:allow demo-token made up'],
    ['key = @; // leakgate:allow demo-token made up'],
    ['key = @; /* leakgate:allow demo-token made up */'],
    ['/* leakgate:allow demo-token made up */ key = @'],
    ['SELECT @ -- leakgate:allow demo-token made up'],
    ['key=@ ; leakgate:allow demo-token made up'],
    ['<a b="@"/> <!-- leakgate:allow demo-token made up -->'],
    ['x = @ % leakgate:allow demo-token made up'],
    ["x = @ ' leakgate:allow demo-token made up"],
    ['set x=@ & REM leakgate:allow demo-token made up'],
    ['x = @ #leakgate:allow demo-token made up'],
    ['x = @ ## leakgate:allow demo-token   made up   '],
    ['# leakgate:allow demo-token made up\nkey = @'],
    ['  // leakgate:allow demo-token made up\r\n  key = @'],
    ['/*\n * leakgate:allow demo-token made up\n key = @'],
    ['# leakgate:allow other because leakgate:allow demo-token made up\nkey = @'],
    ['a\rx\r# leakgate:allow demo-token made up\rkey = @'],
  ])('reads %j', (text) => {
    expect(read(text)).toMatchObject({ reason: 'made up' });
  });

  it.each([
    ['no comment leader', 'key = @ leakgate:allow demo-token made up'],
    ['another rule', 'key = @ # leakgate:allow demo made up'],
    ['a longer rule id', 'key = @ # leakgate:allow demo-token-two made up'],
    ['a star for the rule', 'key = @ # leakgate:allow * made up'],
    ['capitals', 'key = @ # Leakgate:Allow demo-token made up'],
    ['two lines above', '# leakgate:allow demo-token made up\n\nkey = @'],
    ['the line below', 'key = @\n# leakgate:allow demo-token made up'],
    ['behind code on the line above', 'other = 1 # leakgate:allow demo-token made up\nkey = @'],
    ['nothing', 'key = @'],
  ])('allows nothing: %s', (_, text) => {
    expect(read(text)).toBeNull();
  });

  it.each([
    ['key = @ # leakgate:allow demo-token'],
    ['key = @ /* leakgate:allow demo-token */'],
    ['<!-- leakgate:allow demo-token -->\n@'],
    ['key = @ # leakgate:allow demo-token --'],
  ])('sees but does not accept a comment without a reason: %j', (text) => {
    expect(read(text)).toMatchObject({ reason: null });
  });

  it('decodes the reason as UTF-8 and cuts it', () => {
    expect(read('key = @ # leakgate:allow demo-token clé inventée')?.reason).toBe('clé inventée');
    expect(read(`key = @ # leakgate:allow demo-token ${'long '.repeat(100)}`)?.reason).toHaveLength(200);
  });

  it('never takes bytes of the secret for a reason', () => {
    const inside = Buffer.from('pass = "abc # leakgate:allow demo-token tail" // x');
    expect(allowCommentFor(inside, 8, 'demo-token', 44)).toBeNull();
    const before = Buffer.from('# leakgate:allow demo-token made up key = SSSSSSSS');
    expect(allowCommentFor(before, 42, 'demo-token', 50)?.reason).toBe('made up key =');
    const block = Buffer.from('BEGIN\n# leakgate:allow demo-token no\nEND # leakgate:allow demo-token no');
    expect(allowCommentFor(block, 0, 'demo-token', 40)).toBeNull();
  });

  it('looks no further than 4 KiB and never at a line whose start it cannot see', () => {
    expect(read(`key = @${' '.repeat(4200)}# leakgate:allow demo-token made up`)).toBeNull();
    expect(read(`# ${'x'.repeat(5000)} # leakgate:allow demo-token made up\nkey = @`)).toBeNull();
    expect(read(`${'x\n'.repeat(4000)}# leakgate:allow demo-token made up\nkey = @`)?.reason).toBe('made up');
  });

  it('depends on the bytes within reach only', () => {
    const line = fc.constantFrom('x = 1', '# leakgate:allow demo-token why', '', 'a # leakgate:allow demo-token b');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.array(line, { maxLength: 6 }), (above, below) => {
        const near = Buffer.from([...above, 'key = S', ...below].join('\n'));
        const at = near.indexOf('S');
        const far = Buffer.alloc(5000, '#\n');
        const padded = Buffer.concat([far, Buffer.from('\n\n'), near, Buffer.from('\n'), far]);
        expect(allowCommentFor(padded, at + far.length + 2, 'demo-token')).toEqual(
          allowCommentFor(near, at, 'demo-token'),
        );
      }),
    );
  });

  it('is quick on hostile lines', () => {
    const bytes = Buffer.from(`${'#;-'.repeat(1300)}S${' leakgate:allow'.repeat(270)}`);
    const start = performance.now();
    for (let round = 0; round < 50; round += 1) allowCommentFor(bytes, 3900, 'demo-token');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

// base64 as readers of mail take it, against Node's own and piece by piece.
import { expect, test } from 'vitest';
import { decodeBase64 } from '../../../src/decode/encoded/decode-base64.ts';
import { decoded } from '../../support/decoded.ts';
import fc from '../../support/fast-check.ts';

test('is the same as Node where nothing stands behind the padding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom('base64', 'base64url'), (bytes, encoding) => {
      const text = Buffer.from(bytes).toString(encoding as BufferEncoding);
      const wrapped = text.replace(/.{7}/g, '$&\r\n ');
      expect(decodeBase64(Buffer.from(wrapped))).toEqual(Buffer.from(bytes));
    }),
  );
});

test('goes on behind padding', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 10 }), { maxLength: 6 }), (pieces) => {
      const text = pieces.map((piece) => `${Buffer.from(piece).toString('base64')}\n`).join('');
      expect(decodeBase64(Buffer.from(text))).toEqual(Buffer.concat(pieces));
    }),
  );
});

test('in a part of a message: a footer that was encoded by itself', async () => {
  const body = [Buffer.from('the text.'), Buffer.from(' and more'), Buffer.from('!')].map((piece) =>
    piece.toString('base64'),
  );
  const head =
    'From: a@b.example\nTo: c@d.example\nSubject: s\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n';
  const { texts } = await decoded(Buffer.from(`${head}${body.join('\n')}\nPGZvb3Rlcj4=\n`));
  expect(texts.body).toBe('the text. and more!<footer>');
});

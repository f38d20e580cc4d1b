import { expect, it } from 'vitest';
import { renderError } from '../../../src/report/render-error.ts';

it('says what happened and the way out, with nothing that steers a terminal', () => {
  const error = { message: 'Cannot read "a\x1b[2J\nb".', hint: 'Fix its permissions.' };
  expect(renderError(error, false)).toBe('leakgate: Cannot read "a\\x1b[2J\\x0ab".\n  Fix its permissions.\n');
  expect(renderError({ message: 'No.' }, true)).toBe('\x1b[31mleakgate:\x1b[39m No.\n');
});

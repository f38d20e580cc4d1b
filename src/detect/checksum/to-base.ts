// Writes a number in the digits of a token format's own alphabet.

export const base62Digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const base36Digits = '0123456789abcdefghijklmnopqrstuvwxyz';

/** `value` in the base that `digits` spans, most significant digit first, left-padded with the zero digit to `width`. */
export function toBase(value: number, digits: string, width: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / digits.length)) text = digits[rest % digits.length] + text;
  return text.padStart(width, digits[0]);
}

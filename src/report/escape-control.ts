// Makes text from outside (names, paths, messages) safe to print: nothing in it can steer a terminal or turn text around.

/**
 * What never reaches a terminal as it is: C0, DEL and C1 controls, line and paragraph separators, bidi marks, overrides
 * and isolates, invisible operators, interlinear marks, tag characters and lone surrogates.
 * Sources: ECMA-48, Unicode UAX 9 (bidi) and UTS 39 (invisible characters).
 */
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

/** Above this a code point is written as `\u{…}`, up to it as `\xNN`. */
const lastByte = 0xff;

/** `text` with each such character written as `\xNN` or `\u{…}`, line ends and tabs too. */
export function escapeControl(text: string): string {
  return text.replace(unsafe, (character) => {
    const point = character.codePointAt(0) ?? 0;
    const hex = point.toString(16);
    return point <= lastByte ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
  });
}

/**
 * Serialised JSON with the same characters as `\uNNNN`: the values stay what they are, and the text is safe to print.
 * JSON has such characters only inside strings, but for the line ends of its layout, which are kept.
 */
export function escapeJson(json: string): string {
  return json.replace(unsafe, (character) => {
    if (character === '\n') return character;
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}

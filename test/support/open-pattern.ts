// A rule's pattern as an analyser of backtracking can take it: from one place only, as the engine runs it, and with open
// repeats for bounded ones, whose many states no analyser unfolds. What is safe with open repeats is safe with bounded ones.
import { createHash } from 'node:crypto';

/** Repeats of at most so many rounds stay as they are. */
const keptRounds = 2;

/** The pattern's source for the analyser. */
export function openPattern(source: string): string {
  let open = '';
  let isClass = false;
  for (let at = 0; at < source.length; at++) {
    const letter = source[at];
    if (letter === '\\') {
      open += letter + source[++at];
      continue;
    }
    if (letter === '[') isClass = true;
    if (letter === ']') isClass = false;
    const repeat = isClass ? null : /^\{(\d+)(?:(,)(\d*))?\}/.exec(source.slice(at));
    if (!repeat) {
      open += letter;
      continue;
    }
    at += repeat[0].length - 1;
    const [least, most] = [Number(repeat[1]), Number(repeat[2] ? repeat[3] : repeat[1])];
    if (most <= keptRounds) open += repeat[0];
    else if (!repeat[2]) open += `{${keptRounds}}`;
    else open += least === 0 ? '*' : '+';
  }
  return `^(?:${open})`;
}

/** Names a pattern in the file of verdicts. */
export function patternKey(source: string): string {
  return createHash('sha256').update(source).digest('hex').slice(0, 16);
}

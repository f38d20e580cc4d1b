// JSON without comments, doubled keys or trailing commas, as nearly every config is, read by the language's own parser: a
// commit waits for it. Whatever is different is left to read-json.ts, which has the last word and the messages.
import type { JsonValue } from './json-value.ts';

/** Longer texts are read the other way; a config with 500 globs has some 20 kB. */
const mostLength = 64 * 1024;
/** Far below what the recursion here bears; a config needs 3 levels. */
const mostDepth = 16;

/** The value of `text`, objects as maps; undefined where another reader is to be asked. */
export function readPlainJson(text: string): JsonValue | undefined {
  if (text.length > mostLength || text.includes('__proto__')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isWhole(text, value) ? toValue(value, 0) : undefined;
  } catch {
    // Comments, say: no fault of the text yet.
    return undefined;
  }
}

/** Of a doubled key the language keeps one and drops the other, and then the text has more than the value. */
function isWhole(text: string, value: unknown): boolean {
  return JSON.stringify(value) === withoutBlanks(text);
}

/** JSON without what stands between its parts. No pattern: a commit would wait for its compilation. */
function withoutBlanks(text: string): string {
  let kept = '';
  let from = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isText && char === '\\') at++;
    else if (char === '"') isText = !isText;
    else if (!isText && (char === ' ' || char === '\n' || char === '\r' || char === '\t')) {
      kept += text.slice(from, at);
      from = at + 1;
    }
  }
  return kept + text.slice(from);
}

function toValue(value: unknown, depth: number): JsonValue {
  if (depth > mostDepth) throw new RangeError('too deep');
  if (Array.isArray(value)) return value.map((item) => toValue(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  return new Map(Object.entries(value).map(([key, part]) => [key, toValue(part, depth + 1)]));
}

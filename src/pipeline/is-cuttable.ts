// Whether a large input is a text that can be looked at in pieces: asked by those who read it, who know no formats.
import { needsWhole } from '../decode/decode.ts';
import { kindOf } from '../decode/kind-of.ts';

const brace = 0x7b;
/** So much of the beginning tells. */
const sample = 64 * 1024;

/**
 * A text of no format, in an encoding that is a superset of ASCII. One object of JSON may be of a format that only its end
 * tells; a log of objects has one to a line.
 * @param start of the input
 */
export function isCuttable(start: Buffer): boolean {
  const head = start.subarray(0, sample);
  if (kindOf(head) === 'binary' || needsWhole(head, false)) return false;
  return head[0] !== brace || /\}\r?\n\{/.test(head.toString('latin1'));
}

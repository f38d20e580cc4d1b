// Instructions that put a value on the stack which stands in the instruction itself, or does not matter.
import type { Step } from './pickle-opcodes.ts';
import { mark, other, type Value } from './pickle-values.ts';

const numbers = new Set(['K', 'M', 'J', '\x8a', '\x8b']);
const written = new Set(['I', 'L']);
/** None, numbers with a point, booleans, lists and sets, buffers from elsewhere, registered extensions. */
const others = new Set(['N', 'F', 'G', '\x88', '\x89', ']', '\x8f', '\x97', '\x82', '\x83', '\x84']);
/** The protocol, a frame, and that a buffer may not be written to. */
const hints = new Set(['\x80', '\x95', '\x98']);

/** Whether an instruction changes nothing. */
export function isHint({ opcode }: Step): boolean {
  return hints.has(opcode);
}

/** A file of nothing but empty tuples must not become an object a byte. */
const emptyTuple: Value = { type: 'tuple', items: [] };

/** The value that an instruction puts on the stack; undefined for all instructions that do something else. */
export function constantOf({ opcode, number, line }: Step): Value | undefined {
  if (numbers.has(opcode)) return number;
  if (others.has(opcode)) return other;
  if (written.has(opcode)) return Number.parseInt(line.toString('latin1'), 10) || 0;
  switch (opcode) {
    case '(':
      return mark;
    case ')':
      return emptyTuple;
    case '}':
      return { type: 'dict', entries: null };
    default:
      return undefined;
  }
}

// What is fuzzed: one reader of foreign bytes, the inputs to begin with, and what must hold whatever it is given.
import { ToolError } from '../../src/model/errors.ts';

export interface FuzzTarget {
  /** kebab-case; the folder of its corpus. */
  readonly name: string;
  /** Sound inputs and known bad ones. */
  readonly seeds: () => readonly Buffer[];
  /** Pieces that the format is made of. */
  readonly words: readonly string[];
  /** Throws when something does not hold. A ToolError is an answer, anything else a fault. */
  readonly run: (data: Buffer) => void | Promise<void>;
  /** Longest input in bytes. */
  readonly longest?: number;
  /** Inputs between two looks at the coverage; few where each takes milliseconds. */
  readonly batch?: number;
  /** False where inputs may look like live secrets: they are made anew each time and never kept. */
  readonly isKept?: boolean;
}

/** Runs the target; a refusal in our own words is no fault. */
export async function runTarget(target: FuzzTarget, data: Buffer): Promise<void> {
  try {
    await target.run(data);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    holds(/^[^\u0000-\u001f\u007f-\u009f]*$/.test(error.message), 'the message can be printed');
  }
}

/** Fails the run with a sentence when something does not hold. */
export function holds(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`does not hold: ${what}`);
}

/** Lets `read` refuse with an Error of these words; any other one is a fault. */
export function mayRefuse<Result>(read: () => Result, words: RegExp): Result | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ToolError || (error instanceof Error && words.test(error.message))) return null;
    throw error;
  }
}

/** Both halves of `data` where its first byte says: for readers that take their input in pieces. */
export function inPieces(data: Buffer): { whole: Buffer; pieces: readonly Buffer[] } {
  const whole = data.subarray(1);
  const cut = whole.length === 0 ? 0 : data[0] % (whole.length + 1);
  return { whole, pieces: [whole.subarray(0, cut), whole.subarray(cut)] };
}

export const hexId = (digit: string) => digit.repeat(40);

// Counts what code of ours does, so that a test can hold it to linear work without a clock: blocks that V8 ran (its own
// precise coverage) and characters that were handed to the built-in functions it called. A pattern's backtracking is not seen.
import { Session } from 'node:inspector';

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

interface Steps {
  /** Blocks of src/ that were run, each as often as it was. */
  readonly blocks: number;
  /** Characters and bytes that were given to natives: matched, decoded, searched, cut. */
  readonly characters: number;
}

type Native = (this: unknown, ...args: unknown[]) => unknown;
/** `from` is where a pattern with a memory was to begin. */
type Measure = (self: unknown, args: readonly unknown[], result: unknown, from: number) => number;

const ofResult: Measure = (_, __, result) => (typeof result === 'string' ? result.length : 0);
const ofSelf: Measure = (self) => (self as { length: number }).length;

/** From where the match was to begin to where it ended, or to the end of the text. */
const ofMatch: Measure = (self, [text], result, from) => {
  const { global, sticky, lastIndex } = self as RegExp;
  if (!global && !sticky) return String(text).length;
  return Math.max(1, (result ? lastIndex : String(text).length) - from);
};

/** A search reads from where it begins to where it ends. */
const ofSearch: Measure = (self, [, from], result) => {
  const end = (result as number) < 0 ? (self as { length: number }).length : (result as number);
  return Math.max(1, end - (typeof from === 'number' ? from : 0));
};

const natives: readonly [object, string, Measure][] = [
  [RegExp.prototype, 'exec', ofMatch],
  [RegExp.prototype, 'test', ofMatch],
  [Buffer.prototype, 'toString', ofResult],
  [Buffer.prototype, 'indexOf', ofSearch],
  [Buffer.prototype, 'equals', ofSelf],
  [String.prototype, 'indexOf', ofSearch],
  [String.prototype, 'split', ofSelf],
  [String.prototype, 'replace', ofSelf],
  [String.prototype, 'slice', ofResult],
  [String.prototype, 'toLowerCase', ofResult],
];

function watchNatives(): { stop: () => number } {
  let characters = 0;
  const originals = natives.map(([owner, name, measure]) => {
    const original = Reflect.get(owner, name) as Native;
    Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
      const from = this instanceof RegExp ? this.lastIndex : 0;
      const result = original.apply(this, args);
      characters += measure(this, args, result, from);
      return result;
    });
    return original;
  });
  return {
    stop: () => {
      natives.forEach(([owner, name], at) => {
        Reflect.set(owner, name, originals[at]);
      });
      return characters;
    },
  };
}

let session: Session | undefined;

/** Blocks of src/ run since the last call. */
function takeBlocks(): number {
  if (session === undefined) {
    // Never stopped: functions that were made ready for counting before lose their counters when it starts again.
    session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }
  let blocks = 0;
  session.post('Profiler.takePreciseCoverage', (_, coverage) => {
    for (const { url, functions } of (coverage as unknown as Coverage).result)
      if (/\/src\//.test(url)) for (const { ranges } of functions) for (const { count } of ranges) blocks += count;
  });
  return blocks;
}

/** The steps that `run` takes in src/. */
export async function countSteps(run: () => unknown): Promise<Steps> {
  takeBlocks();
  const watch = watchNatives();
  let characters = 0;
  try {
    await run();
  } finally {
    characters = watch.stop();
  }
  return { blocks: takeBlocks(), characters };
}

/**
 * Doubled input may take so many times the steps: linear work takes twice as many, quadratic four times. V8 leaves a block out
 * of its account now and then, hence the room.
 */
const mostGrowth = 3;

/** Fewer say nothing: the test runner uses built-in functions too. */
const leastCharacters = 1000;

/**
 * How many times the steps grow when the input doubles; blocks and characters, whichever grows more.
 * @param work does the work on an input of `size`
 */
export async function growthOf(work: (size: number) => unknown, size: number): Promise<number> {
  // Once unmeasured: tables and families that are made at the first use.
  await work(size);
  const once = await countSteps(() => work(size));
  const twice = await countSteps(() => work(2 * size));
  if (once.blocks === 0) throw new Error('nothing of src/ was run, or it was not seen');
  return Math.max(twice.blocks / once.blocks, twice.characters / Math.max(leastCharacters, once.characters));
}

/** V8 also gives up counters of a function now and then, and begins anew: what grows too fast does so each time. */
const tries = 3;

/** Whether the steps that `work` takes grow no faster than its input. */
export async function isLinear(work: (size: number) => unknown, size: number): Promise<boolean> {
  for (let tried = 0; tried < tries; tried++) if ((await growthOf(work, size)) <= mostGrowth) return true;
  return false;
}

// Which blocks of this program V8 has run since it was last asked: what guides the fuzzer. No instrumentation is needed.
import { Session } from 'node:inspector';

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

export class BlockCoverage {
  readonly #session = new Session();
  readonly #file: string;

  /** @param file the bundle, as its script is called */
  constructor(file: string) {
    this.#file = file;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** The blocks that ran since the last call, by their place; how often is told in powers of two, as loops matter. */
  take(): Set<string> {
    const blocks = new Set<string>();
    this.#session.post('Profiler.takePreciseCoverage', (_, coverage) => {
      for (const { url, functions } of (coverage as unknown as Coverage).result) {
        if (!url.endsWith(this.#file)) continue;
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) blocks.add(`${startOffset}-${endOffset}`);
      }
    });
    return blocks;
  }
}

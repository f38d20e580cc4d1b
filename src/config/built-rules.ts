// The rules as the build left them beside the command: the index and automaton at start, a rule when one of its anchors hits.
import { constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

export interface BuiltRules {
  /** The packed rule index. */
  readonly index: Buffer;
  /** The packed automaton. */
  readonly automaton: Buffer;
  /** Reads the filters of all rules, which the sweep of a history runs. */
  readonly filters: () => Buffer;
  /** Reads the tables of all anchors, which the sweep of a history runs. */
  readonly tables: () => Buffer;
  /** Bytes [start, end) of the packed rules. */
  readonly rules: (start: number, end: number) => Buffer;
}

/**
 * Reads `rules/` in `folder`, the folder of the running bundle. Throws when the installation is damaged.
 * @param read reads a whole file, into `spare` where it is given and large enough
 * @param spare memory that nobody needs any more, for the automaton
 */
export function builtRules(folder: string, read: (path: string, spare?: Buffer) => Buffer, spare?: Buffer): BuiltRules {
  const rules = join(folder, 'rules');
  let file: number | null = null;
  return {
    index: read(join(rules, 'index.bin')),
    automaton: read(join(rules, 'automaton.bin'), spare),
    filters: () => read(join(rules, 'filters.bin')),
    tables: () => read(join(rules, 'tables.bin')),
    rules(start, end) {
      // Stays open as long as the process: rules are read one by one as their anchors hit.
      file ??= openSync(join(rules, 'rules.bin'), constants.O_RDONLY);
      const bytes = Buffer.allocUnsafeSlow(end - start);
      if (readSync(file, bytes, 0, bytes.length, start) !== bytes.length)
        throw new RangeError('rules.bin is cut short');
      return bytes;
    },
  };
}

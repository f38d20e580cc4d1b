// Runs a history backend over a scratch repository and gathers what it gave, for the tests of the backends.

import type { HistoryBase } from '../../src/git/history-base.ts';
import { type BackendName, openHistory } from '../../src/git/open-history.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { HistoryOptions } from '../../src/model/history.ts';

export interface Sweep {
  readonly history: HistoryBase;
  /** Type by id. */
  readonly objects: ReadonlyMap<string, string>;
  /** Content of blobs by id. */
  readonly contents: ReadonlyMap<string, string>;
}

interface SweepPlace {
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Sweeps the repository at `dir`; fails when an object comes twice. */
export async function sweep(
  { dir, env }: SweepPlace,
  options: HistoryOptions & { backend?: BackendName } = {},
): Promise<Sweep> {
  const opened = await openHistory(openRepository(dir, { env }), { backend: 'git', ...options });
  const history = opened as HistoryBase;
  const objects = new Map<string, string>();
  const contents = new Map<string, string>();
  for await (const batch of history.objects()) {
    for (const { id, type, bytes } of batch) {
      if (objects.has(id)) throw new Error(`${id} came twice`);
      objects.set(id, type);
      if (type === 'blob') contents.set(id, bytes.toString('latin1'));
    }
  }
  return { history, objects, contents };
}

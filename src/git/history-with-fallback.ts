// The first reader that can read everything: packs directly, or else the program that knows them best.

import { ToolError } from '../model/errors.ts';
import type {
  Coverage,
  HistoryBackend,
  HistoryProblem,
  Placement,
  StoredObject,
  Survey,
  SuspectBlob,
} from '../model/history.ts';
import type { HitJudge } from '../model/hit-judge.ts';
import type { TellProgress } from '../model/progress.ts';
import type { PackHistory } from './pack/pack-history.ts';

export class HistoryWithFallback implements HistoryBackend {
  #chosen: HistoryBackend;
  readonly #open: () => Promise<HistoryBackend>;
  /** What was found wrong on the way that was left. */
  #before: readonly HistoryProblem[] = [];

  /** @param open opens the other reader, when the first one cannot go on */
  constructor(first: PackHistory, open: () => Promise<HistoryBackend>) {
    this.#chosen = first;
    this.#open = open;
  }

  get name(): HistoryBackend['name'] {
    return this.#chosen.name;
  }

  get usesGit(): boolean {
    return this.#chosen.usesGit;
  }

  async survey(judge: HitJudge, onProgress?: TellProgress): Promise<Survey> {
    try {
      return await this.#chosen.survey(judge, onProgress);
    } catch (error) {
      // Whatever the reader of packs cannot cope with: what matters is that everything is looked at.
      if (error instanceof ToolError) throw error;
      this.#before = this.#chosen.problems;
      this.#chosen = await this.#open();
      return await this.#chosen.survey(judge, onProgress);
    }
  }

  refNames(): readonly string[] {
    return this.#chosen.refNames();
  }

  fileNames(): Iterable<Buffer> {
    return this.#chosen.fileNames();
  }

  namedBlobs(): ReadonlySet<string> {
    return this.#chosen.namedBlobs();
  }

  locate(blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Placement[]>> {
    return this.#chosen.locate(blobs);
  }

  reachedBy(ids: Iterable<string>): ReadonlyMap<string, string> {
    return this.#chosen.reachedBy(ids);
  }

  read(ids: Iterable<string>): AsyncGenerator<StoredObject> {
    return this.#chosen.read(ids);
  }

  readSuspects(ids: ReadonlySet<string>): AsyncGenerator<SuspectBlob> {
    return this.#chosen.readSuspects(ids);
  }

  coverage(): Coverage {
    return this.#chosen.coverage();
  }

  get problems(): readonly HistoryProblem[] {
    return [...this.#before, ...this.#chosen.problems];
  }
}

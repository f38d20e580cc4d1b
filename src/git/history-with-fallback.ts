// The first reader that can tell: what an earlier run knows, when nothing is new; packs directly; or else the program that
// knows them best.

import { ToolError } from '../model/errors.ts';
import type {
  AnswerTerms,
  Coverage,
  ExamineHere,
  HistoryBackend,
  HistoryProblem,
  Placement,
  StoredObject,
  Survey,
  SurveyOptions,
  SuspectAnswer,
  SuspectBlob,
  SuspectQuestion,
} from '../model/history.ts';
import type { HitJudge } from '../model/hit-judge.ts';
import type { TellProgress } from '../model/progress.ts';
import { StoreChanged } from './pack/needs-other-reader.ts';

/** How often packs are read when they change meanwhile. */
const mostAttempts = 2;

export interface Readers {
  /** What an earlier run knows; null when something is new. */
  readonly unchanged: () => Promise<HistoryBackend | null>;
  readonly packs: () => HistoryBackend;
  readonly other: () => Promise<HistoryBackend>;
}

export class HistoryWithFallback implements HistoryBackend {
  readonly usesGit: boolean;
  readonly #readers: Readers;
  #chosen: HistoryBackend | null = null;
  /** What was found wrong on the way that was left. */
  #before: readonly HistoryProblem[] = [];

  constructor(readers: Readers, usesGit: boolean) {
    this.#readers = readers;
    this.usesGit = usesGit;
  }

  get name(): HistoryBackend['name'] {
    return this.#chosen?.name ?? 'pack';
  }

  get #reader(): HistoryBackend {
    if (this.#chosen === null) throw new TypeError('nothing was surveyed yet');
    return this.#chosen;
  }

  async survey(judge: HitJudge, onProgress?: TellProgress, { isAnew = false }: SurveyOptions = {}): Promise<Survey> {
    this.#chosen = isAnew ? null : await this.#readers.unchanged();
    if (this.#chosen !== null) return await this.#chosen.survey(judge, onProgress);
    for (let attempt = 1; ; attempt++) {
      try {
        this.#chosen = this.#readers.packs();
        return await this.#chosen.survey(judge, onProgress);
      } catch (error) {
        if (error instanceof ToolError) throw error;
        // What was packed anew is read once more; of a repository that never rests the other reader tells.
        if (error instanceof StoreChanged && attempt < mostAttempts) continue;
        // Whatever the reader of packs cannot cope with: what matters is that everything is looked at.
        this.#before = this.#chosen?.problems ?? [];
        this.#chosen = await this.#readers.other();
        return await this.#chosen.survey(judge, onProgress);
      }
    }
  }

  refNames(): readonly string[] {
    return this.#reader.refNames();
  }

  fileNames(): Iterable<Buffer> {
    return this.#reader.fileNames();
  }

  suspectNames(): Iterable<Buffer> {
    return this.#reader.suspectNames?.() ?? this.#reader.fileNames();
  }

  namedBlobs(): ReadonlySet<string> {
    return this.#reader.namedBlobs();
  }

  locate(blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Placement[]>> {
    return this.#reader.locate(blobs);
  }

  reachedBy(ids: Iterable<string>): ReadonlyMap<string, string> {
    return this.#reader.reachedBy(ids);
  }

  read(ids: Iterable<string>): AsyncGenerator<StoredObject> {
    return this.#reader.read(ids);
  }

  readSuspects(ids: ReadonlySet<string>): AsyncGenerator<SuspectBlob> {
    return this.#reader.readSuspects(ids);
  }

  async *examineSuspects(
    questions: ReadonlyMap<string, SuspectQuestion>,
    terms: AnswerTerms,
    examineHere: ExamineHere,
  ): AsyncGenerator<readonly [string, SuspectAnswer]> {
    yield* this.#reader.examineSuspects?.(questions, terms, examineHere) ?? [];
  }

  close(): void {
    this.#chosen?.close?.();
  }

  coverage(): Coverage {
    return this.#reader.coverage();
  }

  async remember(found: Buffer): Promise<void> {
    await this.#reader.remember?.(found);
  }

  get problems(): readonly HistoryProblem[] {
    return [...this.#before, ...this.#reader.problems];
  }
}

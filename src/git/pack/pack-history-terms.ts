// What a sweep straight from packs is given by whoever starts it.
import type { AnswerTerms, HistoryOptions, SuspectAnswer, SuspectQuestion } from '../../model/history.ts';
import type { Tips } from '../history-tips.ts';
import type { SweepMemory } from '../memory/begin-sweep.ts';
import type { SuspectPiece } from './suspect-pieces.ts';
import type { ThreadOutcome, ThreadTerms } from './sweep-thread.ts';
import type { KernelCode } from './web-assembly.ts';

/** A thread of the sweep, however it is started. */
export interface SweepThreadHandle {
  /** Fails when the thread did, for whatever reason. */
  readonly outcome: Promise<ThreadOutcome>;
  /**
   * Has it examine the blobs of a piece, once its outcome is there; null for one that it cannot read. Absent where all is
   * done in one thread. Fails when the thread did.
   * @param questions one for each blob of the piece
   */
  readonly ask?: (
    piece: SuspectPiece,
    questions: readonly SuspectQuestion[],
    terms: AnswerTerms,
  ) => Promise<readonly (SuspectAnswer | null)[]>;
  /** Ends it, if it still runs. */
  stop(): void;
}

export interface PackHistoryTerms extends HistoryOptions {
  readonly jobs: number;
  readonly kernel: KernelCode;
  readonly startThread: (terms: ThreadTerms) => SweepThreadHandle;
  /**
   * Has threads get ready that are started soon.
   * @param entries how many the packs hold, more or less
   * @returns what ends those that were not started after all
   */
  readonly readyThreads?: (entries: number) => () => void;
  /** From how many suspects on threads are asked about them; as many as that pays where it is absent. */
  readonly worthAsking?: number;
  /** Whether the git program may be asked for what cannot be read here. */
  readonly usesGit: boolean;
  /** Refs, reflogs and indexes, read while the objects are. */
  readonly readTips: () => Promise<Tips>;
  readonly memory?: SweepMemory;
}

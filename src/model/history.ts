// What the history sweep asks of a backend: every object once, then where some of them stand.
// The seam for other ways to read a repository: a reader of pack files takes the place of the git program here.
import type { Finding } from './finding.ts';
import type { HitJudge } from './hit-judge.ts';
import type { Loss } from './layer.ts';
import type { TellProgress } from './progress.ts';
import type { GapKind, Problem } from './receipt.ts';
import type { Shard, ShardReceipt } from './shard.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface StoredObject {
  /** Hex, 40 or 64 characters. */
  readonly id: string;
  readonly type: ObjectType;
  /** May be a view into a larger piece of memory: copy what is kept longer than the batch. */
  readonly bytes: Buffer;
}

/** Where a blob stood: the commit that brought it to this path. Commit fields are absent for a blob that no commit holds. */
export interface Placement {
  /** As in Place.path. Null when no tree and no index names the blob. */
  readonly path: string | null;
  readonly commit?: string;
  /** `Name <mail>`. */
  readonly author?: string;
  /** ISO 8601 with the author's zone. */
  readonly date?: string;
  /** Full name of a ref that still reaches the commit, or `HEAD`, `reflog`, `index`, `unreachable`. */
  readonly ref: string;
  /** True for a blob that only notes refs reach. */
  readonly isNote: boolean;
}

/** A commit or tag as text to scan. */
export interface ObjectText {
  readonly id: string;
  readonly type: 'commit' | 'tag';
  readonly message: Buffer;
  /** Author, committer, tagger and other header values, one a line; signatures left out. */
  readonly headers: Buffer;
  /** `Name <mail>` of author or tagger. */
  readonly author?: string;
  /** The author's or tagger's date in ISO 8601 with its zone. */
  readonly date?: string;
}

/** What was to be read. `expected` = `delivered` + `missing` + `damaged` + `tooLarge`. */
export interface Coverage {
  /** Ids in the repository together with every id that something names, each once. */
  readonly expected: number;
  /** Objects that were looked at. */
  readonly delivered: number;
  /** How many of those were judged where they differ from the one they are made from. */
  readonly inherited: number;
  /** Ids that something names and that are not there. */
  readonly missing: number;
  /** At most 20 of them. */
  readonly missingExamples: readonly string[];
  /** Objects that are there and cannot be read. */
  readonly damaged: number;
  /** Objects above the size that is held in memory. */
  readonly tooLarge: number;
  /** History ends early at a boundary that lies within what was asked. */
  readonly isShallow: boolean;
  /** A partial clone: objects may be absent by its nature. */
  readonly isPartial: boolean;
  /** Ids of submodule commits, which are no objects of this repository. */
  readonly submodules: number;
  /** True when objects that no ref, HEAD, reflog or index reaches were not asked for (`--since`, portable backend). */
  readonly skipsUnreachable: boolean;
  /** With `shard`: what shows whether all shards together are the whole. All counts are those of the shard then. */
  readonly sums?: ShardSums;
}

export type ShardSums = Pick<ShardReceipt, 'all' | 'own' | 'refs'>;

/** Something that could not be read, and the kind of gap it leaves. */
export interface HistoryProblem extends Problem {
  readonly gap: GapKind;
}

export interface HistoryOptions {
  /** Leaves out commits with a committer date before it, and what only they or nothing reaches. */
  readonly since?: Date;
  /** Which file names `namedBlobs` collects: given the last component of a path, as text. Asked once a distinct name. */
  readonly wantsName?: (name: string) => boolean;
  /** Only the objects of this shard are handed on and counted; everything is read for the names and places of them. */
  readonly shard?: Shard;
}

export interface SurveyOptions {
  /** What an earlier run left is not handed back: it did not fit. */
  readonly isAnew?: boolean;
}

/** What a first look at every object found. */
export interface Survey {
  /** Blobs that hold candidates, in hex. */
  readonly suspects: ReadonlySet<string>;
  /** Commits and tags whose texts hold candidates, in hex. */
  readonly texts: ReadonlySet<string>;
  /** Blobs that only point to a file kept elsewhere. */
  readonly lfsPointers: number;
  /** Objects that were looked at, and their bytes, as they are when unpacked. */
  readonly objects: number;
  readonly bytes: number;
  /**
   * What `remember` was given by an earlier run over the very same objects. Nothing can be read again then: whoever has no
   * use for it surveys anew.
   */
  readonly found?: Buffer;
}

/** A blob with candidates, and where they are known to be. */
export interface SuspectBlob {
  readonly id: string;
  /** May be a view into a larger piece of memory: copy what is kept longer than the step. */
  readonly bytes: Buffer;
  /** Pairs of (offset of the byte after the anchor, state of the automaton); all candidates lie there. Absent when not known. */
  readonly hits?: Int32Array;
  /** One of `contentKind`, with `hits`. */
  readonly kind?: number;
}

/** What is asked about a blob: what stands in it where it lies at each of these paths, null for one that nothing names. */
export interface SuspectQuestion {
  /** That there are no candidates, and only the name of the blob is in question. */
  readonly isClean: boolean;
  readonly paths: readonly (string | null)[];
}

/** What decides about findings beside the bytes, the path and the rules. */
export interface AnswerTerms {
  /** As in Policy. */
  readonly salt: string;
  readonly usesAllowComments: boolean;
}

/** What stands in a blob at one of its paths; whoever asked knows the rest of the place. */
export interface FoundAtPath {
  readonly findings: readonly Omit<Finding, 'place'>[];
  /** Whether it holds more candidates than are judged. */
  readonly isCut: boolean;
}

export interface SuspectAnswer {
  /** Parts of the blob that were not looked at. */
  readonly losses: readonly Loss[];
  /** By path, in the order of the question. */
  readonly found: readonly FoundAtPath[];
}

/** How this thread answers what the others are asked, too. */
export type ExamineHere = (suspect: SuspectBlob, question: SuspectQuestion) => Promise<SuspectAnswer>;

export interface HistoryBackend {
  readonly name: 'pack' | 'git' | 'portable';
  /** Whether the git program is there and may be asked. */
  readonly usesGit: boolean;
  /**
   * Looks at every object once. To be run to its end, once, or twice when `found` came and has no use; all that follows is
   * valid after that.
   * @throws GitError when the repository as a whole cannot be read
   */
  survey(judge: HitJudge, onProgress?: TellProgress, options?: SurveyOptions): Promise<Survey>;
  /** Full names of refs, as text, for scanning. */
  refNames(): readonly string[];
  /** Every distinct file or folder name in any tree, as bytes. */
  fileNames(): Iterable<Buffer>;
  /** Those of `fileNames` in which the survey found something; absent where it did not look. */
  suspectNames?(): Iterable<Buffer>;
  /** Blobs that stand, or once stood, in any tree or index under a name that `wantsName` holds for. */
  namedBlobs(): ReadonlySet<string>;
  /**
   * Every path of each of `blobs`, with the earliest commit by committer date that brought it there; at least one
   * placement for each. The first call walks the whole history: ask once, for all.
   */
  locate(blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Placement[]>>;
  /** A ref that still reaches each commit or tag, or `HEAD`, `reflog`, `unreachable`. */
  reachedBy(ids: Iterable<string>): ReadonlyMap<string, string>;
  /** Reads some objects again, in any order. */
  read(ids: Iterable<string>): AsyncGenerator<StoredObject>;
  /** Reads blobs again, in any order, each with what the survey knows of it. */
  readSuspects(ids: ReadonlySet<string>): AsyncGenerator<SuspectBlob>;
  /**
   * Has blobs read and examined by the threads that surveyed them and by this one, in the order of `readSuspects`. Those that
   * it does not answer for are left to whoever asks. Absent where there are no such threads.
   * @param questions by blob
   */
  examineSuspects?(
    questions: ReadonlyMap<string, SuspectQuestion>,
    terms: AnswerTerms,
    examineHere: ExamineHere,
  ): AsyncGenerator<readonly [string, SuspectAnswer]>;
  /** Lets go of threads that are still there; nothing can be asked of them any more. */
  close?(): void;
  coverage(): Coverage;
  /** Keeps `found` for the next run, with what was learnt of the objects. Absent where nothing is kept. */
  remember?(found: Buffer): Promise<void>;
  /** What could not be read; a long list is cut and its end says how many more. */
  readonly problems: readonly HistoryProblem[];
}

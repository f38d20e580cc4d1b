// What the history sweep asks of a backend: every object once, then where some of them stand.

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface StoredObject {
  /** Hex, 40 or 64 characters. */
  readonly id: string;
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

/** Where a blob stood: the commit that brought it to this path. Commit fields are absent for a blob that no commit holds. */
export interface Placement {
  /** As in Place.path. Null when no tree names the blob. */
  readonly path: string | null;
  readonly commit?: string;
  readonly author?: string;
  readonly date?: string;
  /** Full name of a ref that still reaches the commit, or `reflog`, `index`, `unreachable`. */
  readonly ref?: string;
  /** True for a blob of a notes tree. */
  readonly isNote?: boolean;
}

/** A commit or tag as text to scan. */
export interface ObjectText {
  readonly id: string;
  readonly type: 'commit' | 'tag';
  readonly message: Buffer;
  /** Author, committer, tagger and other header values, one a line; signatures left out. */
  readonly headers: Buffer;
  readonly author?: string;
  readonly date?: string;
}

export interface Coverage {
  /** Ids in the repository together with every id that something names. */
  readonly expected: number;
  /** Named ids that are not there, at most 20 as examples. */
  readonly missing: number;
  readonly missingExamples: readonly string[];
  readonly isShallow: boolean;
  readonly isPartial: boolean;
  /** Ids of submodule commits, which are no objects of this repository. */
  readonly submodules: number;
}

export interface HistoryBackend {
  readonly name: 'git' | 'portable';
  /** Every object once, in batches, in storage order. */
  objects(): AsyncGenerator<readonly StoredObject[]>;
  /** How many objects there are, for progress; known before `objects` ends. */
  readonly total: number;
  /** Full names of refs, for scanning. Valid after `objects` ended, like all that follows. */
  refNames(): readonly string[];
  /** Every distinct file or folder name in any tree. */
  fileNames(): Iterable<string>;
  /** Blobs that stand, or once stood, at a path for which `wants` holds. */
  blobsAt(wants: (path: string) => boolean): Promise<ReadonlySet<string>>;
  /** Every path of each of `blobs`, with the earliest commit that brought it there. */
  placements(blobs: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Placement[]>>;
  /** A ref that still reaches each of `commits`, or `reflog`, `unreachable`. */
  reachedBy(commits: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>;
  /** Reads some objects again; ids must be present. */
  read(ids: Iterable<string>): AsyncGenerator<StoredObject>;
  coverage(): Promise<Coverage>;
  /** What could not be read. */
  readonly problems: readonly { code: string; message: string }[];
  close(): Promise<void>;
}

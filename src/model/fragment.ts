// What a source hands to the pipeline: bytes to look at and where they came from.
import type { ByteSource } from './byte-source.ts';
import type { TextPart } from './text-part.ts';

/** What kind of text a fragment is. For all but `file` and `stdin` the path of a finding is null. */
export type Origin = 'file' | 'message' | 'author' | 'tag' | 'note' | 'ref' | 'filename' | 'stdin';

/** Where a fragment came from, in the words of the report. */
export interface Place {
  readonly origin: Origin;
  /** Path in the repository or as the user typed it; bytes that are not UTF-8 as `\xNN`. Null for texts that are no file. */
  readonly path: string | null;
  readonly blob?: string;
  readonly commit?: string;
  /** `Name <mail>` of the commit's author. */
  readonly author?: string;
  /** The author date in ISO 8601 with the author's zone. */
  readonly date?: string;
  /** Path of the submodule it lies in, where those are swept too. */
  readonly submodule?: string;
  /** Full ref name, or what kind of unreachable object it is. */
  readonly ref?: string;
}

/** What a changed file was before, and under which name: a `.env` that was a template before is new as a `.env`. */
export interface Preimage {
  readonly bytes: Buffer;
  readonly path: string;
}

/** Where in a container a fragment lies, when its source has opened the container itself. */
export interface Within {
  /** As in Layer.via. */
  readonly via: readonly string[];
  /** As in Layer.path. */
  readonly path?: string;
}

export interface Fragment {
  /** All of it; the beginning where `source` holds the whole. */
  readonly bytes: Buffer;
  /** A file too large to be read before it is known what of it is to be looked at. */
  readonly source?: ByteSource;
  readonly place: Place;
  /** Where it is a piece of a larger text: only what begins in the piece's own bytes is found in it. */
  readonly part?: TextPart;
  readonly within?: Within;
  /** True when the user named this input; false when a walk found it. */
  readonly isNamed: boolean;
  /** False for what may be no part of the change: it is told, never counted, and does not block. */
  readonly mayBlock?: boolean;
  /**
   * What stood here before the change under judgement; only what is not in there can block.
   * Called only when the fragment has findings. Absent when everything counts as new.
   */
  readonly preimages?: () => Promise<readonly Preimage[]>;
}

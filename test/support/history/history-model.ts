// A history as data: commits over whole sets of files, refs, tags, and what nothing holds. Knows no git and no ids.
import type { Version } from './version.ts';

export interface CommitNode {
  /** Numbers of earlier commits. */
  readonly parents: readonly number[];
  readonly files: ReadonlyMap<string, Version>;
  /** `Name <mail>`. */
  readonly author: string;
  /** Seconds since 1970; of committing they are all different. */
  readonly authorSeconds: number;
  readonly seconds: number;
  readonly message: string;
}

export interface TagNode {
  readonly name: string;
  /** Number of the commit. */
  readonly target: number;
  readonly message: string;
}

/** A ref on a commit, a tag object or a blob. */
export type RefNode =
  | { readonly name: string; readonly commit: number }
  | { readonly name: string; readonly tag: number }
  | { readonly name: string; readonly blob: Version };

export interface HistoryModel {
  readonly seed: number | string;
  readonly commits: readonly CommitNode[];
  readonly tags: readonly TagNode[];
  readonly refs: readonly RefNode[];
  /** Blobs that no tree holds. */
  readonly strays: readonly Version[];
  /** Which forced situations were played. */
  readonly shapes: readonly string[];
}

// Commits of a span → items: each commit's message and people, then the contents and names it brought.
import { commitChanges, renamesInCommit, type WalkedSpan } from '../git/commit-changes.ts';
import { entryMode } from '../git/object-id.ts';
import { objectText } from '../git/parse-commit.ts';
import { isCommitLine, type RawChange } from '../git/parse-raw-diff.ts';
import { pathText } from '../git/path-text.ts';
import { isUnread, ObjectReader, type ReadAnswer } from '../git/read-objects.ts';
import type { Repository } from '../git/repository.ts';
import { shallowCommits } from '../git/shallow.ts';
import type { Clearances } from '../model/clearance.ts';
import type { Place } from '../model/fragment.ts';
import type { ObjectText } from '../model/history.ts';
import type { SourceItem } from '../model/source-item.ts';
import {
  bringsContent,
  type ChangeTerms,
  type ContentChange,
  changeItems,
  isAddedPath,
  unreadItem,
} from './change-items.ts';
import { type OldBlob, oldBlobs, readPreimages, renameMap } from './preimages.ts';

export interface CommitTerms extends ChangeTerms {
  /** Contents already given, by id and path; shared by the spans of one run. */
  readonly seen: Set<string>;
  /** Leaves out what was cleared, and asks which commits a hook has seen. */
  readonly clearances?: Clearances;
  /** Told of each commit that brings content, and whether a hook saw all of it when the commit was made here. */
  readonly noteCommit?: (commit: string, isChecked: boolean) => void;
}

/** A commit with some of its changes; a large commit comes in several pieces. */
interface CommitPart {
  readonly commit: string;
  readonly isFirst: boolean;
  readonly changes: RawChange[];
}

/** Commits and changes that are read at once: enough to keep git busy, few enough to bound what waits. */
const maxCommits = 256;
const maxChanges = 1024;

/**
 * Items of a span of commits, oldest first; each distinct content at a path once.
 * @throws GitError when git cannot walk the span
 */
export async function* commitItems(repo: Repository, span: WalkedSpan, terms: CommitTerms): AsyncGenerator<SourceItem> {
  const boundary = shallowCommits(repo);
  const reader = new ObjectReader(repo);
  try {
    for await (const parts of partsOf(repo, span)) {
      const texts = await textsOf(
        reader,
        parts.map(({ commit }) => commit),
      );
      const changes: ContentChange[] = [];
      for (const part of parts) {
        const answer = texts.get(part.commit)!;
        if (part.isFirst) yield* textItems(part.commit, answer);
        if (part.isFirst && boundary.has(part.commit)) yield shallowItem(part.commit);
        for (const change of contentChanges(repo, part, { ...terms, place: placeOf(part.commit, answer) }))
          changes.push(change);
      }
      yield* changeItems(reader, changes, terms);
    }
  } finally {
    reader.close();
  }
}

async function* partsOf(repo: Repository, span: WalkedSpan): AsyncGenerator<CommitPart[]> {
  let parts: CommitPart[] = [];
  let changes = 0;
  for await (const event of commitChanges(repo, span)) {
    if (isCommitLine(event)) {
      if (parts.length >= maxCommits || changes >= maxChanges) {
        yield parts;
        [parts, changes] = [[], 0];
      }
      parts.push({ commit: event.commit, isFirst: true, changes: [] });
      continue;
    }
    if (changes >= maxChanges) {
      yield parts;
      [parts, changes] = [[{ commit: parts.at(-1)!.commit, isFirst: false, changes: [] }], 0];
    }
    parts.at(-1)!.changes.push(event);
    changes++;
  }
  yield parts;
}

type CommitAnswer = ObjectText | Exclude<ReadAnswer, { bytes: Buffer }>;

async function textsOf(reader: ObjectReader, commits: readonly string[]): Promise<ReadonlyMap<string, CommitAnswer>> {
  const texts = new Map<string, CommitAnswer>();
  for await (const answer of reader.objects(commits)) {
    texts.set(answer.id, isUnread(answer) ? answer : objectText({ ...answer, type: 'commit' }));
  }
  return texts;
}

function placeOf(commit: string, answer: CommitAnswer): Partial<Place> {
  return 'gap' in answer ? { commit } : { commit, author: answer.author, date: answer.date };
}

function* textItems(commit: string, answer: CommitAnswer): Generator<SourceItem> {
  if ('gap' in answer) {
    yield unreadItem(answer, `commit ${commit}`);
    return;
  }
  const place = { ...placeOf(commit, answer), path: null };
  yield { bytes: answer.message, place: { ...place, origin: 'message' }, isNamed: false };
  yield { bytes: answer.headers, place: { ...place, origin: 'author' }, isNamed: false };
}

function shallowItem(commit: string): SourceItem {
  const message = `This clone is shallow: what came before commit ${commit} was asked for and is not here.`;
  return { skipped: 'shallow', isGap: true, problem: { code: 'shallow-boundary', message } };
}

function contentChanges(
  repo: Repository,
  part: CommitPart,
  { place, seen, clearances, noteCommit }: CommitTerms & { readonly place: Partial<Place> },
): ContentChange[] {
  const renames = renamesOnce(repo, part.commit);
  const brought = part.changes.filter(bringsContent);
  const contents = brought.filter(({ newMode }) => newMode !== entryMode.submodule);
  if (contents.length > 0)
    noteCommit?.(part.commit, clearances !== undefined && contents.every(({ newId }) => clearances.wasChecked(newId)));
  return brought.flatMap((change) => {
    const key = `${change.newId}${change.path.toString('latin1')}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const preimages = async () => {
      const old = isAddedPath(change)
        ? ((await renames()).get(change.path.toString('latin1')) ?? [])
        : oldBlobs(change);
      return readPreimages(repo, old);
    };
    return [{ change, place, preimages, isCleared: clearances?.isCleared(change.newId, pathText(change.path)) }];
  });
}

/** Asks for a commit's renames once, and only when one of its new files has findings. */
function renamesOnce(repo: Repository, commit: string): () => Promise<ReadonlyMap<string, OldBlob[]>> {
  let asked: Promise<ReadonlyMap<string, OldBlob[]>> | null = null;
  return () => {
    // Where renames cannot be worked out (absent old blobs), everything counts as new.
    asked ??= renamesInCommit(repo, commit).then(renameMap, () => new Map());
    return asked;
  };
}

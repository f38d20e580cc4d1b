// What a push would give the remote that it does not have: contents, names, messages, people, tags, notes, ref names.
import { checkObjects } from '../git/check-objects.ts';
import type { WalkedSpan } from '../git/commit-changes.ts';
import { entryMode, isZeroId } from '../git/object-id.ts';
import type { RawChange } from '../git/parse-raw-diff.ts';
import { parsePushLines, type RefUpdate } from '../git/push-lines.ts';
import { filesOfTree, type PushedObject, pushedObjects, type TreeEntry } from '../git/pushed-objects.ts';
import { ObjectReader } from '../git/read-objects.ts';
import type { Repository } from '../git/repository.ts';
import type { Clearances } from '../model/clearance.ts';
import type { SourceItem } from '../model/source-item.ts';
import { changeItems } from './change-items.ts';
import { type CommitTerms, commitItems } from './commit-items.ts';
import { type HandedOn, unnamedPushItems } from './unnamed-push.ts';

export interface PushRequest {
  /** First argument of the hook: the remote's name, or its URL when it has none. */
  readonly remote: string;
  /** Second argument of the hook. */
  readonly url: string;
  /** All of the hook's stdin. */
  readonly lines: string;
  /** What the pre-commit framework, which reads git's lines itself, hands on of them. */
  readonly handedOn?: HandedOn | null;
  /** What was found clean before is not read again. */
  readonly clearances?: Clearances;
  /** Told plain sentences that are neither findings nor gaps. */
  readonly note: (sentence: string) => void;
}

interface Pushed extends PushedObject {
  readonly update: RefUpdate;
}

const notesPrefix = 'refs/notes/';

/**
 * Items of a push. All ref updates are one union: each content at a path is given once.
 * @throws ToolError bad-push-line; GitError when something that would be pushed cannot be read
 */
export async function* pushItems(repo: Repository, request: PushRequest): AsyncGenerator<SourceItem> {
  const updates = parsePushLines(request.lines);
  if (updates.length === 0) {
    yield* unnamedPushItems(repo, request);
    return;
  }
  const excluded = knownRemoteIds(repo, updates, request.note);
  const { clearances } = request;
  const commits = new CommitCount();
  const known = { excluded, knownTo: trackingName(request) };
  yield* sentItems(repo, updates, { known, clearances, noteCommit: commits.note });
  if (clearances) commits.tell(request.note);
}

/** How many commits bring content that no hook saw when they were made here. */
class CommitCount {
  readonly #all = new Set<string>();
  readonly #unchecked = new Set<string>();

  note = (commit: string, isChecked: boolean): void => {
    this.#all.add(commit);
    if (!isChecked) this.#unchecked.add(commit);
  };

  /** It claims no bypass: most such commits come from a rebase, or from somebody else. */
  tell(note: (sentence: string) => void): void {
    const [all, unchecked] = [this.#all.size, this.#unchecked.size];
    if (unchecked === 0) return;
    const were = unchecked === 1 ? 'was not checked when it was' : 'were not checked when they were';
    note(
      `${unchecked} of ${all} ${all === 1 ? 'commit' : 'commits'} ${were} made here (a rebase, merge or pull, another ` +
        'machine, --no-verify, or a commit before leakgate was in place); checked now.',
    );
  }
}

/**
 * Items of what a push brought to this repository, on the server's side: `old..new` would be wrong for new refs and forced
 * pushes, so it is what no ref reached before.
 * @throws GitError when something that was pushed cannot be read
 */
export function receivedItems(repo: Repository, updates: readonly RefUpdate[]): AsyncGenerator<SourceItem> {
  return sentItems(repo, updates, { known: { excluded: [], isKnownHere: true } });
}

/** What is left out of the commits, and how. */
interface SentTerms extends Pick<CommitTerms, 'clearances' | 'noteCommit'> {
  readonly known: Omit<WalkedSpan, 'wanted'>;
}

async function* sentItems(
  repo: Repository,
  updates: readonly RefUpdate[],
  terms: SentTerms,
): AsyncGenerator<SourceItem> {
  const sent = updates.filter(({ localId }) => !isZeroId(localId));
  yield* refItems(sent);
  const reader = new ObjectReader(repo);
  try {
    const objects = await pushedObjects(
      repo,
      reader,
      sent.map(({ localId }) => localId),
    );
    const pushed = sent.map((update) => ({ update, ...objects.get(update.localId)! }));
    yield* tagItems(pushed);
    yield* wholeItems(repo, reader, pushed);
    yield* newCommitItems(repo, terms, pushed);
  } finally {
    reader.close();
  }
}

/** Names of refs, each once: the remote's readers see theirs, and a local one shows where it came from. */
function* refItems(updates: readonly RefUpdate[]): Generator<SourceItem> {
  for (const ref of new Set(updates.flatMap(({ localRef, remoteRef }) => [localRef, remoteRef]))) {
    yield { bytes: Buffer.from(ref), place: { origin: 'ref', path: null, ref }, isNamed: false };
  }
}

function* tagItems(pushed: readonly Pushed[]): Generator<SourceItem> {
  const tags = new Map(pushed.flatMap(({ tags, update }) => tags.map((tag) => [tag.id, { tag, update }])));
  for (const { tag, update } of tags.values()) {
    const place = { path: null, ref: update.remoteRef, author: tag.author, date: tag.date };
    yield { bytes: tag.message, place: { ...place, origin: 'tag' }, isNamed: false };
    yield { bytes: tag.headers, place: { ...place, origin: 'author' }, isNamed: false };
  }
}

/** Trees and blobs that a ref names directly have no history to compare with: all of them is new. */
async function* wholeItems(
  repo: Repository,
  reader: ObjectReader,
  pushed: readonly Pushed[],
): AsyncGenerator<SourceItem> {
  for (const { target, update } of pushed) {
    if (target.type === 'commit') continue;
    const isTree = target.type === 'tree';
    // A blob that a ref names has no name but the ref's, which is scanned as a ref.
    const single = { mode: '100644', id: target.id, path: Buffer.from(update.remoteRef) };
    const files = isTree ? await filesOfTree(repo, target.id) : [single];
    const entries = files.map((file) => ({
      change: wholeFile(file, isTree ? 'A' : 'M'),
      place: { ref: update.remoteRef },
      preimages: async () => [],
    }));
    yield* changeItems(reader, entries, { origin: originOf(update), isLfsGap: false });
  }
}

function wholeFile({ mode, id, path }: TreeEntry, status: 'A' | 'M'): RawChange {
  return { oldModes: [entryMode.absent], oldIds: [], newMode: mode, newId: id, status, path };
}

function originOf({ remoteRef, localRef }: RefUpdate): 'file' | 'note' {
  return remoteRef.startsWith(notesPrefix) || localRef.startsWith(notesPrefix) ? 'note' : 'file';
}

async function* newCommitItems(
  repo: Repository,
  { known, ...ledger }: SentTerms,
  pushed: readonly Pushed[],
): AsyncGenerator<SourceItem> {
  const seen = new Set<string>();
  for (const origin of ['file', 'note'] as const) {
    const commits = pushed.filter(({ target, update }) => target.type === 'commit' && originOf(update) === origin);
    const wanted = [...new Set(commits.map(({ target }) => target.id))];
    const terms: CommitTerms = { origin, isLfsGap: false, seen, ...(origin === 'file' ? ledger : {}) };
    yield* commitItems(repo, { ...known, wanted }, terms);
  }
}

/** Ids the remote says it has, where they are commits that are here; the others cannot narrow the range. */
function knownRemoteIds(repo: Repository, updates: readonly RefUpdate[], note: (sentence: string) => void): string[] {
  const named = updates.filter(({ remoteId }) => !isZeroId(remoteId));
  const commits = checkObjects(
    repo,
    named.map(({ remoteId }) => `${remoteId}^{commit}`),
  );
  const present = checkObjects(
    repo,
    named.map(({ remoteId }) => remoteId),
  );
  for (const [at, { remoteId, remoteRef }] of named.entries()) {
    if (present[at] !== null) continue;
    note(
      `The remote's ${remoteRef} is at ${remoteId}, which is not in this repository (a force push, or somebody pushed ` +
        'in between): what it holds could not be left out of the scan.',
    );
  }
  return commits.flatMap((commit) => (commit === null ? [] : [commit.id]));
}

/**
 * The remote's name when its tracking refs tell what it has. A push to a URL has none: then nothing is left out, rather
 * than what other remotes hold. Characters of a glob would match the refs of other remotes.
 */
function trackingName({ remote, url }: PushRequest): string | undefined {
  return remote === '' || remote === url || /[*?[\]\\]|^-/.test(remote) ? undefined : remote;
}

// Reads objects through `git cat-file --batch`, all of a repository or those asked for. git dies at some kinds of damage:
// reading goes on behind the damaged object then, which is named.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { GitError } from '../model/errors.ts';
import type { ObjectType, StoredObject } from '../model/history.ts';
import { BatchParser } from './batch-parser.ts';
import { gitFailure } from './git-failure.ts';
import { type LooseObject, readLooseObject } from './loose-object.ts';
import { maxObjectBytes } from './read-objects.ts';
import type { Repository } from './repository.ts';
import { outcomeOf, spawnGit, streamGit } from './run-git.ts';

export interface UnreadId {
  readonly id: string;
  readonly why: 'absent' | 'too-large' | 'damaged';
}

export interface ReadBatch {
  readonly objects: readonly StoredObject[];
  /** Ids without an object. */
  readonly unread: readonly UnreadId[];
}

/** How one process ended. */
interface BatchEnd {
  /** Complete answers, in the order asked. */
  readonly answered: number;
  /** Null when git ended well and its output was whole. */
  readonly failure: GitError | null;
  readonly stderr: string;
}

const idsPerWrite = 4096;
/** One process for each damaged object: beyond so many the rest counts as damaged, unread. */
const maxRestarts = 1000;

function* inPieces(ids: readonly string[]): Generator<string> {
  for (let at = 0; at < ids.length; at += idsPerWrite) yield `${ids.slice(at, at + idsPerWrite).join('\n')}\n`;
}

/** A git that follows a circle of deltas says nothing any more, and takes ever more memory for it (70 MB a second). */
const stallMilliseconds = 20_000;

/** What `child` writes; ended where it has been silent for long while it was waited for. */
async function* withoutStalls(child: ChildProcessWithoutNullStreams): AsyncGenerator<Buffer> {
  const chunks = (child.stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => child.kill('SIGKILL'), stallMilliseconds);
      const step = await chunks.next().finally(() => clearTimeout(timer));
      if (step.done) return;
      yield step.value;
    }
  } finally {
    // A reader that stops early lets go of the pipe: the process counts as closed only then.
    await chunks.return?.();
  }
}

/** An object that git gives up at: a file of its own may hold a sound copy beside the damaged one. */
function readAside(repo: Repository, id: string): ReadBatch {
  const loose = readLooseObject(repo.objectsDir, id, maxObjectBytes);
  const isSound = loose !== null && objectId(loose, repo.hashLength) === id;
  return isSound
    ? { objects: [{ id, type: loose.type as ObjectType, bytes: loose.bytes }], unread: [] }
    : { objects: [], unread: [{ id, why: 'damaged' }] };
}

async function* runBatch(
  repo: Repository,
  args: readonly string[],
  ids: readonly string[],
): AsyncGenerator<ReadBatch, BatchEnd> {
  const child = spawnGit(['cat-file', ...args], repo);
  const ended = outcomeOf(child);
  Readable.from(inPieces(ids)).pipe(child.stdin);
  const parser = new BatchParser(maxObjectBytes);
  try {
    for await (const chunk of withoutStalls(child)) {
      const objects = parser.push(chunk);
      const unread = parser.unread.splice(0);
      if (objects.length > 0 || unread.length > 0) yield { objects, unread };
      if (parser.isConfused) break;
    }
    if (parser.isConfused) child.kill();
    const outcome = await ended;
    const isWhole = outcome.status === 0 && parser.isAtBorder;
    const failure = isWhole ? null : gitFailure({ ...outcome, args: ['cat-file', ...args], cwd: repo.cwd });
    return { answered: parser.answered, failure, stderr: outcome.stderr };
  } finally {
    if (child.exitCode === null) child.kill();
  }
}

function objectId({ type, bytes }: LooseObject, hashLength: 40 | 64): string {
  const hash = createHash(hashLength === 64 ? 'sha256' : 'sha1').update(`${type} ${bytes.length}\0`, 'latin1');
  return hash.update(bytes).digest('hex');
}

/** Failures that are about the repository as a whole, so that trying other objects leads nowhere. */
function isFinal(error: GitError): boolean {
  return error.code !== 'git-failed' && error.code !== 'bad-revision';
}

export interface AllObjectsEnd {
  /** Why git gave up before its end; null when it did not. */
  readonly failure: GitError | null;
  /** What git complained of on the way. */
  readonly complaints: readonly string[];
}

/**
 * Every object of the repository and its alternates, each id once, in storage order.
 * @returns how git ended: after a failure the rest is to be asked for by id
 * @throws GitError when git cannot run on this repository at all
 */
export async function* readAllObjects(repo: Repository): AsyncGenerator<ReadBatch, AllObjectsEnd> {
  const { failure, stderr } = yield* runBatch(repo, ['--batch-all-objects', '--unordered', '--buffer', '--batch'], []);
  if (failure !== null && isFinal(failure)) throw failure;
  return { failure, complaints: stderr.split('\n').filter((line) => /^(error|fatal):/.test(line)) };
}

/** Ids of all objects, also of those that cannot be read. */
export function listAllIds(repo: Repository): AsyncGenerator<string> {
  // With the name alone asked for, git does not open the objects.
  return listObjects(repo, '%(objectname)');
}

/** Ids of all objects with their types; the type of one that cannot be read is `missing`. */
export async function* listTypedIds(repo: Repository): AsyncGenerator<{ id: string; type: string }> {
  for await (const line of listObjects(repo, '%(objectname) %(objecttype)')) {
    const [id, type] = line.split(' ');
    yield { id, type };
  }
}

async function* listObjects(repo: Repository, format: string): AsyncGenerator<string> {
  const args = ['cat-file', '--batch-all-objects', '--unordered', `--batch-check=${format}`];
  let rest = '';
  for await (const chunk of streamGit(args, repo)) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/**
 * Reads objects by id, in the order given. Each id is answered, by its object or as unread.
 * In a partial clone ask only for ids that are there: git before any fetch dies at an absent one, which then counts as damaged.
 * @throws GitError when git cannot run on this repository at all
 */
export async function* readObjects(repo: Repository, ids: readonly string[]): AsyncGenerator<ReadBatch> {
  let rest = ids;
  for (let start = 0; rest.length > 0; start++) {
    if (start > maxRestarts) {
      yield { objects: [], unread: rest.map((id) => ({ id, why: 'damaged' })) };
      return;
    }
    const { answered, failure } = yield* runBatch(repo, ['--buffer', '--batch'], rest);
    if (failure !== null && isFinal(failure)) throw failure;
    // Answers come in the order asked, so the object that git died at is the one behind the last answer.
    const culprit = rest[answered];
    if (culprit !== undefined) yield readAside(repo, culprit);
    rest = rest.slice(answered + 1);
  }
}

// Objects by id for the sources: loose ones from their file, all others from one long-lived `git cat-file --batch`.
// An object that cannot be had is an answer like any other, never the end of the run.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { GapKind } from '../model/receipt.ts';
import { ByteReader } from './byte-reader.ts';
import { gitFailure } from './git-failure.ts';
import { hasLooseObject, readLooseObject } from './loose-object.ts';
import { isPartialClone, presentBlobs } from './partial-clone.ts';
import type { Repository } from './repository.ts';
import { outcomeOf, type ProcessOutcome, spawnGit } from './run-git.ts';

export interface ReadObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface UnreadObject {
  readonly id: string;
  readonly gap: Extract<GapKind, 'missing' | 'partial' | 'damaged' | 'limit'>;
  /** One sentence, without content. */
  readonly reason: string;
}

export type ReadAnswer = ReadObject | UnreadObject;

export function isUnread(answer: ReadAnswer): answer is UnreadObject {
  return 'gap' in answer;
}

/** Largest object that is taken into memory, 512 MiB: node's buffers and patterns stay well below their own limits. */
export const maxObjectBytes = 512 * 1024 * 1024;

interface Batch {
  readonly child: ChildProcessWithoutNullStreams;
  readonly reader: ByteReader;
  readonly ended: Promise<ProcessOutcome>;
}

export class ObjectReader {
  readonly #repo: Repository;
  readonly #limit: number;
  #batch: Batch | null = null;
  #isPartial: boolean | null = null;

  /** `limit` is lower in tests only. */
  constructor(repo: Repository, limit = maxObjectBytes) {
    this.#repo = repo;
    this.#limit = limit;
  }

  /**
   * Answers for blobs, in the order of `ids`. One reading at a time; a caller that stops early ends the process.
   * @throws GitError only when git cannot run on this repository at all
   */
  async *blobs(ids: readonly string[]): AsyncGenerator<ReadAnswer> {
    const loose = this.#loose(ids);
    const packed = ids.filter((id) => !loose.has(id));
    yield* this.#answers(ids, loose, packed.length > 0 ? await this.#promised(packed) : new Set());
  }

  /** Answers for commits, tags and trees, which partial clones are expected to hold. */
  objects(ids: readonly string[]): AsyncGenerator<ReadAnswer> {
    return this.#answers(ids, this.#loose(ids), new Set());
  }

  close(): void {
    this.#batch?.child.kill();
    this.#batch = null;
  }

  #loose(ids: readonly string[]): ReadonlySet<string> {
    return new Set(ids.filter((id) => hasLooseObject(this.#repo.objectsDir, id)));
  }

  /** Those of `ids` that a partial clone left with its remote. */
  async #promised(ids: readonly string[]): Promise<ReadonlySet<string>> {
    this.#isPartial ??= isPartialClone(this.#repo);
    if (!this.#isPartial) return new Set();
    const present = await presentBlobs(this.#repo, ids);
    return new Set(ids.filter((id) => !present.has(id)));
  }

  async *#answers(
    ids: readonly string[],
    loose: ReadonlySet<string>,
    absent: ReadonlySet<string>,
  ): AsyncGenerator<ReadAnswer> {
    // What git is asked for goes out at once; its answers wait in the pipe until it is their turn.
    const asked = ids.filter((id) => !loose.has(id) && !absent.has(id));
    let taken = 0;
    this.#ask(asked);
    try {
      for (const id of ids) {
        if (loose.has(id)) yield readLooseObjectAs(this.#repo, id, this.#limit) ?? (await this.#readAside(id));
        else if (absent.has(id)) yield { id, gap: 'partial', reason: 'this partial clone does not hold it' };
        else {
          taken++;
          yield await this.#next(id, () => asked.slice(taken));
        }
      }
    } finally {
      // Answers that nobody took would be taken for the next question's.
      if (taken < asked.length) this.close();
    }
  }

  /**
   * A loose file that is not sound: git may know a good copy and is asked, by a process of its own, as the other one has
   * answers waiting. git believes such a file's own word on its size, so what it gives is held against the id.
   */
  async #readAside(id: string): Promise<ReadAnswer> {
    const aside = new ObjectReader(this.#repo, this.#limit);
    try {
      aside.#ask([id]);
      const answer = await aside.#next(id, () => []);
      const isSound = isUnread(answer) ? answer.gap !== 'missing' : await hasItsId(answer);
      return isSound ? answer : { id, gap: 'damaged', reason: 'its file in the object database is damaged' };
    } finally {
      aside.close();
    }
  }

  #ask(ids: readonly string[]): void {
    if (ids.length === 0) return;
    if (this.#batch === null) {
      const child = spawnGit(['cat-file', '--batch'], this.#repo);
      this.#batch = { child, ended: outcomeOf(child), reader: new ByteReader(child.stdout) };
    }
    this.#batch.child.stdin.write(ids.map((id) => `${id}\n`).join(''));
  }

  // <id> blob 12
  // <12 bytes>
  // <id> missing
  async #next(id: string, askedAfter: () => readonly string[]): Promise<ReadAnswer> {
    const batch = this.#batch!;
    const line = await batch.reader.line();
    const header = /^[0-9a-f]+ (?:(missing)|(blob|tree|commit|tag) (\d+))$/.exec(line ?? '');
    if (header === null || !line?.startsWith(id)) return this.#died(id, askedAfter);
    if (header[1] !== undefined) return { id, gap: 'missing', reason: 'it is not in the object database' };
    const size = Number(header[3]);
    // One byte more each: the line end behind the content.
    if (size > this.#limit) {
      if (!(await batch.reader.skip(size + 1))) return this.#died(id, askedAfter);
      return { id, gap: 'limit', reason: `it is larger than ${this.#limit} bytes` };
    }
    const bytes = await batch.reader.exactly(size + 1);
    return bytes === null ? this.#died(id, askedAfter) : { id, type: header[2], bytes: bytes.subarray(0, size) };
  }

  /** git gives up at a damaged object: that one is the answer, and a new process takes what was asked after it. */
  async #died(id: string, askedAfter: () => readonly string[]): Promise<UnreadObject> {
    const batch = this.#batch!;
    this.#batch = null;
    batch.child.stdin.end();
    batch.child.stdout.resume();
    const { status, signal, stderr, cause } = await batch.ended;
    const error = gitFailure({ args: ['cat-file', '--batch'], cwd: this.#repo.cwd, status, signal, stderr, cause });
    if (error.code !== 'git-failed' && error.code !== 'bad-revision') throw error;
    this.#ask(askedAfter());
    return { id, gap: 'damaged', reason: error.message };
  }
}

/** Whether the content hashes to the id. Loads node:crypto, which the commit path cannot afford, only when in doubt. */
async function hasItsId({ id, type, bytes }: ReadObject): Promise<boolean> {
  const { createHash } = await import('node:crypto');
  const hash = createHash(id.length === 64 ? 'sha256' : 'sha1').update(`${type} ${bytes.length}\0`);
  return hash.update(bytes).digest('hex') === id;
}

function readLooseObjectAs(repo: Repository, id: string, limit: number): ReadObject | null {
  const loose = readLooseObject(repo.objectsDir, id, limit);
  return loose === null ? null : { id, ...loose };
}

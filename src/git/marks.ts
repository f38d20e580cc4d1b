// Marks that leakgate leaves in the git folder for itself: each is 16 bytes that only the user's key can make of a statement
// ("this blob is clean under these rules"). What stands in the file says nothing to others, one that was not made with the key
// is never met, and losing some or all costs time alone.
import { closeSync, constants, fstatSync, lstatSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hmacSha256, mostShort, shortMac, shortMacs } from './hmac-sha256.ts';
import { carefully, isPlainFile, makeOwnFolder, putInPlace, readPlainFile, writeWhole } from './own-file.ts';
import type { Repository } from './repository.ts';
import { stateKey } from './state-key.ts';

const markBytes = 16;
/** 4 MiB: a quarter of a million marks. Beyond it the older half goes. */
const mostBytes = 4 * 1024 * 1024;

const { O_WRONLY, O_APPEND, O_CREAT } = constants;

/** ASCII that fits one block with what stands before it. */
function isShort(statement: string): boolean {
  if (statement.length > mostShort) return false;
  for (let at = 0; at < statement.length; at++) if (statement.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** All parts, behind so many zeros. */
function joined(padding: number, parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, padding));
  let at = padding;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export class Marks {
  readonly #folder: string;
  readonly #path: string;
  readonly #authenticate: (message: Uint8Array) => Buffer;
  readonly #limit: number;
  readonly #keys = new Map<string, Buffer>();
  #known: Set<string> | null = null;
  /** Statements by scope. */
  #pending = new Map<string, string[]>();

  /** `limit` is lower in tests only. */
  constructor(commonDir: string, name: string, key: Uint8Array, limit = mostBytes) {
    this.#folder = join(commonDir, 'leakgate');
    this.#path = join(this.#folder, name);
    this.#authenticate = hmacSha256(key);
    this.#limit = limit;
  }

  /** A key for each scope, so that a statement itself stays within one block: a commit waits for these. */
  #keyOf(scope: string): Buffer {
    const known = this.#keys.get(scope) ?? this.#authenticate(Buffer.from(scope));
    this.#keys.set(scope, known);
    return known;
  }

  #markOf(scope: string, statement: string): Buffer {
    const text = Buffer.from(statement);
    const short = text.length > mostShort ? this.#authenticate(Buffer.from(`long ${statement}`)) : text;
    return shortMac(this.#keyOf(scope))(short).subarray(0, markBytes);
  }

  /** The marks of statements, one after the other: those of a commit, which are all short, at once. */
  #marksOf(scope: string, statements: readonly string[]): Uint8Array {
    return statements.every(isShort)
      ? shortMacs(this.#keyOf(scope), statements, markBytes)
      : Buffer.concat(statements.map((statement) => this.#markOf(scope, statement)));
  }

  /** Whether the statement was added before in this scope, by the holder of the key. */
  has(scope: string, statement: string): boolean {
    this.#known ??= this.#read();
    return this.#known.has(this.#markOf(scope, statement).toString('latin1'));
  }

  /** Adds a statement; `flush` writes it. */
  add(scope: string, statement: string): void {
    const statements = this.#pending.get(scope);
    if (statements === undefined) this.#pending.set(scope, [statement]);
    else statements.push(statement);
  }

  #read(): Set<string> {
    const marks = new Set<string>();
    const bytes = this.#bytes();
    for (let at = 0; at + markBytes <= bytes.length; at += markBytes)
      marks.add(bytes.toString('latin1', at, at + markBytes));
    return marks;
  }

  #bytes(): Buffer {
    try {
      // One append may have gone beyond the limit before the older half went.
      const bytes = lstatSync(this.#folder).isDirectory() ? readPlainFile(this.#path, 2 * this.#limit) : null;
      return bytes ?? Buffer.alloc(0);
    } catch {
      // None, or none to be read: nothing is known.
      return Buffer.alloc(0);
    }
  }

  /**
   * Writes what was added, at the end of the file, so that two runs at once do not disturb each other. Best effort: a
   * folder that cannot be written to keeps no marks.
   */
  flush(): void {
    const marks = [...this.#pending].map(([scope, statements]) => this.#marksOf(scope, statements));
    this.#pending = new Map();
    if (marks.length === 0) return;
    try {
      if (!makeOwnFolder(this.#folder)) return;
      const file = openSync(this.#path, O_WRONLY | O_APPEND | O_CREAT | carefully, 0o600);
      try {
        const stat = fstatSync(file);
        if (!isPlainFile(stat)) return;
        // A write that was cut short must not shift what comes behind it.
        writeSync(file, joined((markBytes - (stat.size % markBytes)) % markBytes, marks));
        if (stat.size > this.#limit) this.#dropOlder();
      } finally {
        closeSync(file);
      }
    } catch {
      // Not written: these are judged again next time.
    }
  }

  #dropOlder(): void {
    const kept = [...this.#read()].slice(-this.#limit / (2 * markBytes)).join('');
    putInPlace(`${this.#path}.${process.pid}`, this.#path, (file) => writeWhole(file, Buffer.from(kept, 'latin1')));
  }
}

/** The marks called `name` in the git folder that all working trees share; null where the user has no key. */
export function openMarks(repo: Repository, name: string, env: NodeJS.ProcessEnv = process.env): Marks | null {
  const key = stateKey(env);
  return key === null ? null : new Marks(repo.commonDir, name, key);
}

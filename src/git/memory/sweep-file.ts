// The file in the git folder that a sweep leaves for the next one. It may have come with the repository: it is believed only
// as far as it was written with the user's key, for this folder and under these terms. Losing it costs time alone.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstatSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeOwnFolder, putInPlace, readPlainFile, writeWhole } from '../own-file.ts';
import type { Repository } from '../repository.ts';
import { stateKey } from '../state-key.ts';

/** The form of the file; another one is another file. */
const format = 'leakgate sweep 1';
const magic = Buffer.from(`${format}\n`);
const sealBytes = 32;
/** Some nine million objects. A larger history is swept anew each time. */
const mostBytes = 512 * 1024 * 1024;
/** One for each set of terms: other branches may bring other rules of their own. */
const mostFiles = 4;

const fileName = /^[0-9a-f]{16}(?:\.[0-9a-f]{16})?$/;

export class SweepFile {
  readonly #folders: readonly [own: string, sweep: string];
  readonly #name: string;
  readonly #key: Uint8Array;
  /** What the seal speaks of besides the content: the folder and the terms. */
  readonly #about: Buffer;
  readonly #most: number;

  /**
   * @param commonDir real path of the git folder that all working trees share
   * @param terms everything that decides what is in the file, beside the objects
   * @param most bytes; lower in tests only
   */
  constructor(commonDir: string, terms: string, key: Uint8Array, most = mostBytes) {
    this.#folders = [join(commonDir, 'leakgate'), join(commonDir, 'leakgate', 'sweep')];
    const digest = createHash('sha256').update(`${format}\0${terms}`).digest();
    this.#name = digest.toString('hex', 0, 8);
    this.#about = createHash('sha256').update(digest).update(commonDir).digest();
    this.#key = key;
    this.#most = most;
  }

  get #path(): string {
    return join(this.#folders[1], this.#name);
  }

  #seal(parts: readonly Uint8Array[]): Buffer {
    const hmac = createHmac('sha256', this.#key).update(magic).update(this.#about);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }

  /** What was written last; null where there is nothing, or nothing that can be believed. */
  read(): Buffer | null {
    try {
      if (!this.#folders.every((folder) => lstatSync(folder).isDirectory())) return null;
      const bytes = readPlainFile(this.#path, this.#most);
      if (bytes === null || bytes.length < magic.length + sealBytes) return null;
      const body = bytes.subarray(magic.length + sealBytes);
      const seal = bytes.subarray(magic.length, magic.length + sealBytes);
      return bytes.subarray(0, magic.length).equals(magic) && timingSafeEqual(seal, this.#seal([body])) ? body : null;
    } catch {
      // None, or none to be read: nothing is known.
      return null;
    }
  }

  /** Writes `parts` in the place of what was there. Best effort: where nothing can be written, nothing is kept. */
  write(parts: readonly Uint8Array[]): void {
    const size = parts.reduce((sum, { length }) => sum + length, magic.length + sealBytes);
    if (size > this.#most) return;
    try {
      if (!this.#folders.every((folder) => makeOwnFolder(folder, 0o700))) return;
      putInPlace(`${this.#path}.${randomBytes(8).toString('hex')}`, this.#path, (file) => {
        for (const part of [magic, this.#seal(parts), ...parts]) writeWhole(file, part);
      });
      this.#dropOld();
    } catch {
      // Not written: the next run looks at everything.
    }
  }

  /** Leaves the newest files, of those that carry our names. */
  #dropOld(): void {
    const [, folder] = this.#folders;
    const files = readdirSync(folder)
      .filter((name) => fileName.test(name))
      .map((name) => ({ path: join(folder, name), time: lstatSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => b.time - a.time);
    for (const { path } of files.slice(mostFiles)) removeFile(path);
  }
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Another run was faster, or its folder is none: it is in nobody's way.
  }
}

/**
 * The file for `repo` under `terms`.
 * @returns null where the user has no key, or the git folder is somebody else's: nothing is left in it then
 */
export function openSweepFile(repo: Repository, terms: string, env: NodeJS.ProcessEnv = process.env): SweepFile | null {
  try {
    const folder = realpathSync(repo.commonDir);
    const isOwn = process.geteuid === undefined || lstatSync(folder).uid === process.geteuid();
    const key = isOwn ? stateKey(env) : null;
    return key && new SweepFile(folder, terms, key);
  } catch {
    // A folder that cannot be looked at keeps nothing.
    return null;
  }
}

// Where a repository keeps objects: its own folder and those it borrows from, the packs in them, and files of single objects.
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Repository } from '../repository.ts';

export interface PackFile {
  /** Path without its ending. */
  readonly path: string;
  readonly name: string;
}

export interface ObjectStore {
  /** Object folders by real path, the repository's own first. */
  readonly folders: readonly string[];
  readonly packs: readonly PackFile[];
  /** Hex ids of objects with a file of their own, each once, with the folder it lies in. */
  readonly loose: ReadonlyMap<string, string>;
  /** What could not be listed, as paths. */
  readonly unreadable: readonly string[];
}

/** git gives up behind so many steps of borrowing too (object-file.c). */
const maxBorrowing = 5;

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function namesIn(folder: string, unreadable: string[]): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (!isAbsent(error)) unreadable.push(folder);
    return [];
  }
}

/** Folders that `folder` borrows from, as `info/alternates` lists them; a relative one counts from the folder itself. */
function borrowedBy(folder: string, unreadable: string[]): string[] {
  const path = join(folder, 'info', 'alternates');
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => resolve(folder, line));
  } catch (error) {
    if (!isAbsent(error)) unreadable.push(path);
    return [];
  }
}

/** Folders named by GIT_ALTERNATE_OBJECT_DIRECTORIES, separated as PATH is. */
function borrowedByEnvironment(repo: Repository): string[] {
  const named = repo.env.GIT_ALTERNATE_OBJECT_DIRECTORIES ?? '';
  return named
    .split(process.platform === 'win32' ? ';' : ':')
    .filter((path) => path !== '')
    .map((path) => (isAbsolute(path) ? path : resolve(repo.cwd, path)));
}

function objectFolders(repo: Repository, unreadable: string[]): string[] {
  const folders = new Set<string>();
  let waiting = [repo.objectsDir, ...borrowedByEnvironment(repo)];
  for (let step = 0; step <= maxBorrowing && waiting.length > 0; step++) {
    const next: string[] = [];
    for (const named of waiting) {
      let folder: string;
      try {
        folder = realpathSync(named);
      } catch {
        // Whatever is only there is missing then, and said to be.
        unreadable.push(named);
        continue;
      }
      if (folders.has(folder)) continue;
      folders.add(folder);
      next.push(...borrowedBy(folder, unreadable));
    }
    waiting = next;
  }
  return [...folders];
}

/** Lists what there is. Loose objects first: what is packed meanwhile is then found in its pack. */
export function listObjects(repo: Repository): ObjectStore {
  const unreadable: string[] = [];
  const folders = objectFolders(repo, unreadable);
  const loose = new Map<string, string>();
  const rest = repo.hashLength - 2;
  for (const folder of folders) {
    for (const start of namesIn(folder, unreadable)) {
      if (!/^[0-9a-f]{2}$/.test(start)) continue;
      for (const name of namesIn(join(folder, start), unreadable)) {
        if (name.length === rest && /^[0-9a-f]+$/.test(name) && !loose.has(start + name))
          loose.set(start + name, folder);
      }
    }
  }
  const packs = new Map<string, PackFile>();
  for (const folder of folders) {
    for (const file of namesIn(join(folder, 'pack'), unreadable).sort()) {
      if (!file.endsWith('.pack')) continue;
      const path = join(folder, 'pack', file.slice(0, -'.pack'.length));
      packs.set(path, { path, name: file });
    }
  }
  return { folders, packs: [...packs.values()], loose, unreadable };
}

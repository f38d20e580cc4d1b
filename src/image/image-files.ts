// The files that make up a container image, by name: those of a folder, or of an archive of one (docker save, an OCI archive).
import { realpathSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { DamagedInput } from '../decode/decoder.ts';
import { behindType, readTar } from '../decode/tar/read-tar.ts';
import { type ByteSource, ReadFailed } from '../model/byte-source.ts';

export interface ImageFiles {
  /** Null where there is none of that name. @throws ReadFailed */
  open(name: string): ByteSource | null;
  /** What is wrong with the archive itself, as the end of a sentence. */
  readonly damage: string | null;
}

/** Opens a file as a source of bytes that is to be closed. */
export type OpenSource = (path: string) => ByteSource & { close(): void };

/** Links may lead from one file of the folder to another, never out of it. */
function isInside(folder: string, path: string): boolean {
  try {
    return realpathSync(path).startsWith(realpathSync(folder) + sep);
  } catch {
    return false;
  }
}

/** No system takes a longer path (PATH_MAX of Linux). */
const longestName = 4096;

/** The files of a folder. Each is opened when it is read, so that none stays open. */
export function filesOfFolder(folder: string, openSource: OpenSource): ImageFiles {
  const reading = <Result>(path: string, use: (source: ByteSource) => Result): Result => {
    const source = openSource(path);
    try {
      return use(source);
    } finally {
      source.close();
    }
  };
  return {
    damage: null,
    open(name) {
      if (name.length > longestName || name.split('/').includes('..')) return null;
      const path = join(folder, name);
      if (!isInside(folder, path)) return null;
      try {
        // Opening a pipe would wait for who writes to it.
        if (!statSync(path).isFile()) return null;
        const size = reading(path, (source) => source.size);
        return { size, read: (at, length) => reading(path, (source) => source.read(at, length)) };
      } catch (error) {
        throw error instanceof ReadFailed ? error : new ReadFailed(error);
      }
    },
  };
}

/** Links that lead to links: more of them in a row are none of an image. */
const mostLinks = 8;

/** The files of a tar archive: older archives of docker link equal layers to each other. */
export function filesOfArchive(source: ByteSource): ImageFiles {
  const files = new Map<string, ByteSource>();
  const links = new Map<string, string>();
  let damage: string | null = null;
  try {
    for (const { name, type, link, bytes, isCut } of readTar(source)) {
      const at = posix.normalize(name).replace(/^\/+/, '');
      if (isCut) damage = 'it is cut short';
      else if (type === behindType) continue;
      else if (type === '1') links.set(at, posix.normalize(link));
      else if (type === '2') links.set(at, posix.join(posix.dirname(at), link));
      else files.set(at, bytes);
    }
  } catch (error) {
    if (!(error instanceof DamagedInput)) throw error;
    damage = error.message;
  }
  return {
    damage,
    open(name) {
      let at = posix.normalize(name);
      for (let hops = 0; hops < mostLinks && links.has(at); hops++) at = links.get(at) ?? at;
      return files.get(at) ?? null;
    },
  };
}

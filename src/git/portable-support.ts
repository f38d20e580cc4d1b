// Says what about a repository the portable backend cannot read: better no answer than half of one.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasReftable } from './git-folders.ts';
import { parseGitConfig } from './parse-git-config.ts';
import { isPartialClone } from './partial-clone.ts';
import type { Repository } from './repository.ts';

/** Largest pack: isomorphic-git holds a pack in memory as a whole and reads offsets of 31 bits. */
const maxPackBytes = 2 ** 31 - 1;

/** Extensions that change nothing in how objects and refs are read. */
const harmless = new Set([
  'noop',
  'worktreeconfig',
  'preciousobjects',
  'relativeworktrees',
  'objectformat',
  'refstorage',
]);

/** A reason in a few words; null when the repository can be read. */
export function whyUnsupported(repo: Repository): string | null {
  if (repo.hashLength !== 40) return 'it uses SHA-256';
  if (hasReftable(repo)) return 'its refs are kept in a reftable';
  if (isPartialClone(repo)) return 'it is a partial clone';
  if (repo.objectsDir !== join(repo.commonDir, 'objects')) return 'its objects lie elsewhere (GIT_OBJECT_DIRECTORY)';
  const alternates = ['alternates', 'http-alternates'].some((name) => exists(join(repo.objectsDir, 'info', name)));
  if (alternates || repo.env.GIT_ALTERNATE_OBJECT_DIRECTORIES)
    return 'it borrows objects from another one (alternates)';
  return unknownExtension(repo) ?? largePack(repo);
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function unknownExtension(repo: Repository): string | null {
  const config = parseGitConfig(readFileSync(join(repo.commonDir, 'config'), 'utf8'));
  for (const [key, values] of config) {
    const name = /^extensions\.(.+)$/.exec(key)?.[1];
    if (name !== undefined && !harmless.has(name)) return 'it has a format extension that is not known here';
    if (name === 'refstorage' && values.at(-1) !== 'files') return 'its refs are not kept in files';
  }
  return null;
}

function largePack(repo: Repository): string | null {
  const folder = join(repo.objectsDir, 'pack');
  const names = exists(folder) ? readdirSync(folder) : [];
  const isLarge = (name: string) => name.endsWith('.pack') && statSync(join(folder, name)).size > maxPackBytes;
  return names.some(isLarge) ? 'a pack is larger than 2 GiB' : null;
}

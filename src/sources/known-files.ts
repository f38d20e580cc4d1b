// The developer's own .env files at the top of the working tree: those that git does not hold, and what they name.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { lookUpIndex } from '../git/index-lookup.ts';
import type { Repository } from '../git/repository.ts';

export interface KnownFile {
  /** As it is told: a path from the top level. */
  readonly file: string;
  readonly text: string;
}

const envName = /^(?:\.env(?:[.-][\w.-]+)?|\.envrc|\.dev\.vars)$/;
const templateName = /(?:^|[._-])(?:example|sample|template|tmpl|tpl|dist|defaults?|schema|vault)(?:[._-]|$)/;
/** A real one has a few kilobytes. */
const mostBytes = 256 * 1024;
const mostFiles = 16;

/** Names of the .env files and of their templates; one look at the folder is all that a repository without any pays. */
export function envNames(repo: Repository): { readonly own: readonly string[]; readonly templates: readonly string[] } {
  if (repo.topLevel === null) return { own: [], templates: [] };
  let names: readonly string[];
  try {
    names = readdirSync(repo.topLevel).filter((name) => name[0] === '.' && envName.test(name));
  } catch {
    // A working tree that cannot be listed has nothing to offer; what is staged is judged all the same.
    return { own: [], templates: [] };
  }
  const templates = names.filter((name) => templateName.test(name));
  const others = names.filter((name) => !templates.includes(name)).slice(0, mostFiles);
  if (others.length === 0) return { own: [], templates };
  // What git holds is no secret of the developer's own, and is judged where it stands.
  const held = lookUpIndex(repo, others);
  return { own: others.filter((name) => !held.has(name)), templates };
}

/** The text of a plain file below the top level; null for anything else. */
export function readKnownFile(repo: Repository, name: string): KnownFile | null {
  if (repo.topLevel === null) return null;
  const path = resolve(repo.topLevel, name);
  const file = relative(repo.topLevel, path).replaceAll('\\', '/');
  if (file === '' || file.startsWith('..') || isAbsolute(file)) return null;
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= mostBytes ? { file, text: readFileSync(join(path), 'utf8') } : null;
  } catch {
    // Not there, or not to be read.
    return null;
  }
}

// Files and folders as they lie on the disk. A folder is walked in the order of its names; links are not followed.
import { type Dirent, readdirSync, readlinkSync, statSync } from 'node:fs';
import { pathText } from '../git/path-text.ts';
import type { ByteSource } from '../model/byte-source.ts';
import { UsageError } from '../model/errors.ts';
import type { SourceItem } from '../model/source-item.ts';
import { gapItem, type OpenFile, readFileItem, reasonOf } from './read-file-item.ts';

/** Largest file that is read, 512 MiB; a larger one is a gap. */
const maxFileBytes = 512 * 1024 * 1024;

const slash = Buffer.from('/');
const gitName = Buffer.from('.git');

export interface FileTerms {
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** Lower in tests. */
  readonly limit?: number;
  /** As in OpenFile. */
  readonly isReadByPieces?: (source: ByteSource) => boolean;
  readonly isCuttable?: (start: Buffer) => boolean;
}

/**
 * Items of what the user named and of all that lies below it, except `.git`. A link that the user named is followed; one
 * that a walk meets is scanned as its text, as git stores it. Sockets, pipes and devices that a walk meets are left out.
 * @throws UsageError no-such-path, before the first item
 */
export async function* fileItems(paths: readonly string[], terms: FileTerms): AsyncGenerator<SourceItem> {
  const named = paths.map((path) => ({ path: stripSlashes(Buffer.from(path)), isFolder: isFolder(terms, path) }));
  for (const { path, isFolder } of named) {
    if (isFolder) yield* walk(path, terms);
    else yield* readFileItem(openFile(path, terms, true));
  }
}

function isFolder({ cwd }: FileTerms, path: string): boolean {
  try {
    return statSync(onDisk(cwd, Buffer.from(path))).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What exists and cannot be looked at becomes a gap when it is read.
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return false;
    throw new UsageError('no-such-path', { path });
  }
}

function openFile(path: Buffer, terms: FileTerms, isNamed: boolean): OpenFile {
  const { cwd, limit = maxFileBytes, isReadByPieces, isCuttable } = terms;
  const asked = { ...(isReadByPieces && { isReadByPieces }), ...(isCuttable && { isCuttable }) };
  return { path: onDisk(cwd, path), shown: pathText(path), limit, isNamed, ...asked };
}

function onDisk(cwd: string, path: Buffer): Buffer {
  const isAbsolute = path[0] === slash[0] || (process.platform === 'win32' && /^([A-Za-z]:|\\)/.test(path.toString()));
  return isAbsolute ? path : Buffer.concat([Buffer.from(cwd), slash, path]);
}

function stripSlashes(path: Buffer): Buffer {
  let end = path.length;
  while (end > 1 && path[end - 1] === slash[0]) end--;
  return path.subarray(0, end);
}

/** Names below `.` are shown without it. */
function below(folder: Buffer, name: Buffer): Buffer {
  if (folder.toString('latin1') === '.') return name;
  return Buffer.concat(folder.at(-1) === slash[0] ? [folder, name] : [folder, slash, name]);
}

interface Met {
  readonly path: Buffer;
  readonly entry: Dirent<Buffer>;
}

async function* walk(start: Buffer, terms: FileTerms): AsyncGenerator<SourceItem> {
  // A stack instead of recursion: how deep it goes is the walked tree's choice.
  const open: Met[] = [];
  yield* enter(start, terms, open);
  for (let met = open.pop(); met !== undefined; met = open.pop()) {
    const { path, entry } = met;
    if (entry.name.equals(gitName)) yield { skipped: 'ignored-path', isGap: false };
    else if (entry.isDirectory()) yield* enter(path, terms, open);
    else if (entry.isSymbolicLink()) yield linkItem(path, terms);
    else if (entry.isFile()) yield* readFileItem(openFile(path, terms, false));
    else yield { skipped: 'ignored-path', isGap: false };
  }
}

/** Puts what a folder holds on the stack, last name first. */
function* enter(folder: Buffer, terms: FileTerms, open: Met[]): Generator<SourceItem> {
  try {
    const entries = readdirSync(onDisk(terms.cwd, folder), { withFileTypes: true, encoding: 'buffer' });
    entries.sort((a, b) => Buffer.compare(b.name, a.name));
    for (const entry of entries) open.push({ path: below(folder, entry.name), entry });
  } catch (error) {
    yield gapItem('unreadable', pathText(folder), reasonOf(error));
  }
}

function linkItem(path: Buffer, { cwd }: FileTerms): SourceItem {
  const shown = pathText(path);
  try {
    const bytes = readlinkSync(onDisk(cwd, path), { encoding: 'buffer' });
    return { bytes, place: { origin: 'file', path: shown }, isNamed: false };
  } catch (error) {
    return gapItem('unreadable', shown, reasonOf(error));
  }
}

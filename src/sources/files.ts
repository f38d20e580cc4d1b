// Files and folders as they lie on the disk. A folder is walked in the order of its names; links are not followed.
import { type Dirent, readdirSync, readlinkSync, statSync } from 'node:fs';
import { pathText } from '../git/path-text.ts';
import type { ByteSource } from '../model/byte-source.ts';
import { UsageError } from '../model/errors.ts';
import type { FileSurvey } from '../model/file-survey.ts';
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
  /** Asked first about what a walk meets: what holds nothing is counted and not read again. */
  readonly survey?: FileSurvey;
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

/** What a walk comes upon: a file to be read, or an item as it is. */
type Found = { readonly file: OpenFile } | { readonly item: SourceItem };

/** So many are listed before they are looked at: paths of some 100 bytes each. */
const windowSize = 16_384;

async function* walk(start: Buffer, terms: FileTerms): AsyncGenerator<SourceItem> {
  let window: Found[] = [];
  for (const found of list(start, terms)) {
    window.push(found);
    if (window.length < windowSize) continue;
    yield* itemsOf(window, terms);
    window = [];
  }
  yield* itemsOf(window, terms);
}

/** The items of a part of a walk. Files in which the survey finds nothing become one item as far as they follow each other. */
async function* itemsOf(window: readonly Found[], { survey }: FileTerms): AsyncGenerator<SourceItem> {
  const asked = window.map((found) => 'file' in found && survey?.isAskable(found.file.shown) === true);
  const files = window.flatMap((found, at) => ('file' in found && asked[at] ? [found.file.path] : []));
  const answers = files.length > 0 && survey ? await survey.look(files) : [];
  let next = 0;
  let clean = { clean: 0, size: 0 };
  for (const [at, found] of window.entries()) {
    const size = asked[at] ? answers[next++] : -1;
    if (size >= 0) {
      clean = { clean: clean.clean + 1, size: clean.size + size };
      continue;
    }
    if (clean.clean > 0) yield clean;
    clean = { clean: 0, size: 0 };
    if ('file' in found) yield* readFileItem(found.file);
    else yield found.item;
  }
  if (clean.clean > 0) yield clean;
}

function* list(start: Buffer, terms: FileTerms): Generator<Found> {
  // A stack instead of recursion: how deep it goes is the walked tree's choice.
  const open: Met[] = [];
  yield* enter(start, terms, open);
  for (let met = open.pop(); met !== undefined; met = open.pop()) {
    const { path, entry } = met;
    if (entry.name.equals(gitName)) yield { item: { skipped: 'ignored-path', isGap: false } };
    else if (entry.isDirectory()) yield* enter(path, terms, open);
    else if (entry.isSymbolicLink()) yield { item: linkItem(path, terms) };
    else if (entry.isFile()) yield { file: openFile(path, terms, false) };
    else yield { item: { skipped: 'ignored-path', isGap: false } };
  }
}

/** Puts what a folder holds on the stack, last name first. */
function* enter(folder: Buffer, terms: FileTerms, open: Met[]): Generator<Found> {
  try {
    const entries = readdirSync(onDisk(terms.cwd, folder), { withFileTypes: true, encoding: 'buffer' });
    entries.sort((a, b) => Buffer.compare(b.name, a.name));
    for (const entry of entries) open.push({ path: below(folder, entry.name), entry });
  } catch (error) {
    yield { item: gapItem('unreadable', pathText(folder), reasonOf(error)) };
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

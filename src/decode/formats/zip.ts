// zip, and all that is one: jar, war, whl, apk, nupkg, vsix, docx, xlsx, pptx, odt, epub.
import { tensorMembers } from '../artifacts/tensor-members.ts';
import { DamagedInput, type DecodeInput, type Part } from '../decoder.ts';
import { findOverlaps } from '../zip/find-overlaps.ts';
import { isOfficeText, officeText } from '../zip/office-text.ts';
import { readZipMember } from '../zip/read-zip-member.ts';
import { recoverMembers } from '../zip/recover-members.ts';
import { readZipDirectory, type ZipDirectory } from '../zip/zip-directory.ts';
import { type ZipEntry, zipFlags } from '../zip/zip-entry.ts';

function* member({ source, budget }: DecodeInput, entry: ZipEntry): Generator<Part> {
  budget.takeEntry();
  const step = `zip:${entry.name}`;
  if (entry.comment.length > 0) yield { type: 'text', step: `${step} comment`, bytes: entry.comment };
  if (entry.isFolder && entry.size === 0) return;
  const { bytes, losses } = readZipMember(source, entry, budget);
  if (bytes !== null && isOfficeText(entry.name) && bytes.size <= budget.limits.fileBytes) {
    const { text, markup } = officeText(bytes.read(0, bytes.size));
    yield { type: 'text', step, bytes: text };
    yield { type: 'text', step: `${step} markup`, bytes: markup };
  } else if (bytes !== null) yield { type: 'file', step, path: entry.name, bytes };
  for (const loss of losses) yield { type: 'loss', isGap: true, step, ...loss };
}

/** What stands before the archive: the stub of a self-extracting one, the first line of a Python application. */
function* before({ source, budget }: DecodeInput, { start }: ZipDirectory): Generator<Part> {
  if (start <= 0) return;
  if (start > budget.limits.fileBytes) throw budget.tooMuch(start);
  yield { type: 'text', step: null, bytes: source.read(0, start) };
}

/**
 * Members at the beginning of the file where the list at its end knows of none, or of what follows alone: an archive before the
 * archive. Readers that go by the headers see them all the same.
 */
function* unlisted(input: DecodeInput): Generator<Part> {
  let isAny = false;
  for (const entry of recoverMembers(input.source, input.budget)) {
    isAny = true;
    yield* member(input, entry);
  }
  const reason = 'it holds members that its list leaves out';
  if (isAny) yield { type: 'loss', kind: 'damaged', isGap: true, step: null, reason };
}

/** All entries, so that those that share bytes are known before one is read. @throws LimitReached, DamagedInput */
function listEntries(directory: ZipDirectory, { budget }: DecodeInput): { entries: ZipEntry[]; damage?: DamagedInput } {
  const entries: ZipEntry[] = [];
  try {
    for (const entry of directory.entries()) {
      entries.push(entry);
      // One more than may be taken: the budget says so when it comes to it.
      if (entries.length > budget.limits.entries) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedInput)) throw error;
    return { entries, damage: error };
  }
  return { entries };
}

export function* decodeZip(input: DecodeInput): Generator<Part> {
  let directory: ZipDirectory;
  try {
    directory = readZipDirectory(input.source);
  } catch (error) {
    // What can be had without the directory, and then what is wrong.
    for (const entry of recoverMembers(input.source, input.budget)) yield* member(input, entry);
    throw error;
  }
  yield* before(input, directory);
  if (directory.comment.length > 0) yield { type: 'text', step: 'zip comment', bytes: directory.comment };
  if (directory.isPart) {
    for (const entry of recoverMembers(input.source, input.budget)) yield* member(input, entry);
    const reason = 'it is one part of an archive that lies in several files';
    yield { type: 'loss', kind: 'missing', isGap: true, step: null, reason };
    return;
  }
  const { entries, damage } = listEntries(directory, input);
  if (entries.length === 0 || directory.start > 0) yield* unlisted(input);
  if (entries.some(({ flags }) => (flags & zipFlags.hidden) !== 0))
    yield { type: 'loss', kind: 'encrypted', isGap: true, step: null, reason: 'its list of members is encrypted' };
  const overlapping = findOverlaps(entries);
  const tensors = tensorMembers(entries.map(({ name }) => name));
  for (const entry of entries) {
    if (tensors.has(entry.name)) {
      yield { type: 'loss', kind: 'tensors', isGap: false, step: null, reason: 'its tensors are numbers' };
      continue;
    }
    if (!overlapping.has(entry)) {
      yield* member(input, entry);
      continue;
    }
    const reason = 'it shares bytes with another member, as in an archive made to fill a disk';
    yield { type: 'loss', kind: 'damaged', isGap: true, step: `zip:${entry.name}`, reason };
  }
  if (damage) throw damage;
}

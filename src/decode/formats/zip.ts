// zip, and all that is one: jar, war, whl, apk, nupkg, vsix, docx, xlsx, pptx, odt, epub.

import { type ByteSource, viewOf } from '../../model/byte-source.ts';
import { tensorMembers } from '../artifacts/tensor-members.ts';
import { skipNuls } from '../behind.ts';
import { DamagedInput, type DecodeInput, type Part } from '../decoder.ts';
import { readable } from '../encoded/alphabets.ts';
import { findOverlaps } from '../zip/find-overlaps.ts';
import { isOfficeText, officeText } from '../zip/office-text.ts';
import { findData, readZipMember } from '../zip/read-zip-member.ts';
import { recoverMembers } from '../zip/recover-members.ts';
import { type Uncovered, uncoveredOf } from '../zip/uncovered.ts';
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

/**
 * One piece of the file that the list knows nothing of: members, told with a gap, since some readers show them and others do not;
 * and bytes as they are, the stub of a self-extracting archive for instance.
 */
function* unlisted(input: DecodeInput, { start, end }: Uncovered): Generator<Part> {
  const { budget } = input;
  const source = viewOf(input.source, start, end - start);
  const members = recoverMembers(source, budget);
  let isAny = false;
  let next = members.next();
  for (; !next.done; next = members.next()) {
    // Some programs fill holes with a member without name and content.
    isAny ||= next.value.packedSize > 0 || next.value.name !== '';
    yield* member({ ...input, source }, next.value);
  }
  const reason = 'it holds members that its list leaves out';
  if (isAny) yield { type: 'loss', kind: 'damaged', isGap: true, step: null, reason };
  const at = skipNuls(source, next.value);
  if (at >= source.size) return;
  if (source.size - at > budget.limits.fileBytes) throw budget.tooMuch(source.size - at);
  const step = start === 0 ? null : 'outside of members';
  yield { type: 'text', step, bytes: source.read(at, source.size - at) };
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

/** torch.save stores tensors without compression, and their numbers are no text. */
function mayBeTensor(source: ByteSource, entry: ZipEntry): boolean {
  const data = entry.method === 0 ? findData(source, entry) : null;
  if (data === null) return false;
  const head = source.read(data.at, Math.min(entry.packedSize, tensorSample));
  return head.length === 0 || head.some((byte) => readable[byte] === 0);
}

/** Bytes of a tensor that are looked at. */
const tensorSample = 256;

export function* decodeZip(input: DecodeInput): Generator<Part> {
  let directory: ZipDirectory;
  try {
    directory = readZipDirectory(input.source);
  } catch (error) {
    // What can be had without the directory, and then what is wrong.
    for (const entry of recoverMembers(input.source, input.budget)) yield* member(input, entry);
    throw error;
  }
  if (directory.comment.length > 0) yield { type: 'text', step: 'zip comment', bytes: directory.comment };
  if (directory.isPart) {
    for (const entry of recoverMembers(input.source, input.budget)) yield* member(input, entry);
    const reason = 'it is one part of an archive that lies in several files';
    yield { type: 'loss', kind: 'missing', isGap: true, step: null, reason };
    return;
  }
  const { entries, damage } = listEntries(directory, input);
  for (const piece of uncoveredOf(input.source, directory, entries)) yield* unlisted(input, piece);
  if (entries.some(({ flags }) => (flags & zipFlags.hidden) !== 0))
    yield { type: 'loss', kind: 'encrypted', isGap: true, step: null, reason: 'its list of members is encrypted' };
  const overlapping = findOverlaps(entries);
  const tensors = tensorMembers(entries.map(({ name }) => name));
  for (const entry of entries) {
    if (tensors.has(entry.name) && mayBeTensor(input.source, entry)) {
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

// Changes between trees or index → what there is to scan: new contents, link texts, new names; and what is left out.
import { entryMode } from '../git/object-id.ts';
import type { RawChange } from '../git/parse-raw-diff.ts';
import { pathText } from '../git/path-text.ts';
import { isUnread, type ObjectReader, type ReadAnswer } from '../git/read-objects.ts';
import type { Place, Preimage } from '../model/fragment.ts';
import { isLfsPointer } from '../model/lfs-pointer.ts';
import type { SkippedInput, SourceItem } from '../model/source-item.ts';

export interface ContentChange {
  readonly change: RawChange;
  /** What is said of its place beside path and blob: commit, author, date. */
  readonly place: Partial<Place>;
  /** Reads what stood here before; see Fragment.preimages. */
  readonly preimages: () => Promise<readonly Preimage[]>;
  /** The content was found clean before; its name is new all the same. */
  readonly isCleared?: boolean;
}

export interface ChangeTerms {
  /** Notes are texts without a path of their own, and their file names are ids. */
  readonly origin: 'file' | 'note';
  /** Whether an LFS pointer leaves a gap: its content was asked for and is not here. */
  readonly isLfsGap: boolean;
}

/** True when the name is new against every parent. */
export function isAddedPath(change: RawChange): boolean {
  return change.status === 'A' || /^AA+$/.test(change.status);
}

/** Whether the change brings content: not a deletion, an unmerged entry, or a change of mode alone. */
export function bringsContent(change: RawChange): boolean {
  if (change.newMode === entryMode.absent || change.status.includes('U')) return false;
  return !change.oldIds.includes(change.newId);
}

/** Items of the changes, in their order. Only changes for which `bringsContent` holds may be given. */
export async function* changeItems(
  reader: ObjectReader,
  changes: readonly ContentChange[],
  terms: ChangeTerms,
): AsyncGenerator<SourceItem> {
  const isContent = ({ change }: ContentChange) => change.newMode !== entryMode.submodule;
  const isRead = (entry: ContentChange) => isContent(entry) && entry.isCleared !== true;
  const answers = reader.blobs(changes.filter(isRead).map(({ change }) => change.newId));
  for (const entry of changes) {
    if (terms.origin === 'file' && isAddedPath(entry.change)) yield nameItem(entry);
    if (!isContent(entry)) {
      yield { skipped: 'submodule', isGap: false };
      continue;
    }
    if (entry.isCleared) {
      yield { isCleared: true };
      continue;
    }
    const { value } = await answers.next();
    yield* contentItems(entry, value as ReadAnswer, terms);
  }
  await answers.next();
}

function nameItem({ change, place }: ContentChange): SourceItem {
  return { bytes: change.path, place: { ...place, origin: 'filename', path: null }, isNamed: false };
}

function* contentItems(entry: ContentChange, answer: ReadAnswer, terms: ChangeTerms): Generator<SourceItem> {
  const { change, place, preimages } = entry;
  const shown = pathText(change.path);
  if (isUnread(answer)) {
    yield unreadItem(answer, shown);
    return;
  }
  const path = terms.origin === 'file' ? shown : null;
  const where = { ...place, origin: terms.origin, path, blob: change.newId };
  yield { bytes: answer.bytes, place: where, isNamed: false, preimages };
  if (isLfsPointer(answer.bytes)) yield lfsItem(shown, terms.isLfsGap);
}

/** A gap for an object that could not be read; `what` is a path or other name of it. */
export function unreadItem(answer: Exclude<ReadAnswer, { bytes: Buffer }>, what: string): SkippedInput {
  const message = `The content of "${what}" (${answer.id}) was not scanned: ${answer.reason}.`;
  return { skipped: answer.gap, isGap: true, problem: { code: `${answer.gap}-object`, message, path: what } };
}

function lfsItem(path: string, isGap: boolean): SkippedInput {
  if (!isGap) return { skipped: 'lfs-pointer', isGap };
  const message = `"${path}" is a Git LFS pointer: the file it stands for was not scanned.`;
  return { skipped: 'lfs', isGap, problem: { code: 'lfs-content', message, path } };
}

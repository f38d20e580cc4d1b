// Where a finding is, in words: a place to click for a file, else the text it stands in; and who brought it, when.
import type { FindingData } from './report-data.ts';

/** Long enough to be unique in large repositories; git itself grows from 7 to 12. */
const shortIdLength = 10;

/** The length of a date without its time. */
const dayLength = 10;

/** The first characters of a text; none is cut in half. */
function begin(text: string, length: number): string {
  return [...text].slice(0, length).join('');
}

/** A commit or blob id as people quote it. */
function shortId(id: string): string {
  return begin(id, shortIdLength);
}

/** What git's bookkeeping says instead of a ref name. */
const unnamed: Readonly<Record<string, string>> = {
  reflog: 'only in the reflog',
  index: 'only in the index',
  unreachable: 'reached by no branch or tag',
  'refs/stash': 'in the stash',
};

/** `main` for a branch, `tag v1.0` for a tag, the full name for others. */
export function refName(ref: string): string {
  const [, kind, name] = /^refs\/(heads|tags|remotes)\/(.+)$/s.exec(ref) ?? [];
  if (kind === undefined) return ref;
  return kind === 'tags' ? `tag ${name}` : name;
}

function textName({ origin, commit, ref, blob }: FindingData): string {
  const ofCommit = commit === undefined ? '' : ` of commit ${shortId(commit)}`;
  switch (origin) {
    case 'message':
      return commit === undefined ? 'the commit message' : `message${ofCommit}`;
    case 'author':
      return commit === undefined ? 'author or committer' : `author or committer${ofCommit}`;
    case 'tag':
      return ref === undefined ? `message of a tag` : `message of ${refName(ref)}`;
    case 'note':
      return ref === undefined ? 'a note' : `a note in ${ref}`;
    case 'ref':
      return ref === undefined ? 'the name of a branch or tag' : `the name of ${ref}`;
    case 'filename':
      return commit === undefined ? 'the name of a file' : `the name of a file in commit ${shortId(commit)}`;
    case 'file':
      return blob === undefined ? 'a file without a name' : `blob ${shortId(blob)}`;
    default:
      return 'standard input';
  }
}

/** `src/a.ts:12:18`, or `message of commit 1a2b3c4d5e, line 2, column 5`. */
export function placeName(finding: FindingData): string {
  const { path, line, column } = finding;
  if (path !== null) return `${path}:${line}:${column}`;
  return `${textName(finding)}, line ${line}, column ${column}`;
}

/** `Ada Tester <ada@example.org>` → `Ada Tester`; the whole text where there is no name. */
function authorName(author: string): string {
  return /^(.+?)\s*<[^<>]*>$/s.exec(author)?.[1] ?? author;
}

/** Whose commit on which branch, and through which decoding; empty for what is only staged. */
export function placeDetails(finding: FindingData): string {
  const { commit, author, date, ref, layer, origin, submodule } = finding;
  const isNamedBefore = origin === 'message' || origin === 'author' || origin === 'filename';
  const by = [
    commit === undefined || isNamedBefore ? undefined : `commit ${shortId(commit)}`,
    author === undefined ? undefined : `by ${authorName(author)}`,
    date === undefined ? undefined : `on ${begin(date, dayLength)}`,
  ].filter((part) => part !== undefined);
  const isRefTold = origin === 'ref' || origin === 'tag' || origin === 'note';
  const where = ref === undefined || isRefTold ? undefined : (unnamed[ref] ?? `in ${refName(ref)}`);
  const decoded = layer === undefined ? undefined : `decoded from ${layer.join(', ')}`;
  const within = submodule === undefined ? undefined : `submodule ${submodule}`;
  return [by.join(' '), where, within, decoded].filter((part) => part !== undefined && part !== '').join(', ');
}

// SARIF locations. Every result has a physical one, since consumers drop results without: texts that are no file get a
// path below `.git/` that says what they are, and a logical location with the same in words.
import type { FindingData } from './report-data.ts';
import { placeName } from './text-place.ts';

/** The name by which consumers resolve relative paths (SARIF 2.1.0, 3.14.14). */
export const sourceRoot = '%SRCROOT%';

/** Percent-encodes all but `/` and what RFC 3986 leaves unreserved; lone surrogates cannot be encoded and are replaced. */
function encodePath(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}

/** A relative path as a relative reference, an absolute one (POSIX, drive letter or UNC) as a `file:` URI. */
export function pathUri(path: string): { readonly uri: string; readonly uriBaseId?: string } {
  if (path.startsWith('/')) return { uri: `file://${encodePath(path)}` };
  if (/^[A-Za-z]:[\\/]/.test(path))
    return { uri: `file:///${path.slice(0, 2)}${encodePath(path.slice(2).replaceAll('\\', '/'))}` };
  if (path.startsWith('\\\\')) return { uri: `file:${encodePath(path.replaceAll('\\', '/'))}` };
  return { uri: encodePath(path.replace(/^(?:\.\/+)+/, '')), uriBaseId: sourceRoot };
}

/** `.git/commit/<id>/message` and the like: names no file, yet is stable, unique and sorts by commit. */
function textPath({ origin, commit, ref, blob }: FindingData): string {
  switch (origin) {
    case 'stdin':
      return 'stdin';
    case 'tag':
    case 'ref':
      return `.git/${ref ?? origin}`;
    case 'note':
      return `.git/${ref ?? 'refs/notes'}${blob === undefined ? '' : `/${blob}`}`;
    case 'message':
      return commit === undefined ? '.git/COMMIT_EDITMSG' : `.git/commit/${commit}/message`;
    default:
      return commit === undefined ? `.git/index/${origin}` : `.git/commit/${commit}/${origin}`;
  }
}

/** The one location of a result. Columns count UTF-16 units and the end is exclusive, in SARIF as in ours. */
export function sarifLocation(finding: FindingData) {
  const { path, line, column, endLine, endColumn } = finding;
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  const physicalLocation = { artifactLocation: pathUri(path ?? textPath(finding)), region };
  if (path !== null) return { physicalLocation };
  const fullyQualifiedName = placeName(finding);
  return { physicalLocation, logicalLocations: [{ name: finding.origin, fullyQualifiedName, kind: 'text' }] };
}

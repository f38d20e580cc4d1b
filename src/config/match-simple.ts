// The commonest globs without micromatch, whose loading a commit would wait for: a folder with all that is in it, anywhere or in
// one place, a name anywhere, an ending anywhere. Same answers, and where a path is odd, fewer (docs/config.md).

/** A pattern's literal text; null when it holds a wildcard. Backslashes stand before what is meant as such. */
function literalOf(pattern: string): string | null {
  let text = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') text += pattern[++at] ?? '';
    else if (char === '*' || char === '?' || char === '[') return null;
    else text += char;
  }
  return text;
}

/** Paths that no repository holds by accident: a wildcard takes no "." or ".." for a name, and a line end ends a pattern. */
function isOdd(path: string): boolean {
  return (
    path.split('/').some((part) => part === '' || part === '.' || part === '..') || /[\n\r\u2028\u2029]/.test(path)
  );
}

const anywhere = '**/';
const allBelow = '/**';

function matcherOf(pattern: string): ((path: string) => boolean) | null {
  const isAnywhere = pattern.startsWith(anywhere);
  const isFolder = pattern.endsWith(allBelow);
  const middle = pattern.slice(isAnywhere ? anywhere.length : 0, isFolder ? -allBelow.length : undefined);
  const name = literalOf(middle);
  if (name === null) {
    const ending = isAnywhere && !isFolder && middle.startsWith('*') ? literalOf(middle.slice(1)) : null;
    return ending === null || ending === '' || ending.includes('/') ? null : (path) => path.endsWith(ending);
  }
  if (name === '' || !(isAnywhere || isFolder)) return null;
  const [inside, behind, between] = [`${name}/`, `/${name}`, `/${name}/`];
  if (!isFolder) return (path) => path === name || path.endsWith(behind);
  if (!isAnywhere) return (path) => path === name || path.startsWith(inside);
  return (path) => path === name || path.startsWith(inside) || path.endsWith(behind) || path.includes(between);
}

/** What matches a pattern of `readGlob`; null for one that is not among the commonest. */
export function simpleMatcher(pattern: string): ((path: string) => boolean) | null {
  const matches = matcherOf(pattern);
  return matches && ((path) => matches(path) && !isOdd(path));
}

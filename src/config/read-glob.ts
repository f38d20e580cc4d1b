// One glob of `paths.ignore` → simple patterns for micromatch: braces expanded, everything else escaped, wildcards counted.
// A smaller language than micromatch's, so that no pattern can take long on any path, or mean more than it seems to.
// What it allows and why: docs/config.md.
import { isDeceptive } from './policy-text.ts';

/** A glob is read by people; the longest real ones have some 100 characters. */
const maxGlobLength = 1000;
export const maxGlobs = 500;
/** Patterns that all braces of all globs may expand to. */
const maxPatterns = 2000;
const maxPatternsOfGlob = 64;
/** Each wildcard can multiply the steps of a failed match; with these the worst one measured takes 0.1 s (path of 500). */
const maxDoubleStars = 3;
const maxStars = 3;
const maxStarsOfSegment = 2;

/** A pattern without braces. `exact` is the path it names when it has no wildcard. */
export interface SimplePattern {
  readonly pattern: string;
  readonly exact: string | null;
}

type Part = { readonly kind: 'text' | 'wild'; readonly source: string; readonly text: string };

class GlobFault extends Error {}

/** The first glob that is refused, or that the list as a whole is (`at` null); null when all are fine. */
export function checkGlobs(globs: readonly string[]): { at: number | null; reason: string } | null {
  if (globs.length > maxGlobs) return { at: null, reason: `takes at most ${maxGlobs} globs` };
  let patterns = 0;
  for (const [at, glob] of globs.entries()) {
    const read = readGlob(glob);
    if (typeof read === 'string') return { at, reason: read };
    patterns += read.length;
  }
  return patterns > maxPatterns ? { at: null, reason: `expands to more than ${maxPatterns} patterns` } : null;
}

/** The simple patterns that a glob stands for; a sentence when it is refused. */
export function readGlob(glob: string): readonly SimplePattern[] | string {
  try {
    return expand(glob).map(toPattern);
  } catch (error) {
    if (error instanceof GlobFault) return error.message;
    throw error;
  }
}

function refuse(reason: string): never {
  throw new GlobFault(reason);
}

// Split into parts first, so that an escaped or bracketed brace or comma is never taken for a real one.
function expand(glob: string): readonly (readonly Part[])[] {
  if (glob === '' || glob.length > maxGlobLength) refuse(`must have 1 to ${maxGlobLength} characters`);
  if (isDeceptive(glob)) refuse('holds control or invisible characters');
  if (glob.startsWith('!')) refuse('cannot begin with "!"; list what to leave out, nothing can be taken back');
  if (/[?*+@!]\(/.test(glob)) refuse('uses an extended pattern such as !(…); write the alternatives as {a,b}');
  let results: Part[][] = [[]];
  for (let at = 0; at < glob.length; ) {
    const group = glob[at] === '{' ? readBraces(glob, at) : { ...readPart(glob, at), alternatives: null };
    const choices = group.alternatives ?? [[(group as { part: Part }).part]];
    results = results.flatMap((left) => choices.map((right) => [...left, ...right]));
    if (results.length > maxPatternsOfGlob) refuse(`expands to more than ${maxPatternsOfGlob} patterns`);
    at = group.end;
  }
  return results;
}

function readBraces(glob: string, start: number): { alternatives: Part[][]; end: number } {
  const alternatives: Part[][] = [[]];
  for (let at = start + 1; at < glob.length; ) {
    const char = glob[at];
    if (char === '}') {
      if (alternatives.length < 2)
        refuse('has braces without a comma; put a backslash before braces that are meant as such');
      return { alternatives, end: at + 1 };
    }
    if (char === '{') refuse('has braces inside braces');
    if (glob.startsWith('..', at)) refuse('has a range in braces; list the values instead');
    if (char === ',') {
      alternatives.push([]);
      at += 1;
      continue;
    }
    const { part, end } = readPart(glob, at);
    alternatives.at(-1)?.push(part);
    at = end;
  }
  return refuse('has a brace that is not closed');
}

function readPart(glob: string, at: number): { part: Part; end: number } {
  const char = glob[at];
  if (char === '*') {
    const source = /^\*+/.exec(glob.slice(at))?.[0] ?? '';
    return { part: { kind: 'wild', source, text: '' }, end: at + source.length };
  }
  if (char === '?') return { part: { kind: 'wild', source: '?', text: '' }, end: at + 1 };
  if (char === '[') return readClass(glob, at);
  if (char === '}') refuse('has a brace that was not opened');
  if (char === '\\') {
    const next = glob[at + 1] ?? '';
    if (!/[\\*?[\]{}()!+@,]/.test(next)) refuse('has a backslash; folders are separated by "/"');
    return { part: literal(next), end: at + 2 };
  }
  return { part: literal(char), end: at + 1 };
}

function literal(char: string): Part {
  return { kind: 'text', source: /[A-Za-z0-9._/-]/.test(char) || char > '\x7f' ? char : `\\${char}`, text: char };
}

// [abc], [a-z], [!a-z]. micromatch takes "!" for itself in a class, so "^" is written.
function readClass(glob: string, at: number): { part: Part; end: number } {
  const match = /^\[([!^]?)((?:[^\\/[\]{},^!]|\\[\\[\]^!-])+)\]/.exec(glob.slice(at));
  if (match === null) return refuse('has a bracket that is not a plain class such as [a-z]; put a backslash before it');
  const source = `[${match[1] === '' ? '' : '^'}${match[2]}]`;
  try {
    new RegExp(source);
  } catch {
    refuse('has a class whose range runs backwards');
  }
  return { part: { kind: 'wild', source, text: '' }, end: at + match[0].length };
}

function toPattern(parts: readonly Part[]): SimplePattern {
  const pattern = parts.map((part) => part.source).join('');
  checkSegments(pattern);
  if (!parts.some((part) => part.kind === 'text' && part.text !== '/' && part.text !== '.')) {
    refuse('would leave out nearly every file; name something in it');
  }
  const isExact = parts.every((part) => part.kind === 'text');
  return { pattern, exact: isExact ? parts.map((part) => part.text).join('') : null };
}

function checkSegments(pattern: string): void {
  const segments = pattern.split('/');
  if (segments[0] === '') refuse('cannot begin with "/"; it is relative to the top level of the repository');
  if (segments.at(-1) === '') refuse('ends with "/"; write "folder/**" for all that is in a folder');
  if (segments.some((part) => part === '' || part === '.' || part === '..')) refuse('has an empty, "." or ".." part');
  const stars = segments.map((part) => part.replace(/\\.|\[[^\]]*\]/g, '').match(/\*+/g) ?? []);
  if (segments.some((part, at) => part !== '**' && stars[at].some((run) => run.length > 1))) {
    refuse('has "**" inside a name; it must stand alone between slashes');
  }
  const doubles = segments.filter((part) => part === '**').length;
  const singles = segments.map((part, at) => (part === '**' ? 0 : stars[at].length));
  if (singles.some((count) => count > maxStarsOfSegment)) refuse(`has more than ${maxStarsOfSegment} "*" in one name`);
  if (doubles > maxDoubleStars || singles.reduce((sum, count) => sum + count, 0) > maxStars) {
    refuse(`has more than ${maxDoubleStars} "**" or ${maxStars} "*"`);
  }
}

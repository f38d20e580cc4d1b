// The block mapping around one line of YAML, by indentation alone: enough to tell the keys of a manifest in any order, and
// blind to everything else, so that templates and broken files are read as far as they can be.
import type { StructureWindow } from './structure.ts';

/** A line of the mapping. */
export interface YamlLine {
  readonly start: number;
  readonly end: number;
  /** Column of what the line holds, behind the dashes of a list. */
  readonly column: number;
  /** Column of the first dash; -1 without one. */
  readonly dash: number;
  /** From `column` to the end of the line, without white space behind it. */
  readonly content: string;
}

const head = /^([ \t]*)((?:-[ \t]+)*)/;

function lineAt(text: string, start: number, end: number): YamlLine {
  const line = text.slice(start, end).trimEnd();
  const [, blanks, dashes] = head.exec(line) as unknown as string[];
  const column = blanks.length + dashes.length;
  return { start, end, column, dash: dashes === '' ? -1 : blanks.length, content: line.slice(column) };
}

/** `rest` without a comment and the white space before it. Not by one pattern: runs of blanks would be read in many ways. */
function withoutComment(rest: string): string {
  const at = rest.search(/[ \t]#/);
  return at < 0 ? rest : rest.slice(0, at).trimEnd();
}

/** Empty lines, comments and lines of a template alone belong to no level. */
const isOfNoLevel = ({ content }: YamlLine) => content === '' || /^(?:#|\{\{)/.test(content);
const isMark = ({ column, content }: YamlLine) => column === 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(content);

type IsOther = (content: string) => boolean;

/** The lines before `own` in its mapping, up to the dash that begins it. */
function linesBefore({ text, isCutBefore }: StructureWindow, own: YamlLine, isOther: IsOther): YamlLine[] {
  const { column } = own;
  const before: YamlLine[] = [];
  let isFirst = own.dash >= 0;
  for (let { start } = own; start > 0 && !isFirst; ) {
    const from = start === 1 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
    if (from === 0 && isCutBefore) break;
    const line = lineAt(text, from, start - 1);
    start = from;
    if (isMark(line)) break;
    // What stands between two is the first one's.
    if (isOther(line.content)) return [];
    if (!isOfNoLevel(line)) {
      if (line.column < column || (line.dash >= 0 && line.dash < column && line.column !== column)) break;
      isFirst = line.dash >= 0 && line.dash < column;
    }
    before.push(line);
  }
  return before.reverse();
}

function linesBehind({ text, isCutBehind }: StructureWindow, own: YamlLine, isOther: IsOther): YamlLine[] {
  const { column } = own;
  const lines: YamlLine[] = [];
  for (let { end } = own; end < text.length; ) {
    const to = endOfLine(text, end + 1);
    if (to === text.length && isCutBehind) break;
    const line = lineAt(text, end + 1, to);
    end = to;
    if (isMark(line) || isOther(line.content)) break;
    if (!isOfNoLevel(line) && (line.column < column || (line.dash >= 0 && line.dash < column))) break;
    lines.push(line);
  }
  return lines;
}

/**
 * The lines of the mapping that holds the key at the anchor, in their order; empty where the anchor is no key of one.
 * @param isOther tells the line of another mapping's anchor: nothing is read across it
 */
export function yamlMapping(window: StructureWindow, isOther: IsOther): readonly YamlLine[] {
  const { text, anchorAt, isCutBefore, isCutBehind } = window;
  const end = endOfLine(text, anchorAt);
  const own = lineAt(text, text.lastIndexOf('\n', anchorAt - 1) + 1, end);
  if (own.start + own.column !== anchorAt || (own.start === 0 && isCutBefore)) return [];
  if (end === text.length && isCutBehind) return [];
  return [...linesBefore(window, own, isOther), own, ...linesBehind(window, own, isOther)];
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** A key of a mapping and what stands behind its colon. */
export interface YamlEntry {
  readonly line: YamlLine;
  readonly key: string;
  /** Where the rest of the line begins in the window. */
  readonly restAt: number;
  readonly rest: string;
  /** Lines below that belong to it. */
  readonly below: readonly YamlLine[];
}

const keyed = /^(["']?)([A-Za-z0-9_.\-/]{1,253})\1[ ]{0,4}:(?:[ \t]+|$)/;

/** The entries of a mapping whose keys stand at `column`. */
export function yamlEntries(lines: readonly YamlLine[], column: number): readonly YamlEntry[] {
  const entries: (YamlEntry & { below: YamlLine[] })[] = [];
  for (const line of lines) {
    const found = line.column === column && (line.dash < 0 || line.dash < column) ? keyed.exec(line.content) : null;
    if (found) {
      const restAt = line.start + line.column + found[0].length;
      entries.push({ line, key: found[2], restAt, rest: line.content.slice(found[0].length), below: [] });
    } else entries.at(-1)?.below.push(line);
  }
  return entries;
}

/** Where a scalar stands in the window, without its quotes. */
export interface Scalar {
  readonly start: number;
  readonly end: number;
}

/** A tag, `!!binary`, and an anchor, `&name`, before the value. */
const tag = /^(?:(?:!![a-z]{1,16}|&[\w.-]{1,64})[ \t]{1,4}){1,2}/;
const block = /^[|>][+-]?\d?[+-]?$/;

/** The scalar of an entry: quoted, bare, or the lines of a block below it; null for templates, references and collections. */
export function yamlScalar({ rest: given, restAt, below }: Omit<YamlEntry, 'key' | 'line'>): Scalar | null {
  const skipped = tag.exec(given)?.[0].length ?? 0;
  const [rest, at] = [given.slice(skipped), restAt + skipped];
  if (block.test(withoutComment(rest))) {
    const held = below.filter(({ content }) => content !== '');
    const [first, last] = [held[0], held.at(-1)];
    if (first === undefined || last === undefined) return null;
    return { start: first.start + first.column, end: last.start + last.column + last.content.length };
  }
  const held = rest === '' ? below.filter(({ content }) => content !== '') : [];
  if (held.length === 1 && held[0].dash < 0 && !keyed.test(held[0].content))
    return flowScalar(held[0].content, held[0].start + held[0].column);
  return flowScalar(rest, at);
}

/** A scalar in quotes or bare that begins at `at`, on one line. */
function flowScalar(rest: string, at: number): Scalar | null {
  const quoted = /^(["'])((?:[^"'\\]|\\.|(?!\1)["'])*)\1/.exec(rest);
  if (quoted) return { start: at + 1, end: at + 1 + quoted[2].length };
  const bare = withoutComment(rest);
  return bare === '' || /^[{[<$%&*@#"'|>`]/.test(bare) ? null : { start: at, end: at + bare.length };
}

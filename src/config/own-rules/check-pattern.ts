// A pattern that stands in a config → a pattern the engine may run, or the reason why not.
import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { fixedTexts, leastAnchor } from './derive-anchors.ts';
import { extentOf, waysOf } from './pattern-cost.ts';

/** What a rule needs of a checked pattern. */
export interface CheckedPattern {
  readonly pattern: RegExp;
  readonly anchors: readonly string[];
  /** True when every match begins with one of the anchors. */
  readonly beginsWithAnchor: boolean;
  /** Bytes that the engine shows it: from the anchor on, and as many before it where it does not begin with one. */
  readonly reach: number;
}

const mostCharacters = 1000;
/** A match that begins with its anchor; and one that is looked for on both sides of it. */
const mostReach = 2048;
const mostReachAround = 512;
const mostLookBehind = 32;
/** How far from a given anchor a match may lie that does not begin with it. */
const nearReach = 160;
/** Ways to read one text, times bytes: what one anchor can cost. A match takes some ten steps a microsecond. */
const mostSteps = 2_000_000;
const groupNames = new Set(['secret', 'prefix']);

class PatternFault extends Error {}

function refuse(reason: string): never {
  throw new PatternFault(reason);
}

/**
 * Checks a pattern and works out its anchors where none are given.
 * @param given anchors as the config has them
 * @returns a sentence when it is refused, to follow the name of the key
 */
export function checkPattern(source: string, given: readonly string[], ignoresCase: boolean): CheckedPattern | string {
  try {
    return check(source, given, ignoresCase);
  } catch (error) {
    if (error instanceof PatternFault) return error.message;
    throw error;
  }
}

function check(source: string, given: readonly string[], ignoresCase: boolean): CheckedPattern {
  if (source.length === 0 || source.length > mostCharacters) refuse(`takes 1 to ${mostCharacters} characters`);
  if (!/^[\x20-\x7e]*$/.test(source)) refuse('takes ASCII characters; write others as bytes, such as \\xe4');
  const ast = parse(source);
  checkSyntax(ast);
  const { reach } = extentOf(ast);
  if (!Number.isFinite(reach)) refuse('repeats something without a limit: write {0,40} for *, {1,40} for +');
  const derived = given.length > 0 ? null : fixedTexts(ast.alternatives);
  if (given.length === 0 && derived === null)
    refuse(`has no fixed text of ${leastAnchor} characters in each alternative to be found by; give "anchors"`);
  const anchors = derived?.map(({ text }) => text) ?? given;
  const beginsWithAnchor = derived
    ? derived.every(({ before }) => before === 0)
    : ast.alternatives.every((alternative) => anchors.some((text) => plainStart(alternative).startsWith(text)));
  const most = beginsWithAnchor ? mostReach : mostReachAround;
  if (reach > most)
    refuse(
      `may match ${reach} bytes; at most ${most} are allowed ${beginsWithAnchor ? '' : 'where it does not begin with its anchor'}`.trim(),
    );
  const ways = ast.alternatives.reduce((sum, { elements }) => sum + waysOf(elements), 0);
  const window = beginsWithAnchor ? reach : Math.max(reach, derived ? 0 : nearReach);
  const starts = beginsWithAnchor ? 1 : window * 2;
  if (ways * reach * starts > mostSteps)
    refuse('could take long on chosen text: make repeats shorter, or let them end at a character they do not take');
  const inEitherCase = ignoresCase ? eitherCase(source, ast) : source;
  return {
    pattern: compile(hasSecret(ast) ? inEitherCase : `(?<secret>${inEitherCase})`),
    anchors: [...new Set(ignoresCase ? anchors.map((text) => text.toLowerCase()) : anchors)],
    beginsWithAnchor,
    reach: window,
  };
}

/** A named group makes some escapes wrong that stood for a letter before, such as `\\k`. */
function compile(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    return refuse('is no regular expression of JavaScript');
  }
}

/** Each plain letter outside classes in either case: patterns carry no flags. */
function eitherCase(source: string, ast: AST.Pattern): string {
  const letters: AST.Character[] = [];
  visitRegExpAST(ast, {
    onCharacterEnter(node) {
      if (
        /^[A-Za-z]$/.test(node.raw) &&
        node.parent.type !== 'CharacterClass' &&
        node.parent.type !== 'CharacterClassRange'
      )
        letters.push(node);
    },
  });
  return letters
    .sort((a, b) => b.start - a.start)
    .reduce(
      (text, { start, end, raw }) =>
        `${text.slice(0, start)}[${raw.toLowerCase()}${raw.toUpperCase()}]${text.slice(end)}`,
      source,
    );
}

function parse(source: string): AST.Pattern {
  try {
    return new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source);
  } catch {
    return refuse('is no regular expression of JavaScript');
  }
}

function checkSyntax(ast: AST.Pattern): void {
  visitRegExpAST(ast, {
    onBackreferenceEnter: () => refuse('refers back to a group; that can take very long'),
    onCapturingGroupEnter: ({ name }) => {
      if (name !== null && !groupNames.has(name)) refuse('names a group other than "secret" and "prefix"');
    },
    onAssertionEnter(node) {
      if (node.kind !== 'lookbehind') return;
      const most = Math.max(...node.alternatives.map((part) => extentOf(part).consumed));
      if (most > mostLookBehind) refuse(`looks back further than ${mostLookBehind} bytes`);
    },
  });
}

function hasSecret(ast: AST.Pattern): boolean {
  let found = false;
  visitRegExpAST(ast, {
    onCapturingGroupEnter: ({ name }) => {
      found ||= name === 'secret';
    },
  });
  return found;
}

/** The plain characters that a sequence begins with. */
function plainStart({ elements }: AST.Alternative): string {
  const end = elements.findIndex(({ type }) => type !== 'Character');
  return (end < 0 ? elements : elements.slice(0, end))
    .map((node) => (node.type === 'Character' ? String.fromCharCode(node.value) : ''))
    .join('');
}

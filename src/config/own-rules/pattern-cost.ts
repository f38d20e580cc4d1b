// How long a pattern of somebody's own can take at most: the ways in which it can read one text, counted on its syntax tree.
// A pattern that could take long on chosen text is refused, since text is chosen by whoever commits.
import type { AST } from '@eslint-community/regexpp';

type Node = AST.Element | AST.Alternative | AST.Pattern;

/** What a node consumes at most, in bytes, and the furthest byte that it looks at. */
export interface Extent {
  readonly consumed: number;
  readonly reach: number;
}

const nothing: Extent = { consumed: 0, reach: 0 };

function widest(extents: readonly Extent[]): Extent {
  return {
    consumed: Math.max(0, ...extents.map(({ consumed }) => consumed)),
    reach: Math.max(0, ...extents.map(({ reach }) => reach)),
  };
}

/** What `node` consumes and looks at; Infinity for an open repeat. */
export function extentOf(node: Node): Extent {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return widest(node.alternatives.map(extentOf));
    case 'Alternative':
      return node.elements.reduce((before, part) => {
        const { consumed, reach } = extentOf(part);
        return { consumed: before.consumed + consumed, reach: Math.max(before.reach, before.consumed + reach) };
      }, nothing);
    case 'Quantifier': {
      const inner = extentOf(node.element);
      if (node.max === 0 || inner.reach === 0) return nothing;
      return { consumed: inner.consumed * node.max, reach: inner.consumed * (node.max - 1) + inner.reach };
    }
    case 'Assertion':
      return 'alternatives' in node && node.kind === 'lookahead'
        ? { consumed: 0, reach: widest(node.alternatives.map(extentOf)).reach }
        : nothing;
    default:
      return { consumed: 1, reach: 1 };
  }
}

const everyByte = Array.from({ length: 256 }, (_, byte) => byte);

/** Bytes that the first character of what `nodes` match may be, in turn; with `null` in it when all may be empty. */
function firstBytes(nodes: readonly AST.Element[]): ReadonlySet<number | null> {
  const bytes = new Set<number | null>();
  for (const node of nodes) {
    const first = firstOf(node);
    for (const byte of first) if (byte !== null) bytes.add(byte);
    if (!first.has(null)) return bytes;
  }
  return bytes.add(null);
}

function firstOf(node: AST.Element): ReadonlySet<number | null> {
  switch (node.type) {
    case 'Group':
    case 'CapturingGroup':
      return new Set(node.alternatives.flatMap(({ elements }) => [...firstBytes(elements)]));
    case 'Quantifier': {
      const first = firstOf(node.element);
      return node.min === 0 ? new Set([...first, null]) : first;
    }
    case 'Assertion':
      return new Set([null]);
    case 'Character':
      // Not by its text: a lone backslash, as in `\c`, is a character and no pattern.
      return new Set([node.value]);
    case 'CharacterClass':
    case 'CharacterSet': {
      const test = new RegExp(node.raw);
      return new Set(everyByte.filter((byte) => test.test(String.fromCharCode(byte))));
    }
    default:
      return new Set([...everyByte, null]);
  }
}

function overlap(a: ReadonlySet<number | null>, b: ReadonlySet<number | null>): boolean {
  for (const byte of a) if (byte !== null && b.has(byte)) return true;
  return false;
}

/** Whether two alternatives may begin with the same byte: then one text may be read in several ways. */
function mayClash(alternatives: readonly AST.Alternative[]): boolean {
  const firsts = alternatives.map(({ elements }) => firstBytes(elements));
  return firsts.some((first, at) => first.has(null) || firsts.slice(at + 1).some((other) => overlap(first, other)));
}

/** Ways to read one text through all of `alternatives`, with what may follow them. */
function waysThrough(alternatives: readonly AST.Alternative[], after: readonly AST.Element[]): number {
  const ways = alternatives.map(({ elements }) => waysOf(elements, after));
  return mayClash(alternatives) ? ways.reduce((sum, way) => sum + way, 0) : Math.max(1, ...ways);
}

/**
 * An upper bound on the ways in which `elements` can read one text: backtracking tries each at most once.
 * A repeat counts once where the byte behind it tells where it ends, else once for each length that it may have.
 */
export function waysOf(elements: readonly AST.Element[], after: readonly AST.Element[] = []): number {
  let ways = 1;
  for (const [at, node] of elements.entries()) {
    const rest = [...elements.slice(at + 1), ...after];
    if (node.type === 'Quantifier') ways *= waysToRepeat(node, rest);
    else if (node.type === 'Group' || node.type === 'CapturingGroup') ways *= waysThrough(node.alternatives, rest);
    else if (node.type === 'Assertion' && 'alternatives' in node) ways *= waysThrough(node.alternatives, []);
    if (ways > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
  }
  return ways;
}

function waysToRepeat(node: AST.Quantifier, rest: readonly AST.Element[]): number {
  const { element, min, max } = node;
  // What follows one round may be the next one, so that counts as what comes after it.
  const inner =
    element.type === 'Group' || element.type === 'CapturingGroup'
      ? waysThrough(element.alternatives, [element, ...rest])
      : 1;
  const follow = firstBytes(rest);
  const endIsTold = !follow.has(null) && !overlap(firstOf(element), follow);
  const lengths = min === max || endIsTold ? 1 : max - min + 1;
  return inner ** max * lengths;
}

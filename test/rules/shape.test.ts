import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { describe, expect, it } from 'vitest';
import { families } from '../../rules/index.ts';
import { patternReach } from '../../rules/pattern-reach.ts';
import type { RuleSpec } from '../../src/model/rule.ts';

interface Extent {
  /** The longest text that is consumed … */
  readonly consumed: number;
  /** … and the furthest byte that is looked at. */
  readonly reach: number;
}

const nothing: Extent = { consumed: 0, reach: 0 };

function widest(extents: readonly Extent[]): Extent {
  return {
    consumed: Math.max(...extents.map((extent) => extent.consumed)),
    reach: Math.max(...extents.map((extent) => extent.reach)),
  };
}

/** What an element consumes and looks at, in bytes, at most. */
function extent(element: AST.Element | AST.Alternative | AST.Pattern): Extent {
  switch (element.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return widest(element.alternatives.map(extent));
    case 'Alternative':
      return element.elements.reduce((before, part) => {
        const { consumed, reach } = extent(part);
        return { consumed: before.consumed + consumed, reach: Math.max(before.reach, before.consumed + reach) };
      }, nothing);
    case 'Quantifier': {
      const inner = extent(element.element);
      if (element.max === 0 || inner.reach === 0) return nothing;
      return { consumed: inner.consumed * element.max, reach: inner.consumed * (element.max - 1) + inner.reach };
    }
    case 'Assertion':
      return element.kind === 'lookahead'
        ? { consumed: 0, reach: widest(element.alternatives.map(extent)).reach }
        : nothing;
    default:
      return { consumed: 1, reach: 1 };
  }
}

/** The bytes that look-behinds at the very start of a pattern may touch. */
function lookBehind(pattern: AST.Pattern): number {
  let most = 0;
  visitRegExpAST(pattern, {
    onAssertionEnter(node) {
      if (node.kind === 'lookbehind') most = Math.max(most, ...node.alternatives.map((part) => extent(part).consumed));
    },
  });
  return most;
}

/** Which of the 256 bytes the first character of an element may be. */
function firstBytes(element: AST.Element | AST.Alternative): Set<number> {
  if (element.type === 'Alternative') {
    const bytes = new Set<number>();
    for (const part of element.elements) {
      for (const byte of firstBytes(part)) bytes.add(byte);
      if (!mayBeEmpty(part)) break;
    }
    return bytes;
  }
  if (element.type === 'Group' || element.type === 'CapturingGroup')
    return new Set(element.alternatives.flatMap((alternative) => [...firstBytes(alternative)]));
  if (element.type === 'Quantifier') return firstBytes(element.element);
  if (element.type === 'Assertion' || element.type === 'Backreference') return new Set();
  const test = new RegExp(element.raw);
  return new Set(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => test.test(String.fromCharCode(byte))));
}

function mayBeEmpty(element: AST.Element): boolean {
  if (element.type === 'Quantifier') return element.min === 0 || mayBeEmpty(element.element);
  if (element.type === 'Group' || element.type === 'CapturingGroup')
    return element.alternatives.some((alternative) => alternative.elements.every(mayBeEmpty));
  return element.type === 'Assertion';
}

/** Bytes at which an inner repeat could go on where the outer one could begin anew: two ways to read one text. */
function isAmbiguous(outer: AST.Quantifier, inner: AST.Quantifier): boolean {
  if (outer.max < 8 || inner.max < 8) return false;
  const begin = firstBytes(outer.element);
  return [...firstBytes(inner.element)].some((byte) => begin.has(byte));
}

const rules: RuleSpec[] = families.flatMap((family) => family.rules).filter((rule) => !rule.byPath);
const parser = new RegExpParser({ ecmaVersion: 2024 });

describe('all rules', () => {
  it('have ids of their own in kebab-case', () => {
    const ids = rules.map((rule) => rule.id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('name partners that exist', () => {
    const ids = new Set(rules.map((rule) => rule.id));
    const partners = rules.flatMap((rule) => rule.pairs?.with ?? []);
    expect(partners.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('are filled in', () => {
    for (const rule of rules) {
      expect(rule.title.length, rule.id).toBeGreaterThan(3);
      expect(rule.why, rule.id).toMatch(/\.$/);
      expect(rule.revoke, rule.id).toMatch(/\.$/);
      expect(rule.docs, rule.id).toMatch(/^https:\/\//);
    }
  });

  it('stay exact below the tier of assignments: contextual rules are never sure by name alone of a bare hash', () => {
    for (const rule of rules) if (rule.near || rule.structure) expect(rule.behind, rule.id).toBeGreaterThan(0);
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('the pattern of %s', (_, rule) => {
  const ast = parser.parsePattern(rule.pattern.source);

  it('has no flags and a group for the secret', () => {
    expect(rule.pattern.flags).toBe('');
    const groups: string[] = [];
    visitRegExpAST(ast, { onCapturingGroupEnter: (node) => node.name && groups.push(node.name) });
    expect(groups).toContain('secret');
    const known = ['secret', 'prefix', 'name', 'user', 'host', 'join', 'command', 'indent', 'after'];
    expect(groups.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('fits its window', () => {
    const most = extent(ast).reach;
    expect(Number.isFinite(most), 'every repeat is bounded').toBe(true);
    if (!rule.near) expect(rule.ahead).toBeGreaterThanOrEqual(most);
    expect(rule.ahead).toBeLessThanOrEqual(rule.spansLines ? 16384 : 4096);
    expect(lookBehind(ast)).toBeLessThanOrEqual(Math.max(rule.behind ?? 0, (rule.lead?.max ?? 0) + 1, 3));
    expect(patternReach(rule.pattern.source)).toBeGreaterThanOrEqual(most);
  });

  it('cannot read one text in exponentially many ways', () => {
    let open: AST.Quantifier[] = [];
    // What only looks consumes nothing: how often it can be read does not multiply with the repeats around it.
    const outside: AST.Quantifier[][] = [];
    visitRegExpAST(ast, {
      onAssertionEnter() {
        outside.push(open);
        open = [];
      },
      onAssertionLeave() {
        open = outside.pop() ?? [];
      },
      onQuantifierEnter(node) {
        for (const outer of open) expect(isAmbiguous(outer, node), `${outer.raw} around ${node.raw}`).toBe(false);
        open.push(node);
      },
      onQuantifierLeave: () => open.pop(),
    });
  });

  it('answers quickly on hostile text', () => {
    const matcher = new RegExp(rule.pattern.source, rule.near ? 'g' : 'y');
    const fillers = ['a', 'A1', '=', '-', '_', ' ', '"', '.', 'a:', '\\n', 'aB3+', 'key '];
    const started = performance.now();
    for (const anchor of rule.anchors.slice(0, 3))
      for (const filler of fillers) {
        matcher.lastIndex = 0;
        matcher.exec((anchor + filler.repeat(rule.ahead)).slice(0, rule.ahead));
      }
    // Far above what any takes; an exponential one never ends.
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('has anchors that can begin it', () => {
    expect(rule.anchors.length).toBeGreaterThan(0);
    for (const anchor of rule.anchors) {
      expect(anchor).toMatch(/^[\x20-\x7e]{2,}$/);
      if (rule.anyCase) expect(anchor).toBe(anchor.toLowerCase());
    }
  });
});

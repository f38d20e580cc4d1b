// A filter for each rule: an automaton that lets by everything that the rule's pattern may match, and a little more. The build
// works it out of the pattern; the sweep of a history runs it in WebAssembly (kernel/filters.ts) before a pattern is asked.
import { RegExpParser } from '@eslint-community/regexpp';
import { bitsOf, dot } from './pattern-heads.mjs';

/** So many bytes of a run are counted, or fewer where that takes too many states; from there on it may be of any length. */
const counts = [20, 8, 2];
const end = 0;
const any = new Uint8Array(32).fill(255);

/** States of an automaton that may be in several at once: each reads a byte of a set, goes on without, or limits a byte. */
class Nfa {
  nodes = [{ kind: 'end' }];

  constructor(mostCounted) {
    this.mostCounted = mostCounted;
  }

  add(node) {
    this.nodes.push(node);
    return this.nodes.length - 1;
  }

  /** What goes on to `next` when `node` has matched; the number of its first state. */
  build(node, next) {
    const set = setOf(node);
    if (set !== null) return this.add({ kind: 'byte', set, next });
    switch (node.type) {
      case 'Assertion':
        return this.assertion(node, next);
      case 'Group':
      case 'CapturingGroup':
        return this.either(node.alternatives.map((alternative) => this.build(alternative, next)));
      case 'Alternative':
        return node.elements.reduceRight((after, element) => this.build(element, after), next);
      case 'Quantifier':
        return this.repeated(node, next);
      default:
        // What a reference to a group matches is not known here.
        return this.loop((again) => this.add({ kind: 'byte', set: any, next: again }), next);
    }
  }

  either(nexts) {
    return nexts.length === 1 ? nexts[0] : this.add({ kind: 'empty', nexts });
  }

  loop(make, next) {
    const again = this.add({ kind: 'empty', nexts: [] });
    this.nodes[again].nexts = [make(again), next];
    return again;
  }

  /** A look at the one byte before or behind limits it; every other assertion is taken to hold. */
  assertion({ kind, negate, alternatives }, next) {
    if (kind !== 'lookahead' && kind !== 'lookbehind') return next;
    const sets = alternatives.map(({ elements }) => (elements.length === 1 ? limitOf(elements[0]) : null));
    if (sets.includes(null)) return next;
    const set = sets.reduce(union);
    return this.add({ kind, set: negate ? set.map((bits) => ~bits) : set, next });
  }

  repeated({ element, min, max }, next) {
    if (min === 0 && max === 1) return this.either([this.build(element, next), next]);
    const least = Math.min(min, this.mostCounted);
    let after = max > least ? this.loop((again) => this.build(element, again), next) : next;
    for (let time = 0; time < least; time++) after = this.build(element, after);
    return after;
  }
}

/** The bytes that a node of one character matches; null for any other. */
function setOf(node) {
  if (node.type === 'Character' || node.type === 'CharacterClass') return bitsOf(node.raw);
  return node.type === 'CharacterSet' ? (node.kind === 'any' ? dot : bitsOf(node.raw)) : null;
}

/** As `setOf`; the end of the text is no byte, and none limits it. */
function limitOf(node) {
  return node.type === 'Assertion' && node.kind === 'end' ? new Uint8Array(32) : setOf(node);
}

const union = (a, b) => a.map((bits, at) => bits | b[at]);
const common = (a, b) => (b === null ? a : a.map((bits, at) => bits & b[at]));
const has = (set, byte) => ((set[byte >> 3] >> (byte & 7)) & 1) === 1;
const hexOf = (set) => Buffer.from(set).toString('hex');

/** Bytes that no set tells apart share a class; with a byte of each. */
function classesOf(nodes) {
  const sets = [...new Map(nodes.filter(({ set }) => set).map(({ set }) => [hexOf(set), set])).values()];
  const numbers = new Map();
  const samples = [];
  const classes = Uint8Array.from({ length: 256 }, (_, byte) => {
    const key = sets.map((set) => Number(has(set, byte))).join('');
    if (!numbers.has(key)) {
      numbers.set(key, numbers.size);
      samples.push(byte);
    }
    return numbers.get(key);
  });
  return { classes, samples };
}

/** What may be read next from each state: readers, which are a set of bytes and the state behind; or `isEnd`. */
class Closures {
  readers = [];
  #numbers = new Map();
  #known = new Map();
  /** Whether the closure found last hangs on the byte before. */
  #hasLookedBack = false;

  constructor(nodes) {
    this.nodes = nodes;
  }

  /** @param before the byte that was read last, -1 where it is not known */
  of(state, before) {
    let known = this.#known.get(state) ?? this.#known.get(`${state}/${before}`);
    if (known === undefined) {
      this.#hasLookedBack = false;
      known = this.#find(state, before);
      this.#known.set(this.#hasLookedBack ? `${state}/${before}` : state, known);
    }
    return known;
  }

  #find(first, before) {
    const found = new Set();
    const seen = new Set();
    const waiting = [[first, null]];
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const [state, limit] = item;
      const key = `${state}/${limit === null ? '' : hexOf(limit)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const node = this.nodes[state];
      if (node.kind === 'end') return { isEnd: true, readers: [] };
      if (node.kind === 'empty') for (const next of node.nexts) waiting.push([next, limit]);
      else if (node.kind === 'lookahead') waiting.push([node.next, common(node.set, limit)]);
      else if (node.kind === 'byte') found.add(this.#reader(key, common(node.set, limit), node.next));
      else {
        this.#hasLookedBack = true;
        if (before < 0 || has(node.set, before)) waiting.push([node.next, limit]);
      }
    }
    return { isEnd: false, readers: [...found] };
  }

  #reader(key, set, next) {
    if (!this.#numbers.has(key)) {
      this.#numbers.set(key, this.readers.length);
      this.readers.push({ set, next });
    }
    return this.#numbers.get(key);
  }
}

/**
 * The automaton of everything that `pattern` may match from its first byte on. State 0: nothing more can match. State 1: it may
 * match. State 2: the first one. `table[state * classCount + class]`.
 * @param isAnywhere whether the match may begin at any byte
 * @param mostStates before those are made one that nothing tells apart
 * @returns null when it takes more states, or a match may be empty
 */
export function patternFilter(pattern, { isAnywhere = false, mostStates = 600 } = {}) {
  const parsed = new RegExpParser({ ecmaVersion: 2022 }).parsePattern(pattern.source);
  for (const most of counts) {
    const nfa = new Nfa(most);
    const start = nfa.either(parsed.alternatives.map((alternative) => nfa.build(alternative, end)));
    const rows = rowsOf(nfa.nodes, start, { isAnywhere, mostStates });
    if (rows !== null) return merged(rows);
  }
  return null;
}

function rowsOf(nodes, start, { isAnywhere, mostStates }) {
  const { classes, samples } = classesOf(nodes);
  const closures = new Closures(nodes);
  const states = new States(closures, isAnywhere);
  const always = isAnywhere ? [start] : [];
  if (states.numberOf([start], -1) !== 2) return null;
  const rows = [samples.map(() => 0), samples.map(() => 1)];
  for (let at = 0; at < states.lists.length; at++) {
    if (states.lists.length > mostStates) return null;
    const readers = states.lists[at].map((reader) => closures.readers[reader]);
    rows.push(
      samples.map((byte) => {
        const nexts = new Set(always);
        for (const { set, next } of readers) if (has(set, byte)) nexts.add(next);
        return states.numberOf([...nexts], byte);
      }),
    );
  }
  return { classes, rows };
}

/** Numbers of the sets of readers that were met. */
class States {
  /** The readers of state 2 and so on. */
  lists = [];
  #closures;
  /** A match may begin later: nothing to read now is not the end of it. */
  #isAnywhere;
  #numbers = new Map();
  #known = new Map();

  constructor(closures, isAnywhere) {
    this.#closures = closures;
    this.#isAnywhere = isAnywhere;
  }

  /** The state that has all of `nexts` before it. @param before as `Closures.of` takes it */
  numberOf(nexts, before) {
    const key = `${before}:${nexts.sort((a, b) => a - b).join()}`;
    let number = this.#known.get(key);
    if (number === undefined) {
      number = this.#find(nexts, before);
      this.#known.set(key, number);
    }
    return number;
  }

  #find(nexts, before) {
    const readers = new Set();
    for (const next of nexts) {
      const closure = this.#closures.of(next, before);
      if (closure.isEnd) return 1;
      for (const reader of closure.readers) readers.add(reader);
    }
    if (readers.size === 0 && !this.#isAnywhere) return 0;
    const sorted = [...readers].sort((a, b) => a - b);
    const key = sorted.join();
    if (!this.#numbers.has(key)) {
      this.#numbers.set(key, this.lists.length + 2);
      this.lists.push(sorted);
    }
    return this.#numbers.get(key);
  }
}

/** The same automaton with states made one that nothing tells apart. */
function merged({ classes, rows }) {
  let blocks = rows.map((_, state) => Math.min(state, 2));
  for (let count = 0; ; ) {
    const keys = new Map();
    blocks = rows.map((row, state) => {
      const key = state < 2 ? `${state}` : `${blocks[state]}:${row.map((to) => blocks[to]).join()}`;
      if (!keys.has(key)) keys.set(key, keys.size);
      return keys.get(key);
    });
    if (keys.size === count) break;
    count = keys.size;
  }
  const classCount = rows[0].length;
  const states = Math.max(...blocks) + 1;
  const table = new Uint16Array(states * classCount);
  rows.forEach((row, state) => {
    row.forEach((to, at) => {
      table[blocks[state] * classCount + at] = blocks[to];
    });
  });
  return { classes, classCount, states, table };
}

/** States that the filter of a rule may take: those of generic rules run wherever a name looks like one of a secret. */
const mostStates = { generic: 6000, contextual: 300, specific: 300 };
/** … and that of a rule without a run of bytes to look for, which would be asked wherever its anchor stands. */
const mostWithoutRun = 600;

/**
 * The filters of all rules: the place of each by the rule's number (32 bits, 0 for none), then the filters: the class of each
 * byte, the number of classes and nothing (16 bits each), the next state by state and class (16 bits each).
 */
export function packFilters(rules) {
  const places = Buffer.alloc(4 * Math.max(1, rules.length));
  const parts = [places];
  let at = places.length;
  rules.forEach((rule, number) => {
    if (rule.byPath || rule.structure) return;
    const most = Math.max(mostStates[rule.tier], rule.run === undefined ? mostWithoutRun : 0);
    const filter = patternFilter(rule.pattern, { isAnywhere: rule.near === true, mostStates: most });
    if (filter === null) return;
    const { classes, classCount, table } = filter;
    const bytes = Buffer.alloc((256 + 4 + table.length * 2 + 3) & ~3);
    bytes.set(classes);
    bytes.writeUInt16LE(classCount, 256);
    table.forEach((next, slot) => {
      bytes.writeUInt16LE(next, 260 + 2 * slot);
    });
    places.writeUInt32LE(at, 4 * number);
    parts.push(bytes);
    at += bytes.length;
  });
  return Buffer.concat(parts);
}

// Bytes → candidates: one pass of the automaton, families loaded on a hit, windows matched, evidence weighed.
import type { Candidate } from '../model/candidate.ts';
import { type EscapeKind, escapeMarkers } from '../model/escape-markers.ts';
import type { AnchorPass, AnchorTables } from '../model/hit-judge.ts';
import type { Layer } from '../model/layer.ts';
import type { Rule, RuleSpec } from '../model/rule.ts';
import { allTables } from './all-tables.ts';
import { type Automaton, findNextHits, Hits, maximumDepth, PassState } from './automaton/automaton.ts';
import { isWordStart, standsAt } from './boundary.ts';
import { AnyCandidate, CandidateSet, mostCandidates, type Sink } from './candidate-set.ts';
import { weigh } from './evidence.ts';
import { compileMatcher, matchAtAnchor } from './match-at-anchor.ts';
import type { RuleFilters } from './rule-filters.ts';
import type { AnchorUse, RuleIndex } from './rule-index.ts';
import { WindowCutter } from './window-cutter.ts';

/** A rule as the engine runs it. */
export function readyRule(spec: RuleSpec, family: string): Rule {
  return { ...spec, family, matcher: compileMatcher(spec.pattern, spec.near === true) };
}

/** The prebuilt part (automaton, index) and the way to the rest. */
export interface RuleSet {
  readonly index: RuleIndex;
  readonly automaton: Automaton;
  readonly loadFamily: (id: string) => readonly RuleSpec[];
  /** One rule of a family, both by number; loading a whole family for one rule costs milliseconds. */
  readonly loadRule: (family: number, rule: number) => RuleSpec;
  /** Filters for the rules that have one; absent where there are none. */
  readonly loadFilters?: () => RuleFilters;
  /** The tables of the anchors as the build packed them; absent where they have to be worked out. */
  readonly loadTables?: () => Buffer;
}

/** Told of the signs of escapes that a pass comes upon in text. */
export interface MarkerSink {
  /** Where one stands, and which it is. */
  meet(at: number, kind: EscapeKind): void;
  /** A piece of the pass is done: the detector may be asked about other layers before it goes on. */
  endPiece(): void;
}

export class Detector {
  readonly #ruleSet: RuleSet;
  /** By family, then by rule; filled as anchors hit. */
  readonly #rules: (Rule | undefined)[][];
  readonly #hits = new Hits();
  /** The cutter of the layer `#cutFor`: known by the layer, since buffers are used again. */
  #cutter = new WindowCutter(Buffer.alloc(0));
  #cutFor: Layer | undefined;
  /** How matches are weighed: what remembers serves where the same lines come back in many versions. */
  weigh: typeof weigh = weigh;
  readonly #reaches = new Map<number, number>();
  /** Told how far the search of a layer has got, each time when there is more to come: one large file takes seconds. */
  onPiece: ((bytes: number) => void) | undefined;
  /** Goes through large layers in place of the automaton here; it may leave out hits at which no rule matches. */
  pass: AnchorPass | undefined;
  /** By anchor number: the escapes that it is a sign of; null for none, absent where not asked yet. */
  readonly #markers: (EscapeKind | null | undefined)[] = [];
  /** By accepting state: 1 where no sign of escapes ends, 2 where one does, 0 where not asked yet. */
  readonly #marked: Uint8Array;

  constructor(ruleSet: RuleSet) {
    this.#ruleSet = ruleSet;
    this.#rules = ruleSet.index.families.map(() => []);
    this.#marked = new Uint8Array(ruleSet.automaton.outputStart.length);
  }

  /** Names the rule set: verdicts under equal digests can be reused. */
  get digest(): string {
    return this.#ruleSet.index.digest;
  }

  /** The specs of one family, loaded if need be. */
  loadFamily(id: string): readonly RuleSpec[] {
    return this.#ruleSet.loadFamily(id);
  }

  #rule({ family, rule }: AnchorUse): Rule {
    const { index, loadRule } = this.#ruleSet;
    this.#rules[family][rule] ??= readyRule(loadRule(family, rule), index.families[family]);
    return this.#rules[family][rule];
  }

  /** Whether any anchor of any rule stands in `bytes`: the cheap test before anything is decoded or loaded. */
  hasAnchor(bytes: Buffer): boolean {
    findNextHits(this.#ruleSet.automaton, bytes, new PassState(), this.#hits, 1);
    return this.#hits.length > 0;
  }

  /**
   * The candidates of the layer, sorted by place; one for each rule and secret span. The search ends with
   * `mostCandidates`: a list of that length may lack what comes behind, and its caller has to say so.
   * @param markers is told of the signs of escapes in it
   */
  detect(layer: Layer, markers?: MarkerSink): Candidate[] {
    const pass = new PassState();
    const found = new CandidateSet();
    const pieces = this.pass && layer.bytes.length >= this.pass.least ? this.pass.pieces(layer.bytes) : null;
    if (pieces !== null) {
      for (const hits of pieces) {
        this.#tryHits(layer, hits, found, true, markers);
        if (found.size >= mostCandidates) break;
      }
      return found.list();
    }
    while (found.size < mostCandidates && findNextHits(this.#ruleSet.automaton, layer.bytes, pass, this.#hits)) {
      const { pairs, length } = this.#hits;
      for (let at = 0; at < length && found.size < mostCandidates; at += 2)
        this.#tryState(layer, pairs[at], pairs[at + 1], found, true, markers);
      markers?.endPiece();
      if (pass.at < layer.bytes.length) this.onPiece?.(pass.at);
    }
    return found.list();
  }

  /**
   * The candidates at some hits alone, as `detect` gives them.
   * @param hits pairs of (offset of the byte after the anchor, state of the automaton), by place
   * @param isAll false for only the rules that go over lines
   */
  detectAt(layer: Layer, hits: Int32Array, markers?: MarkerSink, isAll = true): Candidate[] {
    const found = new CandidateSet();
    this.#tryHits(layer, hits, found, isAll, markers);
    return found.list();
  }

  #tryHits(layer: Layer, hits: Int32Array, found: CandidateSet, isAll: boolean, markers?: MarkerSink): void {
    for (let at = 0; at < hits.length && found.size < mostCandidates; at += 2)
      this.#tryState(layer, hits[at], hits[at + 1], found, isAll, markers);
    markers?.endPiece();
  }

  /** The automaton over all anchors, for a reader that keeps the hits itself. */
  get automaton(): Automaton {
    return this.#ruleSet.automaton;
  }

  /**
   * For each accepting state, counted from the first: the length of the anchor where every rule wants it at the start of a word,
   * else 0. Most anchors that are met stand within words.
   */
  wordLengths(): Uint8Array {
    const { automaton, index } = this.#ruleSet;
    const { outputStart, outputs } = automaton;
    return Uint8Array.from({ length: outputStart.length - 1 }, (_, output) => {
      const numbers = [...outputs.subarray(outputStart[output], outputStart[output + 1])];
      const found = new Set(numbers.map((number) => Math.min(index.anchor(number).length, maximumDepth)));
      const isWord = numbers.every(
        (number) => this.#markerOf(number) === null && index.usesOf(number).every(({ startsWord }) => startsWord),
      );
      return found.size === 1 && isWord ? [...found][0] : 0;
    });
  }

  /**
   * For each accepting state, counted from the first: the length of the sign where it is one of joined strings and nothing
   * else, else 0. Source code is full of them, and few join anything.
   */
  joinLengths(): Uint8Array {
    const { automaton, index } = this.#ruleSet;
    const { outputStart, outputs } = automaton;
    return Uint8Array.from({ length: outputStart.length - 1 }, (_, output) => {
      const numbers = [...outputs.subarray(outputStart[output], outputStart[output + 1])];
      const isJoin = (number: number) =>
        this.#markerOf(number) === 'concatenation' && index.usesOf(number).length === 0;
      return numbers.length === 1 && isJoin(numbers[0]) ? index.anchor(numbers[0]).length : 0;
    });
  }

  /** Whether a rule hangs on the automaton's state `state`, or a sign of escapes that are told within a line. */
  isOfUseInLine(state: number): boolean {
    const { automaton, index } = this.#ruleSet;
    const output = state - automaton.firstAccepting;
    const numbers = automaton.outputs.subarray(automaton.outputStart[output], automaton.outputStart[output + 1]);
    return numbers.some(
      (number) => index.usesOf(number).length > 0 || ![null, 'concatenation'].includes(this.#markerOf(number)),
    );
  }

  /** How many bytes behind the end of an anchor the rules that go over lines look, at most; 0 where none does. */
  reachOverLines(state: number): number {
    let reach = this.#reaches.get(state);
    if (reach !== undefined) return reach;
    const { automaton, index } = this.#ruleSet;
    const output = state - automaton.firstAccepting;
    reach = 0;
    for (let slot = automaton.outputStart[output]; slot < automaton.outputStart[output + 1]; slot++)
      for (const use of index.usesOf(automaton.outputs[slot])) {
        const rule = this.#rule(use);
        if (rule.spansLines) reach = Math.max(reach, rule.ahead);
      }
    this.#reaches.set(state, reach);
    return reach;
  }

  /**
   * Whether any rule makes a candidate of the anchor that ends at `end` in the automaton's state `state`.
   * @param layer the same one for all questions about the same bytes: what is known of a line is kept with it
   * @param isAll false for only the rules that go over lines
   */
  hasCandidateAt(layer: Layer, end: number, state: number, isAll = true, markers?: MarkerSink): boolean {
    const sink = new AnyCandidate();
    this.#tryState(layer, end, state, sink, isAll, markers);
    return sink.size > 0;
  }

  /** Whether a sign of escapes ends in the automaton's state `state`. */
  marks(state: number): boolean {
    const { automaton } = this.#ruleSet;
    const output = state - automaton.firstAccepting;
    if (this.#marked[output] === 0) {
      this.#marked[output] = 1;
      for (let slot = automaton.outputStart[output]; slot < automaton.outputStart[output + 1]; slot++)
        if (this.#markerOf(automaton.outputs[slot]) !== null) this.#marked[output] = 2;
    }
    return this.#marked[output] === 2;
  }

  #meetMarkers(layer: Layer, end: number, state: number, markers: MarkerSink): void {
    const { automaton, index } = this.#ruleSet;
    const output = state - automaton.firstAccepting;
    for (let slot = automaton.outputStart[output]; slot < automaton.outputStart[output + 1]; slot++) {
      const marker = this.#markerOf(automaton.outputs[slot]);
      if (marker !== null && layer.kind === 'text')
        markers.meet(end - index.anchor(automaton.outputs[slot]).length, marker);
    }
  }

  #markerOf(anchor: number): EscapeKind | null {
    const known = this.#markers[anchor];
    if (known !== undefined) return known;
    const kind = escapeMarkers.get(this.#ruleSet.index.anchor(anchor)) ?? null;
    this.#markers[anchor] = kind;
    return kind;
  }

  /** The automaton, and what is known of the rules at each of its accepting states. Loads all rules where the tables were not packed. */
  anchorTables(): AnchorTables {
    const { automaton, index, loadFilters, loadTables } = this.#ruleSet;
    return allTables({
      automaton,
      index,
      ruleOf: (use) => this.#rule(use),
      loadFilters,
      loadTables,
    });
  }

  /** Tries every rule of every anchor that ends at `end`. Most hits end here, so nothing is allocated before a use fits. */
  #tryState(layer: Layer, end: number, state: number, found: Sink, isAll = true, markers?: MarkerSink): void {
    const { automaton, index } = this.#ruleSet;
    const output = state - automaton.firstAccepting;
    if (markers !== undefined && this.marks(state)) this.#meetMarkers(layer, end, state, markers);
    for (let slot = automaton.outputStart[output]; slot < automaton.outputStart[output + 1]; slot++) {
      const number = automaton.outputs[slot];
      const anchor = index.anchor(number);
      const anchorAt = end - Math.min(anchor.length, maximumDepth);
      if (anchor.length > maximumDepth && !standsAt(layer.bytes, anchorAt, anchor, true)) continue;
      for (const use of index.usesOf(number)) {
        if (use.exact !== null && !standsAt(layer.bytes, anchorAt, use.exact, false)) continue;
        if (use.startsWord && !isWordStart(layer.bytes, anchorAt)) continue;
        const rule = this.#rule(use);
        if (!isAll && rule.spansLines !== true) continue;
        this.#tryRule(layer, rule, anchorAt, found);
        if (found.isEnough) return;
      }
    }
  }

  #tryRule(layer: Layer, rule: Rule, anchorAt: number, found: Sink): void {
    if (rule.needs?.text && layer.kind === 'binary') return;
    if (this.#cutFor !== layer) {
      this.#cutFor = layer;
      this.#cutter = new WindowCutter(layer.bytes);
    }
    for (const match of matchAtAnchor(rule, this.#cutter, anchorAt)) {
      const candidate = this.weigh(rule, match);
      if (candidate) found.add(candidate);
    }
  }
}

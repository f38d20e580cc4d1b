// The anchors of a stream as they come: found once each, kept as long as a rule may look back to them.
import type { FindHits } from '../../detect/automaton/find-word-hits.ts';
import type { Detector } from '../../detect/detector.ts';
import { contextBytes } from './find-spans.ts';

/** The rules of key blocks look at least so far on, in bytes: the shortest are OpenVPN's. */
const farReach = 900;
/** Of a state of the automaton: not asked yet; nothing hangs on it. */
const unknown = -2;
const idle = -1;

/** How far the rules that hang on the automaton's states look on over lines, asked once for each. */
class Reaches {
  readonly #detector: Detector;
  readonly #first: number;
  readonly #known: Int32Array;

  constructor(detector: Detector) {
    const { firstAccepting, outputStart } = detector.automaton;
    this.#detector = detector;
    this.#first = firstAccepting;
    this.#known = new Int32Array(outputStart.length).fill(unknown);
  }

  /** In bytes; `idle` where a stream has no use for the anchors that end there. */
  of(state: number): number {
    const known = this.#known[state - this.#first];
    if (known !== unknown) return known;
    const reach = this.#detector.isOfUseInLine(state) ? this.#detector.reachOverLines(state) : idle;
    this.#known[state - this.#first] = reach;
    return reach;
  }
}

/** Pairs of the offset behind an anchor and the automaton's state there, by place: a list that grows. */
class Pairs {
  list = new Int32Array(2048);
  length = 0;

  push(end: number, state: number): void {
    if (this.length === this.list.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.list);
      this.list = larger;
    }
    this.list[this.length++] = end;
    this.list[this.length++] = state;
  }
}

export class HitList {
  readonly #reaches: Reaches;
  readonly #find: FindHits;
  /** Offset in the stream up to which was looked. */
  #done = 0;
  /** Offset in the stream from which those of the hits count. */
  #base = 0;
  readonly #hits = new Pairs();
  /** Offset in the stream of the last hit that key blocks begin with. */
  #lastFar = Number.NEGATIVE_INFINITY;

  constructor(detector: Detector, find: FindHits) {
    this.#reaches = new Reaches(detector);
    this.#find = find;
  }

  /** Looks on to `to`. @param view the stream from the base on that `forget` was told last */
  readTo(view: Buffer, to: number): void {
    if (to <= this.#done) return;
    const [reaches, hits, base] = [this.#reaches, this.#hits, this.#base];
    this.#find(view, this.#done - base, to - base, (end, state) => {
      const reach = reaches.of(state);
      if (reach === idle) return;
      hits.push(end, state);
      if (reach >= farReach) this.#lastFar = end + base;
    });
    this.#done = to;
  }

  /** The hits that lines from `from` on may hang on, counted from the base. @param isLineStart whether a line begins at `from` */
  around(from: number, isLineStart: boolean): Int32Array {
    const { list, length } = this.#hits;
    const first = from - this.#base;
    const kept = new Int32Array(length);
    let count = 0;
    for (let at = 0; at < length; at += 2) {
      const end = list[at];
      const state = list[at + 1];
      if (end <= first && end + (isLineStart ? this.#reaches.of(state) : contextBytes) <= first) continue;
      kept[count++] = end;
      kept[count++] = state;
    }
    return kept.subarray(0, count);
  }

  /** Whether a hit that key blocks begin with stands so near before `from`, or behind it, that a part of one may follow. */
  hasFar(from: number): boolean {
    return this.#lastFar > from - contextBytes;
  }

  /** Forgets what lines from `from` on cannot hang on, and counts from `base` on. */
  forget(from: number, base: number): void {
    const moved = base - this.#base;
    const least = Math.max(0, from - contextBytes - base);
    const hits = this.#hits;
    let count = 0;
    for (let at = 0; at < hits.length; at += 2) {
      const end = hits.list[at] - moved;
      if (end <= least) continue;
      hits.list[count++] = end;
      hits.list[count++] = hits.list[at + 1];
    }
    hits.length = count;
    this.#base = base;
  }

  /** The hits of another view of the stream that lines from `from` of it on may hang on. */
  in(view: Buffer, from: number, isLineStart: boolean): Int32Array {
    const hits = new Pairs();
    this.#find(view, Math.max(0, from - contextBytes), view.length, (end, state) => {
      const reach = this.#reaches.of(state);
      if (reach !== idle && (end > from || end + (isLineStart ? reach : contextBytes) > from)) hits.push(end, state);
    });
    return hits.list.subarray(0, hits.length);
  }
}

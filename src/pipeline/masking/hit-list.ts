// The anchors of a stream as they come: found once each, kept as long as a rule may look back to them.
import type { FindHits } from '../../detect/automaton/find-word-hits.ts';
import type { Detector } from '../../detect/detector.ts';
import { contextBytes } from './find-spans.ts';

/** The rules of key blocks look at least so far on, in bytes: the shortest are OpenVPN's. */
const farReach = 900;

export class HitList {
  readonly #detector: Detector;
  readonly #find: FindHits;
  /** Offset in the stream up to which was looked. */
  #done = 0;
  /** Pairs of offset in the stream and state, by place. */
  #hits: number[] = [];

  constructor(detector: Detector, find: FindHits) {
    this.#detector = detector;
    this.#find = find;
  }

  /** Looks on to `to`. @param view the stream from `base` on */
  readTo(view: Buffer, base: number, to: number): void {
    if (to <= this.#done) return;
    const hits = this.#hits;
    this.#find(view, this.#done - base, to - base, (end, state) => hits.push(end + base, state));
    this.#done = to;
  }

  /** The hits that lines from `from` on may hang on, counted from `base`. @param isLineStart whether a line begins at `from` */
  around(from: number, base: number, isLineStart: boolean): number[] {
    const kept: number[] = [];
    for (let at = 0; at < this.#hits.length; at += 2) {
      const end = this.#hits[at];
      const state = this.#hits[at + 1];
      if (end > from) kept.push(end - base, state);
      else if (end > base && end + (isLineStart ? this.#detector.reachOverLines(state) : contextBytes) > from)
        kept.push(end - base, state);
    }
    return kept;
  }

  /** Whether a hit that key blocks begin with stands so near before `from`, or behind it, that a part of one may follow. */
  hasFar(from: number): boolean {
    for (let at = this.#hits.length - 2; at >= 0 && this.#hits[at] > from - contextBytes; at -= 2)
      if (this.#detector.reachOverLines(this.#hits[at + 1]) >= farReach) return true;
    return false;
  }

  /** Forgets what lines from `from` on cannot hang on. */
  forget(from: number): void {
    const least = from - contextBytes;
    let at = 0;
    while (at < this.#hits.length && this.#hits[at] < least) at += 2;
    if (at > 0) this.#hits = this.#hits.slice(at);
  }

  /** All hits of `view` at once. */
  static of(view: Buffer, find: FindHits): number[] {
    const hits: number[] = [];
    find(view, 0, view.length, (end, state) => hits.push(end, state));
    return hits;
  }
}

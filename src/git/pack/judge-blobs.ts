// Judges blobs while the forests are walked: anchors found or inherited, rules run only where something changed.
import { contentKind, endBytes, type HitJudge } from '../../model/hit-judge.ts';
import { isLfsPointer, maxLfsPointer } from '../../model/lfs-pointer.ts';
import { NumberList } from '../number-list.ts';
import type { ForestJudge, Held } from './forest-walker.ts';
import type { Kernel } from './kernel.ts';
import { placeRules } from './place-rules.ts';
import { isOwn, judged, objectFlag, type SweepPlan } from './sweep-plan.ts';

/** Flags of a hit (kernel/automaton.ts), in the upper half of its second word. */
const positive = 1 << 16;
const todo = 1 << 17;
const todoOverLines = 1 << 18;
/** git looks at this many bytes for a NUL to tell binary content (buffer_is_binary in its xdiff-interface.c). */
const binarySample = 8000;

/** Kind of what is only made because something else is made from it; equal to no kind of content. */
const notJudged = -1;
/** The letter that a pointer of Git LFS begins with. */
const pointerStart = 0x76;

/** A blob in which rules found something. */
export interface Suspect {
  readonly object: number;
  readonly kind: number;
  /** Pairs of (offset of the byte after the anchor, state of the automaton) at which they did; none for a whole one. */
  readonly hits: Int32Array;
}

export class BlobJudge implements ForestJudge {
  readonly #kernel: Kernel;
  readonly #hits: HitJudge;
  readonly #plan: SweepPlan;
  /** object, kind, number of hits, then the hits; one suspect after the other. */
  readonly suspects = new NumberList();
  suspectCount = 0;
  lfsPointers = 0;
  bytes = 0;
  objects = 0;

  constructor(kernel: Kernel, hits: HitJudge, plan: SweepPlan) {
    this.#kernel = kernel;
    this.#hits = hits;
    this.#plan = plan;
    placeRules(kernel, hits.anchors);
    const { base64, hex, text } = hits.alphabets;
    kernel.calls.setAlphabets(kernel.place(base64), kernel.place(hex), kernel.place(text));
  }

  judge(held: Held, base: Held | null, limit: number): boolean {
    if (!isOwn(this.#plan, held.object)) {
      held.kind = notJudged;
      held.end = held.foundAt;
      return true;
    }
    const { calls } = this.#kernel;
    const { at, length } = held;
    const hasNul = calls.hasNul(at, Math.min(length, binarySample)) !== 0;
    const end = Math.min(length, endBytes);
    held.kind = this.#hits.mayBeOther(this.#kernel.bytes[at], hasNul || calls.hasNul(at + length - end, end) !== 0)
      ? this.#hits.kindOf(this.#bytesOf(held), hasNul)
      : contentKind.text;
    const isKnown = base !== null && base.kind === held.kind;
    if (held.kind !== contentKind.whole) {
      const found = isKnown
        ? calls.inheritHits(at, length, base.length, base.foundAt, base.found, held.foundAt, limit)
        : calls.scanWhole(at, length, held.foundAt, limit);
      if (found < 0) return false;
      held.found = found;
      held.end = held.foundAt + found * 8;
      if (this.#hasEncoded(held, isKnown ? base : null)) {
        // From here on a whole one: what is made from it is looked at anew.
        held.kind = contentKind.whole;
        held.found = 0;
        held.end = held.foundAt;
        this.#enter(held, false, true);
        return true;
      }
    }
    this.#enter(held, isKnown && held.kind !== contentKind.whole);
    return true;
  }

  /** Whether rules find something in what is encoded here. @param base what holds nothing encoded, if it is made from one */
  #hasEncoded(held: Held, base: Held | null): boolean {
    const { calls } = this.#kernel;
    const mayBe =
      base === null
        ? calls.findEncoded(held.at, held.length)
        : calls.findEncodedChanged(held.at, held.length, base.length);
    return mayBe !== 0 && this.#hits.hasCandidateEncoded(this.#bytesOf(held));
  }

  #bytesOf(held: Held): Buffer {
    return this.#kernel.bytes.subarray(held.at, held.at + held.length);
  }

  /** @param isSuspect whether it is known already that rules find something in it */
  #enter(held: Held, isInherited: boolean, isSuspect = false): void {
    // Atomically: the same object may lie in two packs, and be judged by two threads.
    const before = Atomics.or(this.#plan.states, held.object, isInherited ? objectFlag.inherited : objectFlag.scanned);
    if ((before & judged) === 0) this.#count(held);
    if (held.kind === contentKind.whole) {
      if (isSuspect || this.#hits.hasAnyCandidate(this.#bytesOf(held))) this.#suspect(held, 0);
    } else {
      const positives = this.#runRules(held);
      if (positives > 0) this.#suspect(held, positives);
    }
  }

  /** Counts an object once, however many copies of it there are. */
  #count(held: Held): void {
    this.objects++;
    this.bytes += held.length;
    const first = this.#kernel.bytes[held.at];
    if (first === pointerStart && held.length <= maxLfsPointer && isLfsPointer(this.#bytesOf(held))) this.lfsPointers++;
  }

  /** Runs the rules at all hits that are to be judged. @returns at how many hits of the object some rule finds something */
  #runRules({ at, length, foundAt, found, kind }: Held): number {
    if (found === 0 || this.#kernel.calls.settleHits(at, length, foundAt, found) === 0) return 0;
    const { words } = this.#kernel;
    let bytes: Buffer | null = null;
    let positives = 0;
    for (let word = foundAt >> 2, end = word + found * 2; word < end; word += 2) {
      let flags = words[word + 1];
      if (flags >= positive) {
        if (flags & (todo | todoOverLines)) {
          const isAll = (flags & todo) !== 0;
          // What the other rules found in the base still stands; that it may be gone is seen when the blob is examined.
          flags &= isAll ? 0xffff : 0xffff | positive;
          bytes ??= this.#kernel.bytes.subarray(at, at + length);
          if ((flags & positive) === 0 && this.#hits.hasCandidate(bytes, kind, words[word], flags, isAll))
            flags |= positive;
          words[word + 1] = flags;
        }
        if (flags & positive) positives++;
      }
    }
    return positives;
  }

  #suspect({ object, kind, foundAt, found }: Held, positives: number): void {
    const { suspects } = this;
    this.suspectCount++;
    suspects.push(object);
    suspects.push(kind);
    suspects.push(positives);
    if (positives === 0) return;
    const { words } = this.#kernel;
    for (let word = foundAt >> 2, end = word + found * 2; word < end; word += 2) {
      if ((words[word + 1] & positive) === 0) continue;
      suspects.push(words[word]);
      suspects.push(words[word + 1] & 0xffff);
    }
  }
}

/** The suspects in a list that a BlobJudge made. */
export function* readSuspects(list: Int32Array): Generator<Suspect> {
  for (let at = 0; at < list.length; ) {
    const hitsAt = at + 3;
    const next = hitsAt + list[at + 2] * 2;
    yield { object: list[at], kind: list[at + 1], hits: list.subarray(hitsAt, next) };
    at = next;
  }
}

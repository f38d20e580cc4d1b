// What was found at escapes, by the bytes around them: the versions of a file, and copies of it, ask the same again and again.
import { windowAround } from '../decode/escapes/escaped-layer.ts';
import { isEscape } from '../decode/escapes/unescape.ts';
import type { Detector, MarkerSink } from '../detect/detector.ts';
import { type EscapeKind, escapeReach } from '../model/escape-markers.ts';
import type { Layer } from '../model/layer.ts';
import { examineEscape } from './detect-escaped.ts';

/** Windows that are remembered, each in the place that its bytes give it: a newer one takes it over. */
const places = 2048;
/** Whether an escape stands at a place hangs on some bytes beyond the window: what stands around a seam. */
const beyond = 8;
const mostBytes = escapeReach.behind + escapeReach.ahead + 2 * beyond;
/** Of every so many bytes one tells the place; whether it is the window is told by all. */
const step = 3;

interface Known {
  readonly kind: EscapeKind;
  readonly before: number;
  readonly length: number;
  readonly has: boolean;
}

export class RememberedEscapes {
  readonly #detector: Detector;
  readonly #known: (Known | undefined)[] = [];
  #windows: Buffer | undefined;

  constructor(detector: Detector) {
    this.#detector = detector;
  }

  /** Whether rules find something around the escape at `at` of a text, as `examineEscape` does. */
  has(layer: Layer, at: number, kind: EscapeKind): boolean {
    const { bytes } = layer;
    const [first, last] = windowAround(bytes, at, kind);
    const from = Math.max(0, first - beyond);
    const to = Math.min(bytes.length, last + beyond);
    const [before, length] = [at - from, to - from];
    let hash = before * 31 + length;
    for (let next = from; next < to; next += step) hash = Math.imul(hash ^ bytes[next], 0x01000193);
    const place = (hash ^ (hash >>> 15)) & (places - 1);
    this.#windows ??= Buffer.allocUnsafe(places * mostBytes);
    const windowAt = place * mostBytes;
    const known = this.#known[place];
    if (
      known?.kind === kind &&
      known.before === before &&
      known.length === length &&
      bytes.compare(this.#windows, windowAt, windowAt + length, from, to) === 0
    )
      return known.has;
    const has = examineEscape(layer, at, kind, this.#detector) !== null;
    bytes.copy(this.#windows, windowAt, from, to);
    this.#known[place] = { kind, before, length, has };
    return has;
  }
}

/** Of the escapes that one question is told of: whether rules find something around any. */
export class AskedEscapes implements MarkerSink {
  readonly #layer: Layer;
  readonly #remembered: RememberedEscapes;
  readonly #met: { readonly at: number; readonly kind: EscapeKind }[] = [];

  constructor(layer: Layer, remembered: RememberedEscapes) {
    this.#layer = layer;
    this.#remembered = remembered;
  }

  meet(at: number, kind: EscapeKind): void {
    if (isEscape(this.#layer.bytes, at, kind)) this.#met.push({ at, kind });
  }

  endPiece(): void {}

  hasAny(): boolean {
    return this.#met.some(({ at, kind }) => this.#remembered.has(this.#layer, at, kind));
  }
}

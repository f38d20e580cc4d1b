// The surroundings of one escape as the text that they stand for: a layer of its own, so that rules see what is meant.
import { type EscapeKind, escapeReach } from '../../model/escape-markers.ts';
import type { Layer } from '../../model/layer.ts';
import { escapeAt, escapeByte, escapeLength, firstBytes, noByte, noEscape } from './unescape.ts';

/** A layer around one escape. */
export interface EscapedLayer extends Layer {
  /** Whether bytes [start, end) of the layer hold this escape, and none of the kind before it: then they are told here. */
  readonly isFirstIn: (start: number, end: number) => boolean;
}

const isLineEnd = (byte: number) => byte === 10 || byte === 13;

/** [from, to) around `at`, within its line except where pieces are joined over lines. */
function windowAround(bytes: Buffer, at: number, kind: EscapeKind): [number, number] {
  let from = Math.max(0, at - escapeReach.behind);
  let to = Math.min(bytes.length, at + escapeReach.ahead);
  if (kind === 'concatenation') return [from, to];
  for (let back = at; back > from; back--)
    if (isLineEnd(bytes[back - 1])) {
      from = back;
      break;
    }
  for (let forth = at; forth < to; forth++)
    if (isLineEnd(bytes[forth])) {
      to = forth;
      break;
    }
  return [from, to];
}

/**
 * The text around bytes[at] with all escapes of a kind undone, and the places in it of the escape at `at` and of the last before it.
 * @param spans takes where each byte of the text begins and ends, one after the other
 */
function undo(bytes: Buffer, at: number, kind: EscapeKind, spans?: number[]) {
  const [from, to] = windowAround(bytes, at, kind);
  const [first, other] = firstBytes(kind);
  const text = Buffer.allocUnsafe(to - from);
  let length = 0;
  let before = -1;
  let mine = -1;
  for (let next = from; next < to; ) {
    let byte = bytes[next];
    let end = next + 1;
    if (byte === first || byte === other) {
      const met = escapeAt(bytes, next, kind);
      if (met !== noEscape && next + escapeLength(met) <= to) {
        if (next < at) before = length;
        else if (next === at) mine = length;
        end = next + escapeLength(met);
        byte = escapeByte(met);
      }
    }
    if (byte !== noByte) {
      text[length++] = byte;
      spans?.push(next, end);
    }
    next = end;
  }
  return { text: text.subarray(0, length), before, mine };
}

/**
 * The text around the escape at bytes[at] of `layer`, all escapes of its kind undone. Depends on nothing beyond `escapeReach`.
 * @returns null when no escape stands there
 */
export function escapedLayer(layer: Layer, at: number, kind: EscapeKind): EscapedLayer | null {
  const { text, before, mine } = undo(layer.bytes, at, kind);
  if (mine < 0) return null;
  const isJoin = kind === 'concatenation';
  const holds = (start: number, end: number, place: number) => (isJoin ? start < place : start <= place) && place < end;
  // Most are asked about and hold nothing: the way back is worked out where it is needed.
  const spans: number[] = [];
  const spanOf = (start: number, end: number) => {
    if (spans.length === 0) undo(layer.bytes, at, kind, spans);
    return { start: spans[2 * start], end: spans[2 * end - 1] ?? spans[2 * start] };
  };
  return {
    bytes: text,
    kind: 'text',
    via: [...layer.via, kind],
    ...(layer.path !== undefined && { path: layer.path }),
    back: { layer, spanOf },
    isFirstIn: (start, end) => holds(start, end, mine) && !(before >= 0 && holds(start, end, before)),
  };
}

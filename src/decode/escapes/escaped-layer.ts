// The surroundings of one escape as the text that they stand for: a layer of its own, so that rules see what is meant.
import { type EscapeKind, escapeReach } from '../../model/escape-markers.ts';
import type { Layer } from '../../model/layer.ts';
import { escapeAt, mayBeginEscape } from './unescape.ts';

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
 * The text around the escape at bytes[at] of `layer`, all escapes of its kind undone. Depends on nothing beyond `escapeReach`.
 * @returns null when no escape stands there
 */
export function escapedLayer(layer: Layer, at: number, kind: EscapeKind): EscapedLayer | null {
  const { bytes } = layer;
  const own = escapeAt(bytes, at, kind);
  if (own === null) return null;
  const [from, to] = windowAround(bytes, at, kind);
  const text = Buffer.allocUnsafe(to - from);
  /** Where in `bytes` each byte of the text begins and ends. */
  const starts = new Uint32Array(to - from);
  const ends = new Uint32Array(to - from);
  /** Places of the escapes in the text before the one asked for, the last of them. */
  let before = -1;
  let mine = -1;
  let length = 0;
  for (let next = from; next < to; ) {
    const met = next === at ? own : mayBeginEscape(bytes[next], kind) ? escapeAt(bytes, next, kind) : null;
    if (met === null || next + met.length > to) {
      starts[length] = next;
      text[length] = bytes[next++];
      ends[length++] = next;
      continue;
    }
    if (next < at) before = length;
    else if (next === at) mine = length;
    if (met.text !== '') {
      starts[length] = next;
      text[length] = met.text.charCodeAt(0);
      ends[length++] = next + met.length;
    }
    next += met.length;
  }
  if (mine < 0) return null;
  const isJoin = own.text === '';
  const holds = (start: number, end: number, place: number) => (isJoin ? start < place : start <= place) && place < end;
  return {
    bytes: text.subarray(0, length),
    kind: 'text',
    via: [...layer.via, kind],
    ...(layer.path !== undefined && { path: layer.path }),
    back: {
      layer,
      spanOf: (start, end) => ({ start: starts[start], end: ends[end - 1] ?? starts[start] }),
    },
    isFirstIn: (start, end) => holds(start, end, mine) && !(before >= 0 && holds(start, end, before)),
  };
}

// The automaton as typed arrays, its file form, and the pass over bytes that uses it.

export interface Automaton {
  /** Byte → class; letters share the class of their lower case. */
  readonly classes: Uint8Array;
  /** `table[(state << shift) | class]` → state. State 0 is the start. */
  readonly table: Uint16Array;
  readonly shift: number;
  /** States from here on end at least one anchor. */
  readonly firstAccepting: number;
  /** Anchor numbers of accepting state s: `outputs[outputStart[s - firstAccepting]]` up to the next start. */
  readonly outputStart: Uint16Array;
  readonly outputs: Uint16Array;
}

/** Anchors are cut to this many bytes in the automaton; the rest is compared on a hit. Keeps the table small enough for the cache. */
export const maximumDepth = 12;

/** Places where anchors end: pairs of (offset of the byte after the anchor, state). */
export class Hits {
  pairs = new Int32Array(1024);
  length = 0;

  push(end: number, state: number): void {
    if (this.length + 2 > this.pairs.length) {
      const larger = new Int32Array(this.pairs.length * 2);
      larger.set(this.pairs);
      this.pairs = larger;
    }
    this.pairs[this.length++] = end;
    this.pairs[this.length++] = state;
  }

  clear(): void {
    this.length = 0;
    if (this.pairs.length > 1 << 20) this.pairs = new Int32Array(1024);
  }
}

/** Hits that one piece of a pass holds at most: input full of anchors is worked off in pieces instead of being listed whole. */
const mostHitsInPiece = 4096;

/** Where a pass over bytes stands: it goes on from here. */
export class PassState {
  at = 0;
  state = 0;
}

/**
 * Goes on with a pass over all of `bytes` and puts the next hits in place of those in `hits`: so many that memory stays
 * small however many there are.
 * @returns false when the pass had reached the end before
 */
export function findNextHits(
  automaton: Automaton,
  bytes: Uint8Array,
  pass: PassState,
  hits: Hits,
  most = mostHitsInPiece,
): boolean {
  const { classes, table, shift, firstAccepting } = automaton;
  hits.clear();
  if (pass.at >= bytes.length) return false;
  let { at, state } = pass;
  for (; at < bytes.length; at++) {
    state = table[(state << shift) | classes[bytes[at]]];
    if (state >= firstAccepting) {
      hits.push(at + 1, state);
      if (hits.length === 2 * most) {
        at++;
        break;
      }
    }
  }
  pass.at = at;
  pass.state = state;
  return true;
}

/** Appends to `hits` every anchor that ends in bytes[from, to) and begins there too. */
export function findHits(automaton: Automaton, bytes: Uint8Array, from: number, to: number, hits: Hits): void {
  const { classes, table, shift, firstAccepting } = automaton;
  let state = 0;
  for (let at = from; at < to; at++) {
    state = table[(state << shift) | classes[bytes[at]]];
    if (state >= firstAccepting) hits.push(at + 1, state);
  }
}

// File form: six little-endian 32-bit lengths, then the arrays, each padded to two bytes.
const headerFields = 6;

/** The automaton as one buffer, for the build to write. */
export function packAutomaton(automaton: Automaton): Buffer {
  const { classes, table, shift, firstAccepting, outputStart, outputs } = automaton;
  const header = Uint32Array.of(
    classes.length,
    table.length,
    shift,
    firstAccepting,
    outputStart.length,
    outputs.length,
  );
  return Buffer.concat(
    [header, classes, table, outputStart, outputs].map((part) =>
      Buffer.from(part.buffer, part.byteOffset, part.byteLength),
    ),
  );
}

/** The automaton in a buffer that `packAutomaton` made, on the same byte order. Views where aligned, else copies. */
export function unpackAutomaton(packed: Uint8Array): Automaton {
  const bytes = packed.byteOffset % 4 === 0 ? packed : Uint8Array.from(packed);
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, headerFields);
  let at = bytes.byteOffset + headerFields * 4;
  const take16 = (length: number) => {
    const view = new Uint16Array(bytes.buffer, at, length);
    at += length * 2;
    return view;
  };
  const classes = new Uint8Array(bytes.buffer, at, header[0]);
  at += header[0];
  const table = take16(header[1]);
  return {
    classes,
    table,
    shift: header[2],
    firstAccepting: header[3],
    outputStart: take16(header[4]),
    outputs: take16(header[5]),
  };
}

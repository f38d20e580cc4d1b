// What the reader of packs asks of whoever knows rules: where anchors end, and whether a rule finds something there.
import type { StoredObject } from './history.ts';

/** The automaton over all anchors as plain lists, and how far the rules look from where an anchor ends. */
export interface AnchorTables {
  readonly classes: Uint8Array;
  readonly table: Uint16Array;
  readonly shift: number;
  readonly firstAccepting: number;
  /** Bytes of the longest anchor in the automaton. */
  readonly depth: number;
  /**
   * Four numbers for each accepting state, in bytes from the end of the anchor: how far rules that stay in their line look
   * behind and ahead, then the same for those that go over lines. What lies further changes no verdict.
   */
  readonly reaches: Uint32Array;
  /**
   * Forty bytes for each accepting state, to tell at once that no rule can match: the length of the anchor where all rules
   * want it at the start of a word (else 0); 1 where the byte behind it is limited (else 0); the length of the anchor where it
   * is a sign of joined strings (else 0); five unused; 256 bits, the bytes that may follow, lowest first.
   */
  readonly guards: Uint8Array;
  readonly filters: FilterTables;
  readonly sieve: SieveTables;
}

/** What tells of a place that no anchor begins there (kernel/sieve.ts). */
export interface SieveTables {
  /**
   * Two numbers for each pair of bytes: sixteen bits each for the pair as first and second, third and fourth, fifth and sixth
   * bytes of an anchor and as those before it; a bit for each group of anchors.
   */
  readonly pairs: Uint32Array;
  /** A bit for each hash of the bytes that an anchor begins with. */
  readonly hashes: Uint8Array;
  /** The groups of which no bytes are hashed, or three, four, or six. */
  readonly masks: { readonly plain: number; readonly three: number; readonly four: number; readonly six: number };
  /** For each state of the automaton how many bytes it stands for. */
  readonly depths: Uint8Array;
}

/** What tells of an anchor that no rule can match there (kernel/filters.ts). */
export interface FilterTables {
  /** For each accepting state the number of its first use by a rule, and one more for the end. */
  readonly starts: Uint32Array;
  /**
   * Nine numbers for each use: place of the rule's filter, 0 for none; place of its lead and one, 0 for none; the most bytes of a
   * lead; bytes behind and ahead of the anchor's begin that the rule sees; length of the anchor as the automaton has it, 0 for a
   * sign of escapes, with flags from bit 8 on: 1 where a word has to start, 2 over lines, 4 anywhere near; place of the set of a
   * run that every match holds; its length at least, 0 for no such run, with the form of an assignment from bit 16 on, 0 for
   * none (kernel/quick-tests.ts); the least length of the value, the most from bit 16 on.
   */
  readonly uses: Uint32Array;
  /** Tables of 256 bytes, 1 for a byte of the set: what leads and runs are made of. */
  readonly sets: Uint8Array;
  /** Ten such tables: what the parts of an assignment are made of. */
  readonly parts: Uint8Array;
  readonly bytes: Uint8Array;
}

/** A script of any length may have a zip file behind it, which ends in a record of so many bytes with NULs in it. */
export const endBytes = 22;

/** Kinds of content. What is `whole` cannot be judged by what changed in it. */
export const contentKind = { text: 0, binary: 1, whole: 2 } as const;

/** What encoded text is made of, each of 256 bytes: the values of base64 characters (255: none), of hex digits, 1 for text. */
export interface Alphabets {
  readonly base64: Uint8Array;
  readonly hex: Uint8Array;
  readonly text: Uint8Array;
}

/** Finds anchors in bytes that lie anywhere. */
export interface AnchorPass {
  /** Fewer bytes are gone through sooner without it. */
  readonly least: number;
  /**
   * Piece after piece, the places at which some rule may match, by place: pairs of (offset of the byte after the anchor, state
   * of the automaton). A view that holds until the next piece; null where the bytes are too many.
   */
  pieces(bytes: Buffer): Iterable<Int32Array> | null;
}

export interface HitJudge {
  readonly anchors: AnchorTables;
  readonly alphabets: Alphabets;
  /** The cheap question before `kindOf`: with this first byte, may the content be anything but text? */
  mayBeOther(first: number, hasNul: boolean): boolean;
  /** One of `contentKind`: a stated function of the bytes. @param hasNul whether a NUL stands in the first 8,000 bytes */
  kindOf(bytes: Buffer, hasNul: boolean): number;
  /**
   * Whether any rule finds something at the anchor that ends at `end` in the automaton's state `state`.
   * @param isAll false when only rules that go over lines are asked
   */
  hasCandidate(bytes: Buffer, kind: number, end: number, state: number, isAll: boolean): boolean;
  /** Whether any rule finds something in what is encoded in `bytes`, or some of that cannot be read. */
  hasCandidateEncoded(bytes: Buffer): boolean;
  /** Whether any rule finds something anywhere in what is decoded from `bytes`. */
  hasAnyCandidate(bytes: Buffer): boolean;
  /** Large texts are gone through with `pass` from now on. */
  usePass(pass: AnchorPass): void;
  /** Whether any rule finds something in the texts of a commit or tag. */
  hasCandidateInText(object: StoredObject): boolean;
  /** Whether anything stands in a name of a file or folder that has to be looked at again. */
  hasAnythingInName(name: Buffer): boolean;
  /** Lets go of the content that was asked about last: it lies in a memory that is large. */
  forget(): void;
}

// The pass for anchors in WebAssembly (kernel/anchors.ts): half of what masking a log costs is this pass.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maximumDepth } from '../detect/automaton/automaton.ts';
import { type FindHits, hitContext, type TakeHit, wordHitFinder } from '../detect/automaton/find-word-hits.ts';
import type { Detector } from '../detect/detector.ts';
import type { Kernel } from '../git/pack/kernel.ts';
import { alphabets } from '../pipeline/masking/judge-lines.ts';

/** Bytes that are looked at in one call. */
const pieceBytes = 64 * 1024;
const hitBytes = 8;
/** As kernel/anchors.ts wants them; only the first and the third byte are used here. */
const guardBytes = 40;
/** A run of base64 or hex is told by fewer bytes than these. */
const encodedReach = 64;
/** Fewer bytes are looked at sooner where they lie. */
const leastForKernel = 512;

/** The kernel with the automaton of some rules, and room for text in its memory. */
export interface AnchorKernel {
  readonly kernel: Kernel;
  /** Where the text lies. */
  readonly text: number;
  /** Where the hits of one piece lie, eight bytes each: offset of the byte after the anchor, state. */
  readonly hits: number;
}

/**
 * @param textBytes room for so many; memory that is never written to costs nothing
 * @param joinLengths as `Detector.joinLengths` has them, to leave out signs of joined strings that join nothing
 * @throws where WebAssembly is not to be had (`--jitless`)
 */
export async function openAnchorKernel(
  detector: Detector,
  installation: string,
  textBytes: number,
  joinLengths?: Uint8Array,
): Promise<AnchorKernel> {
  const [code, memory] = [await import('../git/pack/web-assembly.ts'), await import('../git/pack/kernel.ts')];
  const kernel = new memory.Kernel(code.compileKernel(readFileSync(join(installation, 'kernel.wasm'))));
  const wordLengths = detector.wordLengths();
  const guards = new Uint8Array(wordLengths.length * guardBytes);
  wordLengths.forEach((length, output) => {
    guards[output * guardBytes] = length;
    guards[output * guardBytes + 2] = joinLengths?.[output] ?? 0;
  });
  const { classes, table, shift, firstAccepting } = detector.automaton;
  const places = [kernel.place(classes), kernel.place(table), kernel.place(guards)];
  kernel.calls.setAutomaton(places[0], places[1], shift, firstAccepting, maximumDepth, 0, places[2]);
  const hits = kernel.take(pieceBytes * hitBytes);
  return { kernel, hits, text: kernel.take(textBytes) };
}

/**
 * Finds the anchors of a text that lies in the kernel's memory, piece by piece.
 * @param take is told of each; true ends the search
 * @returns whether it was ended
 */
export function findInKernel(
  { kernel, text, hits }: AnchorKernel,
  length: number,
  take: (end: number, state: number) => boolean,
): boolean {
  for (let at = 0; at < length; ) {
    const start = Math.max(0, at - hitContext);
    const end = Math.min(length, start + pieceBytes);
    const count = kernel.calls.scanBeside(text + start, end - start, at - start, hits);
    for (let word = hits / 4; word < hits / 4 + 2 * count; word += 2)
      if (take(kernel.words[word] + start, kernel.words[word + 1] & 0xffff)) return true;
    at = end;
  }
  return false;
}

/** What is asked of each piece of a stream. */
export interface StreamProbe {
  readonly findHits: FindHits;
  /** Whether anything that is encoded may begin in `bytes` from `from` on. */
  readonly mayHoldEncoded: (bytes: Buffer, from: number) => boolean;
}

/** The probe for `detector`'s rules. Where WebAssembly is not to be had, without it: slower, and the same hits. */
export async function openStreamProbe(detector: Detector, installation: string): Promise<StreamProbe> {
  const plain = wordHitFinder(detector.automaton, detector.wordLengths());
  let opened: AnchorKernel;
  try {
    opened = await openAnchorKernel(detector, installation, pieceBytes);
  } catch {
    return { findHits: plain, mayHoldEncoded: () => true };
  }
  const { kernel } = opened;
  const { base64, hex, text } = alphabets;
  kernel.calls.setAlphabets(kernel.place(base64), kernel.place(hex), kernel.place(text));
  return {
    findHits: (bytes, from, to, take) => {
      if (to - from < leastForKernel) plain(bytes, from, to, take);
      else findBeside(opened, bytes, [from, to], take);
    },
    mayHoldEncoded: (bytes, from) => mayHoldEncoded(opened, bytes, from),
  };
}

function findBeside(
  { kernel, text, hits }: AnchorKernel,
  bytes: Buffer,
  [from, to]: readonly [number, number],
  take: TakeHit,
): void {
  for (let at = from; at < to; ) {
    const start = Math.max(0, at - hitContext);
    const end = Math.min(to, start + pieceBytes);
    bytes.copy(kernel.bytes, text, start, end);
    const count = kernel.calls.scanBeside(text, end - start, at - start, hits);
    for (let word = hits / 4; word < hits / 4 + 2 * count; word += 2)
      take(kernel.words[word] + start, kernel.words[word + 1]);
    at = end;
  }
}

/** By pieces that overlap: a run that begins in one is seen far enough to be told. */
function mayHoldEncoded({ kernel, text }: AnchorKernel, bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; at += pieceBytes - encodedReach) {
    const end = Math.min(bytes.length, at + pieceBytes);
    bytes.copy(kernel.bytes, text, at, end);
    if (kernel.calls.findEncoded(text, end - at) !== 0) return true;
  }
  return false;
}

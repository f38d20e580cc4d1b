// The pass for anchors in WebAssembly (kernel/anchors.ts): half of what masking a log costs is this pass.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maximumDepth } from '../detect/automaton/automaton.ts';
import { type FindHits, hitContext, wordHitFinder } from '../detect/automaton/find-word-hits.ts';
import type { Detector } from '../detect/detector.ts';
import type { Kernel } from '../git/pack/kernel.ts';

/** Bytes that go into the kernel's memory at a time. */
const pieceBytes = 64 * 1024;
const hitBytes = 8;
/** As kernel/anchors.ts wants them; only the first byte is used here. */
const guardBytes = 40;
/** Fewer bytes are looked at sooner where they lie. */
const leastForKernel = 512;

/** What finds the anchors of `detector`'s rules. Where WebAssembly is not to be had (`--jitless`), without it. */
export async function anchorFinder(detector: Detector, installation: string): Promise<FindHits> {
  const { automaton } = detector;
  const wordLengths = detector.wordLengths();
  const plain = wordHitFinder(automaton, wordLengths);
  let kernel: Kernel;
  try {
    const [code, memory] = [await import('../git/pack/web-assembly.ts'), await import('../git/pack/kernel.ts')];
    kernel = new memory.Kernel(code.compileKernel(readFileSync(join(installation, 'kernel.wasm'))));
  } catch {
    // Slower, and the same hits.
    return plain;
  }
  const guards = new Uint8Array(wordLengths.length * guardBytes);
  wordLengths.forEach((length, output) => {
    guards[output * guardBytes] = length;
  });
  const { classes, table, shift, firstAccepting } = automaton;
  const places = [kernel.place(classes), kernel.place(table), kernel.place(guards)];
  kernel.calls.setAutomaton(places[0], places[1], shift, firstAccepting, maximumDepth, 0, places[2]);
  const text = kernel.take(pieceBytes);
  const hits = kernel.take(pieceBytes * hitBytes);
  return (bytes, from, to, take) => {
    if (to - from < leastForKernel) {
      plain(bytes, from, to, take);
      return;
    }
    for (let at = from; at < to; ) {
      const start = Math.max(0, at - hitContext);
      const end = Math.min(to, start + pieceBytes);
      bytes.copy(kernel.bytes, text, start, end);
      const count = kernel.calls.scanBeside(text, end - start, at - start, hits);
      for (let word = hits / 4; word < hits / 4 + 2 * count; word += 2)
        take(kernel.words[word] + start, kernel.words[word + 1]);
      at = end;
    }
  };
}

// Reads blobs again in a thread that has walked before.
import type { SuspectBlob } from '../../model/history.ts';
import { readSuspects } from './judge-blobs.ts';
import { Kernel } from './kernel.ts';
import { openWalk, type WantedWalk } from './read-wanted.ts';
import { notSuspected, type SuspectPiece } from './suspect-pieces.ts';
import { idOf, type SweepPlan } from './sweep-plan.ts';
import type { KernelCode } from './web-assembly.ts';

export class SuspectReader {
  readonly #plan: SweepPlan;
  readonly #code: KernelCode;
  #walk: WantedWalk | null = null;

  constructor(plan: SweepPlan, code: KernelCode) {
    this.#plan = plan;
    this.#code = code;
  }

  /**
   * The blobs of a piece that can be read, each with its place among those asked for; its bytes are a view that holds until
   * the next one.
   */
  *read({ roots, wanted, asked }: SuspectPiece): Generator<readonly [at: number, blob: SuspectBlob]> {
    const missing = new Map(Array.from(readSuspects(asked), (suspect, at) => [suspect.object, { at, suspect }]));
    this.#walk ??= openWalk(this.#plan, new Kernel(this.#code), wanted);
    for (const root of roots)
      for (const held of this.#walk.make(root)) {
        const found = missing.get(held.object);
        if (found === undefined) continue;
        missing.delete(held.object);
        const { at, suspect } = found;
        const blob = { id: idOf(this.#plan, held.object), bytes: this.#walk.bytesOf(held) };
        const { hits, kind } = suspect;
        yield [at, kind === notSuspected ? blob : { ...blob, hits, kind }];
      }
  }

  close(): void {
    this.#walk?.close();
  }
}

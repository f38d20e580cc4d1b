// Lets go of memory at a known place: before the threads of a sweep start, so that the peak is not theirs on top of the plan's.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Frees what nothing refers to any more; does nothing where V8 does not offer it. */
export function collectGarbage(): void {
  try {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect === 'function') collect();
  } catch {
    // It comes later, when V8 sees fit.
  }
}

// Lets go of memory at a known place: before the threads of a sweep start, so that the peak is not theirs on top of the plan's.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * What frees all that nothing refers to any more; does nothing where V8 does not offer it. A thread asks for it before its work
 * begins: one that is stopped while it does prints V8's complaint about half a context (Node 22).
 */
export function openCollector(): () => void {
  try {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect === 'function') return () => collect();
  } catch {
    // It comes later, when V8 sees fit.
  }
  return () => {};
}

/** Frees what nothing refers to any more. */
export function collectGarbage(): void {
  openCollector()();
}

// Has V8 optimize less of what a sweep runs: in Node 20 a quarter of a short one's processor time goes into code that is optimized
// for some milliseconds of use, or with so much of other functions in it that it takes longer than it saves (docs/performance.md).
import { setFlagsFromString } from 'node:v8';

/** V8 of Node 20. Later ones compile in three steps, and have no such settings. */
const isKnown = process.versions.v8?.startsWith('11.3.');
/** What the settings are without us (`node --v8-options`): compiled code that is kept fits only a V8 with the same ones. */
const usual = { 'interrupt-budget': 67_584, 'max-inlined-bytecode-size-cumulative': 920 };
const ours = { 'interrupt-budget': 400_000, 'max-inlined-bytecode-size-cumulative': 300 };
let isSet = false;

function set(values: typeof usual): void {
  for (const [name, value] of Object.entries(values)) setFlagsFromString(`--${name}=${value}`);
}

/** From here to the end of the process. */
export function compileLess(): void {
  // One repository after the other may be swept: those of submodules.
  if (!isKnown || isSet) return;
  isSet = true;
  set(ours);
  // Before compiled code is kept (src/launch.ts).
  process.prependOnceListener('exit', () => set(usual));
}

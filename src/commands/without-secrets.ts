// An error repeats what it was given: arguments, paths, refs, git's own words. A secret among them is masked.
import { hideInText } from '../pipeline/hide-in-place.ts';
import type { CommandContext } from './command-context.ts';
import { openDetector } from './open-detector.ts';

type Hide = (text: string) => string;

/**
 * What masks the secrets in a sentence; never throws.
 * @param bluntly what serves where the rules cannot be read, which may be the very error that is told
 */
export function hiderOfErrors(installation: string, bluntly: Hide): Hide {
  try {
    const { detector } = openDetector(installation);
    return (text) => {
      try {
        return hideInText(text, detector);
      } catch {
        return bluntly(text);
      }
    };
  } catch {
    return bluntly;
  }
}

/** For commands that tell of paths, settings and names, and of no finding: `context` with the secrets in what they print masked. */
export function withoutSecrets(context: CommandContext): CommandContext {
  let hide: Hide | undefined;
  const hidden = (print: (text: string) => void) => (text: string) => {
    hide ??= hiderOfErrors(context.installation, (same) => same);
    print(hide(text));
  };
  // The other fields stay lookups: to ask for a terminal opens the streams.
  return Object.create(context, { out: { value: hidden(context.out) }, err: { value: hidden(context.err) } });
}

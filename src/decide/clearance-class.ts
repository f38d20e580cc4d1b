// What of a path decides which matches count: two paths that are alike in this get the same verdict on the same bytes.
import { pathClass } from './path-class.ts';
import { isTellingPath, pathRulesFor } from './path-rules.ts';

/** Equal for paths under which the same bytes are judged alike. */
export function clearanceClass(path: string): string {
  return [pathClass(path), isTellingPath(path) ? 'telling' : '', ...[...pathRulesFor(path)].sort()].join(' ');
}

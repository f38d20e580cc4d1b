// A failed run in two lines: what happened, and what to do.
import pc from 'picocolors';
import { escapeControl } from './escape-control.ts';

/** `leakgate: <message>` and the hint below it. Both may hold names from outside, which are escaped. */
export function renderError(error: { readonly message: string; readonly hint?: string }, color: boolean): string {
  const colors = pc.createColors(color);
  const hint = error.hint ? `  ${escapeControl(error.hint)}\n` : '';
  return `${colors.red('leakgate:')} ${escapeControl(error.message)}\n${hint}`;
}

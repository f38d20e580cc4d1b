// What may be shown of a secret: the contract's mask.
import type { SecretKind } from '../model/rule.ts';

/** The last characters of a body are shown only when it has at least this many (contract, design section 2). */
const shownFromLength = 20;
const shownTail = 4;
const blockHeader = /-----BEGIN [A-Z0-9 ]{1,40}-----/;

/**
 * The mask of `text`: its public `prefix`, `…`, and the last four characters of a body of 20 or more;
 * nothing of a password; of a key block only its header. Characters outside printable ASCII are never shown.
 */
export function maskOf(text: string, prefix: string, kind: SecretKind): string {
  if (kind === 'password') return '…';
  if (kind === 'block') return `${blockHeader.exec(text)?.[0] ?? ''}…`;
  const body = text.slice(prefix.length);
  const tail = body.length >= shownFromLength ? body.slice(-shownTail) : '';
  return /^[\x21-\x7e]*$/.test(prefix + tail) ? `${prefix}…${tail}` : '…';
}

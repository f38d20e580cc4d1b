// The hash by which rules name published dummy values without holding them.

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** FNV-1a of latin1 text, as an unsigned 32-bit number (draft-eastlake-fnv). */
export function hashValue(text: string): number {
  let hash = offsetBasis;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ (text.charCodeAt(at) & 0xff), prime);
  return hash >>> 0;
}

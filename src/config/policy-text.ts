// Bytes of a policy file → text, bounded. A file that is not what it seems must stop the run, not be half understood.
import { ConfigError } from '../model/errors.ts';

/** Far above any baseline seen; a line has some 100 bytes. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Decodes UTF-8 strictly and drops a byte order mark.
 * @throws ConfigError bad-config
 */
export function decodePolicyText(bytes: Uint8Array, file: string): string {
  if (bytes.length > maxBytes) throw new ConfigError('bad-config', { file, reason: 'it is larger than 16 MiB' });
  // Plain ASCII, as nearly always, needs no decoder, whose making takes a commit longer than the rest.
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ConfigError('bad-config', { file, reason: 'it is not UTF-8 text' }, cause);
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] >= 0x80) return false;
  return true;
}

/** C0 and C1 controls, line and paragraph separators, bidirectional marks, zero-width space, byte order mark. */
const deceptive = /[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udfff]/u;

/** Whether text holds characters that could make a reader see something else than what stands there. */
export function isDeceptive(text: string): boolean {
  return deceptive.test(text);
}

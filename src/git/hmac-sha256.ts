// HMAC-SHA-256 (RFC 2104) of short messages, without node:crypto where the commit path's kernel runs.
import { createHash } from 'node:crypto';
import { commitKernel } from './commit-kernel.ts';

const blockSize = 64;

function sha256(parts: readonly Uint8Array[]): Buffer {
  const kernel = commitKernel();
  if (kernel !== null) return kernel.hash('sha256', parts);
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** A block: the key with `pad` over all of it. */
function padded(key: Uint8Array, pad: number): Uint8Array {
  if (key.length > blockSize) throw new RangeError('the key is longer than a block');
  const block = new Uint8Array(blockSize).fill(pad);
  for (let at = 0; at < key.length; at++) block[at] ^= key[at];
  return block;
}

/** Longest message of `shortMac`: with its padding it fills one block. */
export const mostShort = blockSize - 9;

/**
 * A function that authenticates messages of at most `mostShort` bytes with `key`, which serves nothing else: the inner half of
 * HMAC. The outer half guards against messages that go on where another one ended, and one block cannot.
 * @param key at most 64 bytes
 */
export function shortMac(key: Uint8Array): (message: Uint8Array) => Buffer {
  const inner = padded(key, 0x36);
  return (message) => {
    if (message.length > mostShort) throw new RangeError('the message is longer than a block');
    return sha256([inner, message]);
  };
}

/**
 * What `shortMac` says of many messages at once, one after the other; a commit asks for two a file.
 * @param messages ASCII, at most `mostShort` characters
 * @param kept bytes of each
 */
export function shortMacs(key: Uint8Array, messages: readonly string[], kept: number): Uint8Array {
  if (messages.some(({ length }) => length > mostShort)) throw new RangeError('a message is longer than a block');
  const kernel = commitKernel();
  if (kernel !== null) return kernel.hashEach(padded(key, 0x36), messages, kept);
  const mac = shortMac(key);
  return Buffer.concat(messages.map((message) => mac(Buffer.from(message)).subarray(0, kept)));
}

/**
 * A function that authenticates messages with `key`.
 * @param key at most 64 bytes
 */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => Buffer {
  const [inner, outer] = [padded(key, 0x36), padded(key, 0x5c)];
  return (message) => sha256([outer, sha256([inner, message])]);
}

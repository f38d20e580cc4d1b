// One text packed in every way that a test can write without other programs, and files that cannot be read.
import { deflateRawSync, gzipSync } from 'node:zlib';
import { crc32 } from '../../src/decode/crc32.ts';
import { tarOf } from './oci-image.ts';

/** A zip file with one deflated member. @param flags general purpose bit flag */
export function zipOf(name: string, content: Buffer, flags = 0): Buffer {
  const packed = deflateRawSync(content);
  const rawName = Buffer.from(name);
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(flags, 2);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt32LE(crc32(content), 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(content.length, 18);
  shared.writeUInt16LE(rawName.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, rawName, packed]);
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), shared, Buffer.alloc(14), rawName]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}

/** Zstandard without compression: one frame, one raw block (RFC 8878). */
function zstdOf(content: Buffer): Buffer {
  const block = Buffer.alloc(3);
  block.writeUIntLE(content.length * 8 + 1, 0, 3);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, content.length]), block, content]);
}

/** By file name. @param text at most 255 bytes long */
export function packedFiles(text: string): Record<string, Buffer> {
  const bytes = Buffer.from(text);
  return {
    'a.zip': zipOf('app/app.conf', bytes),
    'a.conf.gz': gzipSync(bytes),
    'a.tar': tarOf({ 'app/app.conf': bytes }),
    'a.tgz': gzipSync(tarOf({ 'app/app.conf': bytes })),
    'a.jar': zipOf('lib/b.zip', zipOf('app/app.conf', bytes)),
    'a.conf.zst': zstdOf(bytes),
  };
}

/** The way to the text in each of them. */
export const waysIn: Readonly<Record<string, readonly string[]>> = {
  'a.zip': ['zip:app/app.conf'],
  'a.conf.gz': ['gzip'],
  'a.tar': ['tar:app/app.conf'],
  'a.tgz': ['gzip', 'tar:app/app.conf'],
  'a.jar': ['zip:lib/b.zip', 'zip:app/app.conf'],
  'a.conf.zst': ['zstd'],
};

const zeros = 40 * 1024 * 1024;

/** By the kind of gap. The bomb: zeros, compressed twice, become more than a thousand times as much. */
export const brokenFiles: Readonly<Record<string, Buffer>> = {
  encrypted: zipOf('locked', Buffer.from('text'), 1),
  damaged: zipOf('cut', Buffer.from('text '.repeat(50))).subarray(0, 60),
  limit: gzipSync(
    Array.from({ length: 9 }).reduce<Buffer>((inner) => zipOf('a.zip', inner), zipOf('z', Buffer.alloc(zeros))),
  ),
};

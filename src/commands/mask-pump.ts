// Moves bytes from a stream through a mask to a descriptor: as they come, never more than one piece ahead of the reader.
import { readSync, write as writeAsync, writeSync } from 'node:fs';
import type { MaskStream } from '../pipeline/masking/mask-stream.ts';

/** After so long without a byte what is open is shown as far as it may be, in milliseconds: a prompt should not seem to hang. */
const idleMilliseconds = 50;
/** A descriptor that takes nothing now (another process made it non-blocking) is asked again after so long. */
const retryMilliseconds = 5;
/** The reader went away: `| head`. */
const goneCodes = new Set(['EPIPE', 'EOF', 'ECONNRESET']);

/** The reader of what is written went away: no failure, and nothing is left to do. */
export class ReaderGone extends Error {}

/** Where nothing else is to be done a write may wait: asking another thread for it costs as much as the masking. */
function writeNow(descriptor: number, bytes: Buffer, at: number): number | Promise<number> {
  try {
    return writeSync(descriptor, bytes, at);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') return new Promise((resolve) => setTimeout(resolve, retryMilliseconds, 0));
    throw goneCodes.has(code) ? new ReaderGone() : error;
  }
}

function writeBeside(descriptor: number, bytes: Buffer, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writeAsync(descriptor, bytes, at, bytes.length - at, null, (error, written) => {
      if (!error) resolve(written);
      else if (error.code === 'EAGAIN') setTimeout(resolve, retryMilliseconds, 0);
      else reject(goneCodes.has(error.code ?? '') ? new ReaderGone() : error);
    });
  });
}

/** Where the masked bytes go. */
export interface Outlet {
  readonly descriptor: number;
  /** Whether another stream and signals go on while this one waits for its reader. */
  readonly isOneOfTwo: boolean;
}

async function writeAll({ descriptor, isOneOfTwo }: Outlet, parts: readonly Buffer[]): Promise<void> {
  const write = isOneOfTwo ? writeBeside : writeNow;
  const bytes = parts.length === 1 ? parts[0] : Buffer.concat(parts);
  for (let at = 0; at < bytes.length; ) at += await write(descriptor, bytes, at);
}

/** So much of a file is read at a time, in bytes. */
const fileBytes = 256 * 1024;

/** A file as it is read. Nobody waits for a part of it: asking another thread for each would cost a tenth of the time. */
export async function* fileChunks(descriptor: number): AsyncGenerator<Buffer> {
  const room = Buffer.allocUnsafeSlow(fileBytes);
  for (let count = readSync(descriptor, room); count > 0; count = readSync(descriptor, room))
    yield room.subarray(0, count);
}

/** What comes next, or null when nothing came for a while. */
async function nextOrIdle<Item>(next: Promise<Item>): Promise<Item | null> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, idleMilliseconds, null);
  });
  const first = await Promise.race([next, idle]);
  clearTimeout(timer);
  return first;
}

/**
 * Copies all of `source` to its outlet, masked. A chunk may change as soon as the next one is asked for. Where anything fails, nothing that was not judged has been written.
 * @throws ReaderGone when nobody reads any more
 */
export async function pump(source: AsyncIterable<Buffer>, mask: MaskStream, outlet: Outlet): Promise<void> {
  const chunks = source[Symbol.asyncIterator]();
  let writing: Promise<void> = Promise.resolve();
  // A failed write is met where it is waited for.
  const send = async (parts: readonly Buffer[]) => {
    await writing;
    if (parts.length === 0) return;
    writing = writeAll(outlet, parts);
    writing.catch(() => {});
  };
  for (;;) {
    const next = chunks.next();
    next.catch(() => {});
    let step = mask.isOpen ? await nextOrIdle(next) : await next;
    if (step === null) {
      await send(mask.idle());
      step = await next;
    }
    if (step.done) break;
    await send(mask.push(step.value));
  }
  await send(mask.end());
  await writing;
}

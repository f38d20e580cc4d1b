// A stream on the disk for as long as it is read: in a folder of our own, without a name where the system allows it.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolError } from '../model/errors.ts';
import { type FileSource, sourceOfDescriptor } from '../sources/file-source.ts';
import type { Chunks } from './layer-chunks.ts';

interface Spool {
  readonly descriptor: number;
  /** The bytes that were written. */
  take(): FileSource;
  drop(): void;
}

function openSpool(): Spool {
  const folder = mkdtempSync(join(tmpdir(), 'leakgate-image-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  let descriptor: number;
  try {
    descriptor = openSync(join(folder, 'image'), 'wx+', 0o600);
  } catch (error) {
    remove();
    throw error;
  }
  // Whatever ends this process, nothing of the image stays behind. Windows removes no file that is open.
  const isNameless = process.platform !== 'win32';
  if (isNameless) remove();
  const drop = () => {
    closeSync(descriptor);
    if (!isNameless) remove();
  };
  return { descriptor, drop, take: () => ({ ...sourceOfDescriptor(descriptor), close: drop }) };
}

/** More came than may. */
export class SpoolFull extends Error {}

/** All of a stream. @param most bytes. @throws SpoolFull, whatever the stream throws */
export async function spoolChunks(chunks: Chunks, most: number): Promise<FileSource> {
  const spool = openSpool();
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > most) throw new SpoolFull();
      for (let at = 0; at < chunk.length; ) at += writeSync(spool.descriptor, chunk, at);
    }
    return spool.take();
  } catch (error) {
    spool.drop();
    throw error;
  }
}

/** Told programs, the first that is installed is asked. */
const programs = ['docker', 'podman'];
/** What a program says of its failure is told up to here. */
const mostSaid = 300;

interface Ended {
  readonly isMissing: boolean;
  readonly code: number | null;
  readonly said: string;
}

/** The program writes into the file itself. */
function save(program: string, name: string, descriptor: number): Promise<Ended> {
  return new Promise((resolve) => {
    // Behind `--` no name is an option.
    const child = spawn(program, ['save', '--', name], { stdio: ['ignore', descriptor, 'pipe'] });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < mostSaid) said += chunk.toString();
    });
    child.once('error', (error) =>
      resolve({ isMissing: (error as NodeJS.ErrnoException).code === 'ENOENT', code: null, said: error.message }),
    );
    child.once('close', (code) => resolve({ isMissing: false, code, said }));
  });
}

/**
 * The archive of an image that docker or podman holds.
 * @throws ToolError no-image-program, image-not-saved
 */
export async function spoolFromDaemon(name: string): Promise<FileSource> {
  const spool = openSpool();
  try {
    for (const program of programs) {
      const { isMissing, code, said } = await save(program, name, spool.descriptor);
      if (isMissing) continue;
      if (code === 0) return spool.take();
      throw new ToolError('image-not-saved', {
        program,
        name,
        reason: said.trim().slice(0, mostSaid) || `exit ${code}`,
      });
    }
    throw new ToolError('no-image-program', {});
  } catch (error) {
    spool.drop();
    throw error;
  }
}

// What the user named → the image in it: a layout folder, an unpacked archive, or an archive, compressed or not.
import { statSync } from 'node:fs';
import { ToolError, UsageError } from '../model/errors.ts';
import { type FileSource, openFileSource } from '../sources/file-source.ts';
import { filesOfArchive, filesOfFolder, type ImageFiles } from './image-files.ts';
import { DamagedLayer, layerChunks } from './layer-chunks.ts';
import { type Manifests, readManifests } from './read-manifests.ts';
import { SpoolFull, spoolChunks } from './spool.ts';

export interface OpenImage {
  readonly files: ImageFiles;
  readonly manifests: Manifests;
  close(): void;
}

function withManifests(files: ImageFiles, shown: string, close: () => void): OpenImage {
  try {
    const manifests = readManifests(files);
    if (manifests === null) throw new UsageError('no-image', { path: shown });
    return { files, manifests, close };
  } catch (error) {
    close();
    throw error;
  }
}

const isCompressed = (source: FileSource) => ['1f8b', '28b5'].includes(source.read(0, 2).toString('hex'));

/** What a compressed archive may become on the disk: images shrink to a third, and those of little but NULs to some percent. */
const freeBytes = 64 * 1024 * 1024;
const mostRatio = 100;

/** Without compression, so that its members can be read one by one. @throws UsageError no-image, image-too-large */
async function unpacked(source: FileSource, shown: string, free: number): Promise<FileSource> {
  if (!isCompressed(source)) return source;
  try {
    return await spoolChunks(
      layerChunks(source, () => {}),
      Math.max(free, source.size * mostRatio),
    );
  } catch (error) {
    if (error instanceof SpoolFull) throw new UsageError('image-too-large', { path: shown, ratio: String(mostRatio) });
    throw error instanceof DamagedLayer ? new UsageError('no-image', { path: shown }) : error;
  } finally {
    source.close();
  }
}

/**
 * @param free bytes that any compressed archive may become; lower in tests
 * @throws UsageError no-such-path, no-image, image-too-large; ToolError unreadable-path
 */
export async function openImage(path: string, shown: string, free = freeBytes): Promise<OpenImage> {
  let isFolder: boolean;
  let source: FileSource | null;
  try {
    const stat = statSync(path);
    // Opening a pipe would wait for who writes to it, and no place in it can be read twice.
    if (!stat.isDirectory() && !stat.isFile()) throw new UsageError('no-image', { path: shown });
    isFolder = stat.isDirectory();
    source = isFolder ? null : openFileSource(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'ENOTDIR'
      ? new UsageError('no-such-path', { path: shown })
      : new ToolError('unreadable-path', { path: shown, reason: code });
  }
  if (source === null) return withManifests(filesOfFolder(path, openFileSource), shown, () => {});
  return openArchive(await unpacked(source, shown, free), shown);
}

/** An image in an archive that is open; it is closed with the image. @throws UsageError no-image */
export function openArchive(source: FileSource, shown: string): OpenImage {
  return withManifests(filesOfArchive(source), shown, () => source.close());
}

// What the user named → the image in it: a layout folder, an unpacked archive, or an archive, compressed or not.
import { statSync } from 'node:fs';
import { ToolError, UsageError } from '../model/errors.ts';
import { type FileSource, openFileSource } from '../sources/file-source.ts';
import { filesOfArchive, filesOfFolder, type ImageFiles } from './image-files.ts';
import { DamagedLayer, layerChunks } from './layer-chunks.ts';
import { type Manifests, readManifests } from './read-manifests.ts';
import { spoolChunks } from './spool.ts';

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

/** Without compression, so that its members can be read one by one. @throws UsageError no-image */
async function unpacked(source: FileSource, shown: string): Promise<FileSource> {
  if (!isCompressed(source)) return source;
  try {
    return await spoolChunks(layerChunks(source, () => {}));
  } catch (error) {
    throw error instanceof DamagedLayer ? new UsageError('no-image', { path: shown }) : error;
  } finally {
    source.close();
  }
}

/** @throws UsageError no-such-path, no-image; ToolError unreadable-path */
export async function openImage(path: string, shown: string): Promise<OpenImage> {
  let isFolder: boolean;
  let source: FileSource | null;
  try {
    isFolder = statSync(path).isDirectory();
    source = isFolder ? null : openFileSource(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'ENOTDIR'
      ? new UsageError('no-such-path', { path: shown })
      : new ToolError('unreadable-path', { path: shown, reason: code });
  }
  if (source === null) return withManifests(filesOfFolder(path, openFileSource), shown, () => {});
  return openArchive(await unpacked(source, shown), shown);
}

/** An image in an archive that is open; it is closed with the image. @throws UsageError no-image */
export function openArchive(source: FileSource, shown: string): OpenImage {
  return withManifests(filesOfArchive(source), shown, () => source.close());
}

// Writes a report to the file that `--output` names, and to no other one.
import { closeSync, constants, lstatSync, openSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { ToolError } from '../model/errors.ts';

const refuse = (path: string, reason: string) => new ToolError('cannot-write', { path, reason });

/** A folder below the one we stand in may have come with the repository, and a link there could lead anywhere. */
function checkFolders(cwd: string, path: string): void {
  const below = relative(cwd, path);
  if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) return;
  for (let folder = dirname(path); folder.startsWith(cwd + sep); folder = dirname(folder))
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) throw refuse(folder, 'it is a symbolic link');
}

/**
 * Never through a symbolic link: in a repository that is not ours it could lead anywhere. Devices are links by nature; a pipe
 * that nobody reads would keep us waiting for ever.
 * @throws ToolError cannot-write
 */
export function writeReport(cwd: string, output: string, text: string): void {
  const path = resolve(cwd, output);
  const isDevice = path.startsWith('/dev/');
  if (!isDevice) checkFolders(cwd, path);
  const stat = isDevice ? undefined : lstatSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile())
    throw refuse(path, stat.isSymbolicLink() ? 'it is a symbolic link' : 'it is not a file');
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW = 0 } = constants;
  try {
    const file = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | (isDevice ? 0 : O_NOFOLLOW), 0o666);
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refuse(path, code === 'ELOOP' ? 'it is a symbolic link' : (code ?? 'unknown'));
  }
}

// Windows: what `npm`, `npx`, `yarn` and the like really are, a .cmd file beside node. Only cmd.exe runs those, and reads
// their arguments as its own language. Elsewhere the command is what it says.
import { statSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';

export interface Program {
  readonly file: string;
  readonly args: string[];
  /** The arguments are written as they are to stand on the command line. */
  readonly isVerbatim: boolean;
}

interface System {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** cmd.exe gives these a meaning even within quotes, or ends the quotes (CVE-2024-27980 and its kin). */
const unsafe = /["%!^&|<>()\r\n\0]/;

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Where the command lies, by PATH and PATHEXT; the name itself where it is not found. */
function find(command: string, env: System['env'], exists: (path: string) => boolean): string {
  const extensions = (env.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';').filter((extension) => extension !== '');
  const hasExtension = extensions.some((extension) => command.toLowerCase().endsWith(extension.toLowerCase()));
  const folders = /[\\/]/.test(command) ? [''] : (env.Path ?? env.PATH ?? '').split(';').map((folder) => `${folder}\\`);
  for (const folder of folders)
    for (const extension of hasExtension ? [''] : extensions)
      if (exists(folder + command + extension)) return folder + command + extension;
  return command;
}

/**
 * What to start for `command`.
 * @throws UsageError unsafe-argument where cmd.exe would read an argument otherwise than as text
 */
export function programFor(
  command: string,
  args: readonly string[],
  { platform, env }: System,
  exists: (path: string) => boolean = isFile,
): Program {
  if (platform !== 'win32') return { file: command, args: [...args], isVerbatim: false };
  const file = find(command, env, exists);
  if (!/\.(?:cmd|bat)$/i.test(file)) return { file, args: [...args], isVerbatim: false };
  if ([file, ...args].some((text) => unsafe.test(text))) throw new UsageError('unsafe-argument', { name: command });
  // A backslash before the closing quote would keep it open in the program that is called.
  const quoted = [file, ...args].map((text) => `"${text.replace(/\\+$/, '$&$&')}"`);
  return { file: env.ComSpec ?? 'cmd.exe', args: ['/d', '/s', '/c', `"${quoted.join(' ')}"`], isVerbatim: true };
}

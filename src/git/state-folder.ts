// Where leakgate keeps what belongs to the user and to no repository.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's state folder for us, after the XDG base directory specification. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir();
  if (process.platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'leakgate');
  // "All paths must be absolute"; a relative one is to be ignored.
  const base = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(home, '.local', 'state');
  return join(base, 'leakgate');
}

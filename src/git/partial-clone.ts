// Partial clones leave objects out on purpose. git before any fetch dies at the first absent one, so it is asked only for
// those that are here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOn, parseGitConfig } from './parse-git-config.ts';
import type { Repository } from './repository.ts';
import { streamGit } from './run-git.ts';

/** Whether objects may be absent because a remote promised them; a `.promisor` file counts even without config. */
export function isPartialClone(repo: Repository): boolean {
  const config = parseGitConfig(textOr(join(repo.commonDir, 'config')));
  for (const [key, values] of config) {
    if (key === 'extensions.partialclone') return true;
    if (key.startsWith('remote.') && key.endsWith('.promisor') && isOn(values.at(-1))) return true;
  }
  return namesIn(join(repo.objectsDir, 'pack')).some((name) => name.endsWith('.promisor'));
}

/**
 * Which of `ids` are in the object database, without fetching. For blobs only: of a commit git would list all it holds.
 * `cat-file --batch-check` dies at the first absent object of a partial clone; `rev-list --missing` is made for it.
 */
export async function presentBlobs(repo: Repository, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const args = ['rev-list', '--objects', '--no-walk', '--ignore-missing', '--missing=allow-any', '--stdin'];
  const present = new Set<string>();
  let rest = '';
  for await (const chunk of streamGit(args, { ...repo, input: ids.map((id) => `${id}\n`).join('') })) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) present.add(line.split(' ', 1)[0]);
  }
  return present;
}

// A config or folder that cannot be read marks nothing as partial: an absent object is then a plain gap, never overlooked.
function textOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

// Lines for .gitignore, so that `.env` files are not staged by accident: only those that are missing, always at the end.
import { join } from 'node:path';
import { gitFailure } from '../git/git-failure.ts';
import type { Repository } from '../git/repository.ts';
import { outcomeOf, spawnGit } from '../git/run-git.ts';
import { modeOf, readPlainFile, stateOf } from './file-state.ts';
import { emptyPart, type PlanPart } from './step.ts';

/** File names that stand for what `.env` and `.env.*` have to cover. */
const probes = ['.env', '.env.local', '.env.production'];
/** Examples without values belong into the repository. */
const examples = ['!.env.template', '!.env.example', '!.env.sample'];

// .gitignore\0001\0.env\0.env\0      source, line, pattern, path; a pattern with `!` says "not ignored"
// .git/info/exclude\0006\0*.x\0a.x\0  only this person's setting, others have it not
async function ignoredByRepository(repo: Repository, topLevel: string): Promise<ReadonlySet<string>> {
  const args = ['--no-literal-pathspecs', 'check-ignore', '--verbose', '-z', '--no-index', '--stdin'];
  const child = spawnGit(args, { ...repo, cwd: topLevel });
  const ended = outcomeOf(child);
  child.stdin.end(probes.map((name) => `${name}\0`).join(''));
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const outcome = await ended;
  // 1 means that none is ignored.
  if (outcome.status !== 0 && outcome.status !== 1) throw gitFailure({ ...outcome, args, cwd: topLevel });
  const fields = Buffer.concat(chunks).toString().split('\0');
  const ignored = new Set<string>();
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source, , pattern, path] = fields.slice(at, at + 4);
    if (source === '.gitignore' && !pattern.startsWith('!')) ignored.add(path);
  }
  return ignored;
}

/** Plans the missing lines; nothing when the repository's own .gitignore covers them. */
export async function planIgnores(repo: Repository, topLevel: string): Promise<PlanPart> {
  const ignored = await ignoredByRepository(repo, topLevel);
  const lines = [
    ...(ignored.has('.env') ? [] : ['.env']),
    ...(ignored.has('.env.local') && ignored.has('.env.production') ? [] : ['.env.*', ...examples]),
  ];
  if (lines.length === 0) return emptyPart;
  const path = join(topLevel, '.gitignore');
  const before = stateOf(path);
  const old = readPlainFile(path);
  if (old === null && before !== 'absent')
    return { ...emptyPart, notes: [`.gitignore is no plain file, so add these lines yourself: ${lines.join(' ')}`] };
  const text = old?.toString('latin1') ?? '';
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const inserted = (text === '' || text.endsWith('\n') ? '' : end) + lines.map((line) => line + end).join('');
  return {
    steps: [
      {
        action: 'write',
        path,
        before,
        bytes: Buffer.from(text + inserted, 'latin1'),
        mode: old === null ? 0o644 : modeOf(path),
        why: `keeps ${lines[0]}${lines.length > 1 ? ' and its kin' : ''} out of commits`,
      },
    ],
    entries: [{ kind: 'text', path, inserted, isOurFile: old === null }],
    notes: [],
  };
}

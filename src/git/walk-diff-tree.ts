// Walks the changes of all commits with one `git diff-tree`.
import { Readable } from 'node:stream';
import { emptyTreeOf } from './object-id.ts';
import { DiffStreamParser, type DiffVisitor } from './parse-diff-stream.ts';
import type { Repository } from './repository.ts';
import { outcomeOf, spawnGit } from './run-git.ts';

export interface DiffWalk {
  /** In the order in which changes are wanted. */
  readonly commits: readonly string[];
  /** Trees that no commit holds; everything in them counts as brought by them. */
  readonly trees: readonly string[];
  readonly visitor: DiffVisitor;
  /** Told of a commit or tree with more changes than `maxChanges`; the rest of it is left out. */
  readonly onCut: (holder: string) => void;
  /** Lower in tests only. */
  readonly maxChanges?: number;
}

/** Ten times the files of the largest projects known; trees made to exhaust unfold to billions. */
export const maxChangesOfHolder = 5_000_000;

// -c shows of a merge what differs from every parent; the stored commit graph could tell other parents than the commits do.
const diffTree = ['-c', 'core.commitGraph=false', 'diff-tree', '--stdin', '-r', '-z', '--root', '-c', '--raw'];
const args = [...diffTree, '--no-abbrev', '--no-renames'];

function* inPieces(lines: readonly string[]): Generator<string> {
  const perPiece = 1024;
  for (let at = 0; at < lines.length; at += perPiece) yield `${lines.slice(at, at + perPiece).join('\n')}\n`;
}

/** Returns false when git could not walk it all; what it told before is right, but not everything. */
export async function walkDiffTree(repo: Repository, walk: DiffWalk): Promise<boolean> {
  const empty = emptyTreeOf(repo.hashLength);
  const lines = [...walk.commits, ...walk.trees.map((tree) => `${empty} ${tree}`)];
  for (let start = 0; start < lines.length; ) {
    const cut = await runDiffTree(repo, lines.slice(start), walk);
    if (cut === null) return true;
    if (cut === '') return false;
    walk.onCut(cut);
    start = lines.findIndex((line, at) => at >= start && line.endsWith(cut)) + 1;
    if (start === 0) return false;
  }
  return true;
}

/** Null when git came to the end, the holder at which it was stopped, or '' when it failed. */
async function runDiffTree(repo: Repository, lines: readonly string[], walk: DiffWalk): Promise<string | null> {
  const child = spawnGit(args, repo);
  const ended = outcomeOf(child);
  Readable.from(inPieces(lines)).pipe(child.stdin);
  const parser = new DiffStreamParser(repo.hashLength, walk.visitor, walk.maxChanges ?? maxChangesOfHolder);
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      parser.push(chunk);
      if (parser.cut !== null) return parser.cut;
    }
    const { status } = await ended;
    return status === 0 ? null : '';
  } finally {
    if (child.exitCode === null) child.kill();
  }
}

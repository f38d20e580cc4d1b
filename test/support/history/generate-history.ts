// Draws a history from a seed: ordinary commits, branches and merges, with some of the forced situations played among them.
import { editAnyhow } from './edits.ts';
import type { CommitNode, HistoryModel, RefNode, TagNode } from './history-model.ts';
import { harmlessLine, newContent, secretPiece, token } from './pieces.ts';
import { SeededRandom } from './seeded-random.ts';
import { shapeNames, shapes } from './shapes.ts';
import { type Change, type Version, written } from './version.ts';

/** No path is a folder of another. */
const paths = [
  'src/app.ts',
  'src/deep/er/tool.py',
  'config/settings.yml',
  'README.md',
  'docs/guide.md',
  'test/fixtures/data.json',
  '.env',
  'deploy/.env.production',
  'package-lock.json',
  'vendor/lib.js',
  'naïve/ünï.txt',
  'weird name.txt',
  'a',
  'go.sum',
  '.npmrc',
];

const firstSecond = 1_767_225_600;
const forcedShapes = 3;

class Drawing {
  readonly commits: CommitNode[] = [];
  readonly random: SeededRandom;
  heads: number[] = [];

  constructor(random: SeededRandom) {
    this.random = random;
  }

  add(parents: readonly number[], files: ReadonlyMap<string, Version>): number {
    const { random } = this;
    const number = this.commits.length;
    // A third of the commits claims to be older than its parents; no two were committed in the same second.
    const seconds = firstSecond + (number + (random.chance(0.3) ? -random.below(6) : 0)) * 1000 + number;
    const author = random.chance(0.02) ? `${token(random)} <ada@example.org>` : 'Ada Tester <ada@example.org>';
    const message = `${harmlessLine(random)}\n${random.chance(0.08) ? `\n${secretPiece(random)}\n` : ''}`;
    const authorSeconds = random.chance(0.2) ? firstSecond + random.below(40_000) : seconds;
    this.commits.push({ parents, files, author, authorSeconds, seconds, message });
    return number;
  }

  /** Files of a commit with some ordinary changes and the given ones. */
  change(base: ReadonlyMap<string, Version>, changes: readonly Change[]): Map<string, Version> {
    const { random } = this;
    const files = new Map(base);
    for (let count = random.below(3); count > 0; count--) {
      const existing = random.pick([...files.keys()]);
      const version = files.get(existing);
      const kind = random.below(10);
      if (version === undefined || kind === 0) files.set(random.pick(paths), written(newContent(random)));
      else if (kind < 7) files.set(existing, editAnyhow(version, random));
      else if (kind === 7) files.set(random.pick(paths), random.chance(0.5) ? version : editAnyhow(version, random));
      else files.delete(existing);
      if (kind === 9 && version !== undefined) files.set(random.pick(paths), version);
    }
    for (const [path, version] of changes)
      if (version === null) files.delete(path);
      else files.set(path, version);
    return files;
  }

  merge(ours: number, theirs: number): number {
    const { random } = this;
    const files = new Map(this.commits[ours].files);
    for (const [path, version] of this.commits[theirs].files)
      if (!files.has(path) || random.chance(0.5)) files.set(path, version);
    // Content that neither side had.
    return this.add([ours, theirs], random.chance(0.5) ? this.change(files, []) : files);
  }
}

/** The commits of the forced situations, those of one situation in their order. */
function schedule(random: SeededRandom, names: readonly string[]): (readonly Change[])[] {
  const plays = names.map((name, at) => {
    const commits = shapes[name](random, `${name}-${at}`);
    return random.chance(0.35) ? [...commits].reverse() : commits;
  });
  const mixed: (readonly Change[])[] = [];
  while (plays.some((commits) => commits.length > 0)) {
    const next = random.pick(plays.filter((commits) => commits.length > 0));
    mixed.push(next.shift()!);
  }
  return mixed;
}

function drawRefs(drawing: Drawing, strays: readonly Version[]): { refs: RefNode[]; tags: TagNode[] } {
  const { random, commits, heads } = drawing;
  const refs: RefNode[] = [{ name: 'refs/heads/main', commit: heads[0] }];
  const tags: TagNode[] = [];
  const kinds = ['refs/heads/side', 'refs/remotes/origin/topic', 'refs/pull/7/head', 'refs/tags/light', 'refs/stash'];
  heads.slice(1).forEach((commit, at) => {
    // What is left without a ref is unreachable.
    if (random.chance(0.75)) refs.push({ name: `${random.pick(kinds)}${at}`.replace(/stash\d/, 'stash'), commit });
  });
  if (random.chance(0.4)) {
    const message = random.chance(0.3) ? `${secretPiece(random)}\n` : 'a release\n';
    tags.push({ name: 'v1', target: random.below(commits.length), message });
    refs.push({ name: 'refs/tags/v1', tag: 0 });
  }
  if (random.chance(0.3)) {
    const note = drawing.add(
      [],
      new Map([['0123456789abcdef0123456789abcdef01234567', written(`${secretPiece(random)}\n`)]]),
    );
    refs.push({ name: 'refs/notes/commits', commit: note });
  }
  if (strays.length > 0 && random.chance(0.3)) refs.push({ name: 'refs/tags/stray', blob: strays[0] });
  return { refs: refs.filter(({ name }, at) => refs.findIndex((other) => other.name === name) === at), tags };
}

/** The history of `seed`. Which situations it plays goes round with a numeric seed, so that a row of seeds plays all. */
export function generateHistory(seed: number | string): HistoryModel {
  const random = new SeededRandom(`history ${seed}`);
  const turn = typeof seed === 'number' ? seed : random.below(shapeNames.length);
  const names = [
    shapeNames[turn % shapeNames.length],
    ...Array.from({ length: forcedShapes - 1 }, () => random.pick(shapeNames)),
  ];
  const waiting = schedule(random, names);
  const drawing = new Drawing(random);
  const first = new Map(Array.from({ length: 4 }, () => [random.pick(paths), written(newContent(random))] as const));
  if (random.chance(0.05)) first.set(`keys/${token(random)}.txt`, written(newContent(random)));
  drawing.heads = [drawing.add([], first)];
  for (let least = random.between(4, 12); waiting.length > 0 || least > 0; least--) {
    const { heads, commits } = drawing;
    const at = random.below(heads.length);
    const changes = random.chance(0.75) ? (waiting.shift() ?? []) : [];
    const parent = heads[at];
    heads[at] = drawing.add([parent], drawing.change(commits[parent].files, changes));
    if (random.chance(0.2) && heads.length < 4) heads.push(random.chance(0.7) ? parent : random.below(commits.length));
    if (random.chance(0.15) && heads.length > 1) {
      const [ours, theirs] = random.shuffle(heads.map((_, index) => index));
      if (heads[ours] !== heads[theirs]) heads[ours] = drawing.merge(heads[ours], heads[theirs]);
    }
  }
  const strays = random.chance(0.4) ? [written(`stray ${newContent(random)}`)] : [];
  return { seed, commits: drawing.commits, strays, shapes: [...new Set(names)], ...drawRefs(drawing, strays) };
}

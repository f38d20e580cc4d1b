// Puts a history on disk as a bare repository, in one of many ways: loose, packs written by hand, packs made by git, all of it
// mixed, with duplicates, old and new indexes.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { applyOps, encodeDelta, oddOpsBetween, opsBetween } from './delta-ops.ts';
import type { Materialised } from './materialise.ts';
import type { RawObject } from './object-bytes.ts';
import { type PackEntry, writePack } from './pack-writer.ts';
import type { SeededRandom } from './seeded-random.ts';

export const storagePlans = [
  'loose',
  'hand-written pack',
  'hand-written packs',
  'hand-written packs with copies',
  'pack of git',
  'pack of git and more',
  'alternate',
] as const;
export type StoragePlan = (typeof storagePlans)[number];

const indexVersions = ['1', '2', '2,0x40'] as const;

export interface Stored {
  /** The repository's folder. */
  readonly dir: string;
  /** What was done, in words. */
  readonly how: string;
}

function git(dir: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd: dir });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

/** Writes everything of a bare repository but its objects. */
export function writeSkeleton(dir: string, { format, refs }: Pick<Materialised, 'format' | 'refs'>): void {
  mkdirSync(join(dir, 'objects', 'pack'), { recursive: true });
  mkdirSync(join(dir, 'refs'), { recursive: true });
  writeFileSync(join(dir, 'HEAD'), 'ref: refs/heads/main\n');
  const extension = format === 'sha256' ? '[extensions]\n\tobjectformat = sha256\n' : '';
  const version = format === 'sha256' ? 1 : 0;
  writeFileSync(join(dir, 'config'), `[core]\n\trepositoryformatversion = ${version}\n\tbare = true\n${extension}`);
  const sorted = [...refs].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(
    join(dir, 'packed-refs'),
    `# pack-refs with: sorted\n${sorted.map(([name, id]) => `${id} ${name}\n`).join('')}`,
  );
}

export function writeLoose(objectsDir: string, object: RawObject, level = 6): string {
  const file = join(objectsDir, object.id.slice(0, 2), object.id.slice(2));
  mkdirSync(dirname(file), { recursive: true });
  const head = Buffer.from(`${object.type} ${object.bytes.length}\0`);
  writeFileSync(file, deflateSync(Buffer.concat([head, object.bytes]), { level }));
  return file;
}

/** Puts a finished pack in place and lets git index it. */
export function writePackFile(dir: string, name: string, bytes: Buffer, indexVersion = '2'): string {
  const file = join(dir, 'objects', 'pack', `pack-${name}.pack`);
  writeFileSync(file, bytes);
  git(dir, 'index-pack', `--index-version=${indexVersion}`, file);
  return file;
}

/** How an object goes into a hand-written pack: whole, as the delta of its making, or as an odd one of something else. */
function entryOf(
  object: RawObject,
  before: readonly RawObject[],
  { hints }: Materialised,
  random: SeededRandom,
): PackEntry {
  const level = random.pick([0, 1, 6, 9]);
  const whole: PackEntry = { kind: object.type, bytes: object.bytes, level };
  if (random.chance(0.15)) return whole;
  const hint = hints.get(object.id);
  const made = hint && before.findIndex(({ id }) => id === hint.base);
  const likes = before.filter(({ type }) => type === object.type);
  if ((made === undefined || made < 0) && likes.length === 0) return whole;
  const isMade = hint !== undefined && made !== undefined && made >= 0 && random.chance(0.75);
  const base = isMade ? before[made] : random.pick(likes.slice(-8));
  const odd = object.bytes.length < 20_000 && random.chance(0.4);
  const ops = isMade
    ? hint.ops
    : odd
      ? oddOpsBetween(base.bytes, object.bytes, random)
      : opsBetween(base.bytes, object.bytes);
  if (!applyOps(base.bytes, ops).equals(object.bytes)) throw new Error('a delta of the generator is wrong');
  const sizes = { baseSize: base.bytes.length, resultSize: object.bytes.length, random };
  const bytes = encodeDelta(ops, sizes);
  // git takes a shorter one for damage (delta.h, DELTA_SIZE_MIN).
  if (bytes.length < 4) return whole;
  const isByOffset = random.chance(0.6);
  return isByOffset
    ? { kind: 'ofs', base: before.indexOf(base), bytes, level }
    : { kind: 'ref', base: base.id, bytes, level };
}

/** Objects so that what a delta is made of mostly stands before it. */
function inOrderOfMaking(objects: readonly RawObject[], { hints }: Materialised, random: SeededRandom): RawObject[] {
  const wanted = new Map(objects.map((object) => [object.id, object]));
  const ordered: RawObject[] = [];
  const visit = (id: string) => {
    const object = wanted.get(id);
    if (object === undefined) return;
    wanted.delete(id);
    const base = hints.get(id)?.base;
    if (base !== undefined) visit(base);
    ordered.push(object);
  };
  for (const { id } of random.shuffle(objects)) visit(id);
  return ordered;
}

function handWritten(objects: readonly RawObject[], made: Materialised, random: SeededRandom): Buffer {
  const ordered = inOrderOfMaking(objects, made, random);
  const entries = ordered.map((object, at) => entryOf(object, ordered.slice(0, at), made, random));
  return writePack(entries, made.format).bytes;
}

/** Parts of the objects, one for each pack; with copies, one in three lies in a second pack too, and as a file. */
function deal(objects: readonly RawObject[], count: number, random: SeededRandom, withCopies: boolean): RawObject[][] {
  const parts = Array.from({ length: count }, (): RawObject[] => []);
  for (const object of objects) {
    const at = random.below(count);
    parts[at].push(object);
    if (withCopies && random.chance(0.35)) parts[(at + 1) % count].push(object);
  }
  return parts.filter((part) => part.length > 0);
}

function repack(dir: string, random: SeededRandom, options = ['-a', '-d', '-f', '-k']): string {
  const [depth, window] = random.pick([
    [1, 2],
    [4, 10],
    [50, 10],
    [50, 250],
    [4095, 30],
  ]);
  git(dir, 'repack', ...options, '-q', `--depth=${depth}`, `--window=${window}`);
  return `depth ${depth}, window ${window}`;
}

/** Writes `made` to `dir` after `plan`. */
export function storeHistory(dir: string, made: Materialised, plan: StoragePlan, random: SeededRandom): Stored {
  writeSkeleton(dir, made);
  const all = [...made.objects.values()];
  const objectsDir = join(dir, 'objects');
  const pack = (objects: readonly RawObject[], number: number, where = dir) => {
    const version = random.pick(indexVersions);
    writePackFile(where, String(number).repeat(40), handWritten(objects, made, random), version);
    return version;
  };
  let how: string = plan;
  if (plan === 'loose') for (const object of all) writeLoose(objectsDir, object, random.pick([0, 1, 9]));
  else if (plan === 'hand-written pack') how += `, index ${pack(all, 1)}`;
  else if (plan === 'hand-written packs')
    for (const [at, part] of deal(all, 3, random, false).entries()) pack(part, at);
  else if (plan === 'hand-written packs with copies') {
    for (const [at, part] of deal(all, 3, random, true).entries()) pack(part, at);
    for (const object of all) if (random.chance(0.35)) writeLoose(objectsDir, object);
  } else if (plan === 'pack of git') {
    pack(all, 1);
    how += `: ${repack(dir, random)}`;
  } else if (plan === 'pack of git and more') {
    const [first, second] = deal(all, 2, random, true);
    pack(first, 1);
    for (const object of second ?? []) writeLoose(objectsDir, object);
    // A further pack of what is loose and reached; what is not stays loose.
    how += `: ${repack(dir, random, ['-d'])}`;
  } else {
    const other = `${dir}-other`;
    writeSkeleton(other, { format: made.format, refs: [] });
    const [here, there] = deal(all, 2, random, true);
    pack(here, 1);
    pack(there ?? here, 2, other);
    mkdirSync(join(objectsDir, 'info'), { recursive: true });
    writeFileSync(join(objectsDir, 'info', 'alternates'), `${join(other, 'objects')}\n`);
  }
  if (plan !== 'loose' && random.chance(0.25)) {
    git(dir, 'multi-pack-index', 'write');
    how += ', multi-pack-index';
  }
  return { dir, how };
}

// One round of fuzzing the object store: a small repository, one or a few random changes to its files, one sweep.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DamageScene, sweepDamaged, violations } from './damage-scene.ts';
import { SeededRandom } from './seeded-random.ts';

export interface FuzzRound {
  readonly what: string;
  readonly dir: string;
  readonly violations: readonly string[];
  readonly isComplete: boolean;
  readonly milliseconds: number;
  readonly peak: number;
}

type Mutation = (bytes: Buffer, random: SeededRandom) => Buffer;

const mutations: Readonly<Record<string, Mutation>> = {
  'one bit': (bytes, random) => {
    const at = random.below(bytes.length);
    bytes[at] ^= 1 << random.below(8);
    return bytes;
  },
  'one byte': (bytes, random) => {
    bytes[random.below(bytes.length)] = random.pick([0, 0xff, 0x7f, 0x80, random.below(256)]);
    return bytes;
  },
  'a word': (bytes, random) => {
    const at = random.below(Math.max(1, bytes.length - 4));
    if (at + 4 <= bytes.length)
      bytes.writeUInt32BE(random.pick([0, 0xffffffff, 0x80000000, random.below(2 ** 31)]), at);
    return bytes;
  },
  'cut off': (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  'zeros in it': (bytes, random) => {
    const at = random.below(bytes.length);
    return bytes.fill(0, at, Math.min(bytes.length, at + random.between(1, 40)));
  },
  'a piece twice': (bytes, random) => {
    const [from, to] = [random.below(bytes.length), random.below(bytes.length)];
    const at = random.below(bytes.length);
    const piece = bytes.subarray(Math.min(from, to), Math.min(Math.max(from, to), Math.min(from, to) + 200));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  'a piece gone': (bytes, random) => {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.between(1, 60))]);
  },
};

/** Files below the objects folder. */
function storeFiles(dir: string): string[] {
  const folder = join(dir, 'objects');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

function layOut(scene: DamageScene, random: SeededRandom): string {
  const kind = random.pick(['pack', 'pack', 'pack and multi-pack-index', 'pack and loose', 'loose']);
  if (kind !== 'loose') scene.writePack();
  if (kind === 'loose' || kind === 'pack and loose') scene.writeLoose();
  if (kind === 'pack and multi-pack-index') spawnSync('git', ['multi-pack-index', 'write'], { cwd: scene.dir });
  return kind;
}

/** One round; the same seed does the same. */
export function fuzzRound(
  seed: number,
  { cli, args, keep }: { readonly cli: string; readonly args: readonly string[]; readonly keep: boolean },
): FuzzRound {
  const random = new SeededRandom(`fuzz ${seed}`);
  const scene = new DamageScene(random.chance(0.15) ? 'sha256' : 'sha1');
  const done: string[] = [layOut(scene, random)];
  for (let count = random.between(1, 2); count > 0; count--) {
    const file = random.pick(storeFiles(scene.dir));
    const name = random.pick(Object.keys(mutations));
    const bytes = readFileSync(file);
    // git index-pack leaves its files read-only.
    rmSync(file);
    writeFileSync(file, bytes.length === 0 ? bytes : mutations[name](Buffer.from(bytes), random));
    if (random.chance(0.02)) truncateSync(file, 0);
    done.push(`${name}: ${file.slice(scene.dir.length + '/objects/'.length)}`);
  }
  const what = `${scene.format}, ${done.join(', ')}`;
  let wrong: string[] = [];
  try {
    const outcome = sweepDamaged(scene, cli, args);
    wrong = violations(scene, outcome);
    const { isComplete, milliseconds, peak } = outcome;
    return { what, dir: scene.dir, violations: wrong, isComplete, milliseconds, peak };
  } catch (error) {
    wrong = [String(error instanceof Error ? error.message : error)];
    return { what, dir: scene.dir, violations: wrong, isComplete: false, milliseconds: 0, peak: 0 };
  } finally {
    if (!keep || wrong.length === 0) scene.dispose();
  }
}

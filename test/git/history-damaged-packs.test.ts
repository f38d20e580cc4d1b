// Packs that are broken or made to mislead, through the built command: what git can still read is found, what cannot be read is
// named, nothing is ever called complete that is not, and no run hangs or eats memory.
import { appendFileSync, copyFileSync, mkdirSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { DamageScene, sweepDamaged, violations } from '../support/history/damage-scene.ts';
import { copy, copyBytes, encodeDelta, insert } from '../support/history/delta-ops.ts';
import type { RawObject } from '../support/history/object-bytes.ts';
import { fanoutSize, fanoutStart } from '../support/history/pack-index.ts';
import { offsetBytes } from '../support/history/pack-writer.ts';
import { writeLoose } from '../support/history/store-history.ts';
import { cli, needBuild } from '../support/run-cli.ts';

let scenes: DamageScene[] = [];
afterEach(() => {
  for (const scene of scenes) scene.dispose();
  scenes = [];
});
function newScene(format: 'sha1' | 'sha256' = 'sha1'): DamageScene {
  needBuild();
  const scene = new DamageScene(format);
  scenes.push(scene);
  return scene;
}

type Damage = (scene: DamageScene) => void;
/** The object in the middle of most damage: a delta, and the base of another. */
const victim = (scene: DamageScene): RawObject => scene.blobs[1][1];

/** Puts a delta of `bytes` in the victim's place. */
const victimDelta =
  (bytes: (scene: DamageScene) => Buffer): Damage =>
  (scene) =>
    scene.writePack((entries) => {
      const at = scene.at(victim(scene));
      entries[at] = { ...entries[at], bytes: bytes(scene) };
    });

/** The right delta of the victim, with its head or its operations replaced. */
function delta(scene: DamageScene, change: { baseSize?: number; resultSize?: number; ops?: Buffer }): Buffer {
  const [base, { bytes }] = scene.blobs[1];
  const grown = bytes.length - base.bytes.length;
  const sizes = { baseSize: change.baseSize ?? base.bytes.length, resultSize: change.resultSize ?? bytes.length };
  const right = encodeDelta([insert(bytes.subarray(0, grown)), copy(0, base.bytes.length)], sizes);
  if (change.ops === undefined) return right;
  return Buffer.concat([encodeDelta([], sizes), change.ops]);
}

const inPack =
  (change: (pack: Buffer, offsets: readonly number[], scene: DamageScene) => Buffer): Damage =>
  (scene) =>
    scene.writePack(undefined, { bytes: (pack, offsets) => change(Buffer.from(pack), offsets, scene) });

const inIndex =
  (change: (index: Buffer, scene: DamageScene) => void): Damage =>
  (scene) =>
    scene.writePack(undefined, { change: (index) => change(index, scene) });

/** Sets the offset that the index gives for the victim. */
const withOffset =
  (offset: (scene: DamageScene, right: number) => number, wideFrom?: number): Damage =>
  (scene) =>
    scene.writePack(undefined, {
      wideFrom,
      indexed: (entries) => {
        const at = scene.at(victim(scene));
        entries[at] = { ...entries[at], offset: offset(scene, entries[at].offset) };
      },
    });

const offsetsStart = (index: Buffer, count: number) => fanoutStart + fanoutSize + count * 24 + 0 * index.length;

/** Hundreds of megabytes that a few hundred kilobytes unfold to. */
const bomb = () => Buffer.alloc(150_000_000, 0x20);

const damages: Readonly<Record<string, Damage>> = {
  'the pack is cut off in the middle': inPack((pack) => pack.subarray(0, pack.length >> 1)),
  'the pack is cut off behind its head': inPack((pack) => pack.subarray(0, 12)),
  'the pack is cut off in its checksum': inPack((pack) => pack.subarray(0, pack.length - 10)),
  'the pack is empty': inPack(() => Buffer.alloc(0)),
  'the pack begins with other letters': inPack((pack) => {
    pack.write('KCAP');
    return pack;
  }),
  'the pack is of an unknown version': inPack((pack) => {
    pack.writeUInt32BE(9, 4);
    return pack;
  }),
  'the pack claims another number of objects': inPack((pack) => {
    pack.writeUInt32BE(3, 8);
    return pack;
  }),
  'compressed data is damaged': inPack((pack, offsets, scene) => {
    pack.fill(0xee, offsets[scene.at(victim(scene))] + 6, offsets[scene.at(victim(scene))] + 14);
    return pack;
  }),
  'compressed data of a tree is damaged': inPack((pack, offsets, scene) => {
    pack.fill(0xee, offsets[scene.at(scene.trees[0])] + 5, offsets[scene.at(scene.trees[0])] + 12);
    return pack;
  }),
  'compressed data of a commit is damaged': inPack((pack, offsets, scene) => {
    pack.fill(0xee, offsets[scene.at(scene.commits[1])] + 5, offsets[scene.at(scene.commits[1])] + 12);
    return pack;
  }),
  'an entry is of no type': inPack((pack, offsets, scene) => {
    pack[offsets[scene.at(victim(scene))]] &= 0x8f;
    return pack;
  }),
  'an entry is of the reserved type': inPack((pack, offsets, scene) => {
    const at = offsets[scene.at(victim(scene))];
    pack[at] = (pack[at] & 0x8f) | 0x50;
    return pack;
  }),
  'a base lies before the pack': inPack((pack, offsets, scene) => {
    offsetBytes(100_000).copy(pack, offsets[scene.at(victim(scene))] + 2);
    return pack;
  }),
  'a base lies in the middle of an entry': inPack((pack, offsets, scene) => {
    const at = scene.at(victim(scene));
    offsetBytes(offsets[at] - offsets[at - 1] - 3).copy(pack, offsets[at] + 2);
    return pack;
  }),
  'a delta is its own base, by offset': inPack((pack, offsets, scene) => {
    // Same length, so that what stands behind is where it was.
    const at = offsets[scene.at(victim(scene))] + 2;
    pack[at] = pack[at] & 0x80;
    if (pack[at + 1] < 0x80 && pack[at] !== 0) pack[at + 1] = 0;
    return pack;
  }),
  'a delta is its own base, by id': (scene) =>
    scene.writePack((entries) => {
      const at = scene.at(victim(scene));
      entries[at] = { ...entries[at], kind: 'ref', base: victim(scene).id };
    }),
  'two deltas are each other’s base': (scene) =>
    scene.writePack((entries) => {
      const [one, other] = [scene.blobs[1][1], scene.blobs[3][1]];
      entries[scene.at(one)] = { ...entries[scene.at(one)], kind: 'ref', base: other.id };
      entries[scene.at(other)] = { ...entries[scene.at(other)], kind: 'ref', base: one.id };
    }),
  'a delta has a base that is nowhere': (scene) =>
    scene.writePack((entries) => {
      entries[scene.at(victim(scene))] = { ...entries[scene.at(victim(scene))], kind: 'ref', base: 'ab'.repeat(20) };
    }),
  'a blob is the delta of a tree': (scene) =>
    scene.writePack((entries) => {
      entries[scene.at(victim(scene))] = { ...entries[scene.at(victim(scene))], kind: 'ref', base: scene.trees[0].id };
    }),
  'an entry claims to be smaller': (scene) =>
    scene.writePack((entries) => {
      const at = scene.at(scene.blobs[2][0]);
      entries[at] = { ...entries[at], claimedSize: 100 };
    }),
  'an entry claims to be larger': (scene) =>
    scene.writePack((entries) => {
      const at = scene.at(scene.blobs[2][0]);
      entries[at] = { ...entries[at], claimedSize: 100_000 };
    }),
  'an entry claims to be a terabyte': (scene) =>
    scene.writePack((entries) => {
      const at = scene.at(scene.blobs[2][0]);
      entries[at] = { ...entries[at], claimedSize: 2 ** 40 };
    }),
  'a delta claims a terabyte': (scene) =>
    scene.writePack((entries) => {
      const at = scene.at(victim(scene));
      entries[at] = { ...entries[at], claimedSize: 2 ** 40 };
    }),
  'an entry unfolds to far more than it claims': (scene) =>
    scene.writePack((entries) => {
      const at = scene.at(scene.blobs[2][0]);
      entries[at] = { ...entries[at], bytes: bomb(), claimedSize: 100 };
    }),
  'a delta gives another size for its base': victimDelta((scene) => delta(scene, { baseSize: 7 })),
  'a delta gives another size for its result': victimDelta((scene) => delta(scene, { resultSize: 7 })),
  'a delta promises a terabyte': victimDelta((scene) => delta(scene, { resultSize: 2 ** 40 })),
  'a delta promises what a number cannot hold': victimDelta((scene) =>
    Buffer.concat([Buffer.alloc(12, 0xff), Buffer.from([1]), delta(scene, {})]),
  ),
  'a delta copies from beyond its base': victimDelta((scene) => delta(scene, { ops: copyBytes(90_000, 443) })),
  'a delta copies over the end of its base': victimDelta((scene) => delta(scene, { ops: copyBytes(400, 443) })),
  'a delta copies without a size, which means 65,536': victimDelta((scene) =>
    delta(scene, { ops: Buffer.from([0x80]) }),
  ),
  'a delta holds the reserved operation': victimDelta((scene) =>
    delta(scene, { ops: Buffer.concat([Buffer.from([0]), copyBytes(0, 443)]) }),
  ),
  'a delta ends in the middle of an insert': victimDelta((scene) =>
    delta(scene, { ops: Buffer.concat([copyBytes(0, 400), Buffer.from([0x7f, 1, 2])]) }),
  ),
  'a delta ends in the middle of a copy': victimDelta((scene) =>
    delta(scene, { ops: Buffer.concat([copyBytes(0, 400), Buffer.from([0xff, 1])]) }),
  ),
  'a delta says less than it promises': victimDelta((scene) => delta(scene, { ops: copyBytes(0, 10) })),
  'a delta says far more than it promises': victimDelta((scene) => {
    const op = copyBytes(0, 440);
    return delta(scene, { ops: Buffer.concat(Array.from({ length: 100_000 }, () => op)) });
  }),
  'a delta is nothing but sizes cut short': victimDelta(() => Buffer.from([0xff, 0xff])),
  'a delta is empty': victimDelta(() => Buffer.alloc(0)),
  'the index gives an offset in the middle of an entry': withOffset((_, right) => right + 3),
  'the index gives an offset behind the pack': withOffset(() => 10_000_000),
  'the index gives an offset in the head of the pack': withOffset(() => 4),
  'the index gives the offset of another object': withOffset((scene, right) => right + 0 * scene.entries.length - 1),
  'the index gives an offset of many terabytes': withOffset(() => 2 ** 50, 2 ** 31),
  'the index points behind its table of wide offsets': inIndex((index, scene) => {
    index.writeUInt32BE(0x80000000 + 5000, offsetsStart(index, scene.entries.length));
  }),
  'the index has a fan-out that goes down': inIndex((index) => index.writeUInt32BE(0xffffff, fanoutStart + 40)),
  'the index claims more objects than it has': inIndex((index) =>
    index.writeUInt32BE(5_000_000, fanoutStart + 255 * 4),
  ),
  'the index claims four billion objects': inIndex((index) => index.writeUInt32BE(0xffffffff, fanoutStart + 255 * 4)),
  'the index is of an unknown version': inIndex((index) => index.writeUInt32BE(7, 4)),
  'the ids of the index are not sorted': inIndex((index) => {
    const start = fanoutStart + fanoutSize;
    const [first, second] = [
      Buffer.from(index.subarray(start, start + 20)),
      Buffer.from(index.subarray(start + 20, start + 40)),
    ];
    second.copy(index, start);
    first.copy(index, start + 20);
  }),
  'the index is cut off': (scene) => {
    scene.writePack();
    truncateSync(scene.indexPath, 1200);
  },
  'the index is empty': (scene) => {
    scene.writePack();
    truncateSync(scene.indexPath, 0);
  },
  'the index is gone': (scene) => {
    scene.writePack();
    unlinkSync(scene.indexPath);
  },
  'the pack is gone': (scene) => {
    scene.writePack();
    unlinkSync(scene.packPath);
  },
  'the pack is a folder': (scene) => {
    scene.writePack();
    unlinkSync(scene.packPath);
    mkdirSync(scene.packPath);
  },
};

describe('a pack in which', () => {
  it.each(Object.entries(damages))('%s', (_, damage) => {
    const scene = newScene();
    damage(scene);
    expect(violations(scene, sweepDamaged(scene, cli))).toEqual([]);
  });

  it.each(['the pack is cut off in the middle', 'a delta copies from beyond its base', 'the index is gone'])(
    '%s is exit 3 where nothing that blocks was found',
    (name) => {
      const scene = newScene();
      damages[name](scene);
      expect(sweepDamaged(scene, cli, ['--rule', 'zhipu-api-key']).code).toBe(3);
    },
  );
});

/** Loose copies of everything beside the broken pack. */
describe('one damaged copy beside a good one', () => {
  it.each(['a delta copies from beyond its base', 'compressed data is damaged', 'the pack is cut off in the middle'])(
    'is covered: %s',
    (name) => {
      const scene = newScene();
      damages[name](scene);
      scene.writeLoose();
      const outcome = sweepDamaged(scene, cli);
      expect(violations(scene, outcome)).toEqual([]);
      expect(outcome.masks.size).toBe(scene.tokens.length);
      expect(outcome.covered).toBe(scene.objects.size);
    },
  );
});

describe('a sound pack', () => {
  it.each(['sha1', 'sha256'] as const)('is read whole: %s', (format) => {
    const scene = newScene(format);
    scene.writePack();
    const outcome = sweepDamaged(scene, cli);
    expect(violations(scene, outcome)).toEqual([]);
    expect(outcome).toMatchObject({ code: 1, isComplete: true, covered: scene.objects.size });
    expect(outcome.masks.size).toBe(scene.tokens.length);
  });

  it('is read whole with all its offsets in the wide table', () => {
    const scene = newScene();
    // All but the first: git takes an index with only wide ones for damaged.
    scene.writePack(undefined, { wideFrom: 13 });
    const outcome = sweepDamaged(scene, cli);
    expect(outcome).toMatchObject({ code: 1, isComplete: true, covered: scene.objects.size });
  });

  it.each(['keep', 'promisor', 'mtimes', 'bitmap', 'rev'])(
    'is read whole with a file of the kind .%s beside it',
    (kind) => {
      const scene = newScene();
      scene.writePack();
      writeFileSync(scene.packPath.replace(/pack$/, kind), kind === 'keep' ? '' : 'nothing of the kind');
      const outcome = sweepDamaged(scene, cli);
      expect(violations(scene, outcome)).toEqual([]);
      expect(outcome.masks.size).toBe(scene.tokens.length);
    },
  );
});

describe('loose objects that are broken', () => {
  const looseDamages: Readonly<Record<string, (file: string, object: RawObject) => void>> = {
    'cut short': (file) => truncateSync(file, 30),
    empty: (file) => truncateSync(file, 0),
    'no compressed data': (file) => writeFileSync(file, 'nothing of the kind'),
    'with more behind them': (file) => appendFileSync(file, 'more'),
    'of another size than they say': (file, { bytes }) =>
      writeFileSync(file, deflateSync(Buffer.concat([Buffer.from('blob 7\0'), bytes]))),
    'that claim a terabyte': (file, { bytes }) =>
      writeFileSync(file, deflateSync(Buffer.concat([Buffer.from(`blob ${2 ** 40}\0`), bytes]))),
    'of an unknown type': (file, { bytes }) =>
      writeFileSync(file, deflateSync(Buffer.concat([Buffer.from(`thing ${bytes.length}\0`), bytes]))),
    'that unfold without end': (file) =>
      writeFileSync(file, deflateSync(Buffer.concat([Buffer.from('blob 100\0'), bomb()]))),
    'without an end of their head': (file) => writeFileSync(file, deflateSync(Buffer.alloc(5000, 0x61))),
    'that are folders': (file) => {
      unlinkSync(file);
      mkdirSync(file);
    },
  };

  it.each(Object.entries(looseDamages))('%s', (_, damage) => {
    const scene = newScene();
    scene.writeLoose();
    const { id } = victim(scene);
    damage(join(scene.dir, 'objects', id.slice(0, 2), id.slice(2)), victim(scene));
    const outcome = sweepDamaged(scene, cli);
    expect(violations(scene, outcome)).toEqual([]);
    expect(outcome.masks.size).toBeGreaterThanOrEqual(scene.tokens.length - 1);
  });
});

describe('alternates', () => {
  const alternates = (scene: DamageScene, text: string) => {
    const file = join(scene.dir, 'objects', 'info', 'alternates');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  it('that are missing, name themselves or go round in a circle leave what is here covered', () => {
    const scene = newScene();
    scene.writePack();
    const other = join(scene.root, 'other.git', 'objects');
    mkdirSync(join(other, 'info'), { recursive: true });
    writeFileSync(join(other, 'info', 'alternates'), `${join(scene.dir, 'objects')}\n`);
    for (const text of [
      `${other}\n`,
      `${join(scene.dir, 'objects')}\n`,
      '/no/such/folder\n',
      '# a comment\n\n',
      '\0\xff\n',
    ]) {
      alternates(scene, text);
      const outcome = sweepDamaged(scene, cli);
      expect(violations(scene, outcome)).toEqual([]);
      expect(outcome.masks.size).toBe(scene.tokens.length);
    }
  });

  it('that hold what is named here are read, relative ones too, and damage in them is told', () => {
    const scene = newScene();
    scene.writePack();
    const other = join(scene.root, 'other.git', 'objects');
    mkdirSync(join(other, 'pack'), { recursive: true });
    for (const file of [scene.packPath, scene.indexPath]) {
      copyFileSync(file, file.replace(join(scene.dir, 'objects'), other));
      rmSync(file);
    }
    alternates(scene, '../../other.git/objects\n');
    expect(sweepDamaged(scene, cli)).toMatchObject({ isComplete: true, covered: scene.objects.size });
    truncateSync(scene.packPath.replace(join(scene.dir, 'objects'), other), 500);
    const outcome = sweepDamaged(scene, cli);
    expect(violations(scene, outcome)).toEqual([]);
    expect(outcome.isComplete).toBe(false);
  });
});

describe('an index over several packs', () => {
  it.each([
    ['nothing of the kind', (file: string) => writeFileSync(file, 'nothing of the kind')],
    ['empty', (file: string) => writeFileSync(file, '')],
    [
      'a head that promises packs that are not there',
      (file: string) => {
        const head = Buffer.alloc(12 + 12 + 4096);
        head.write('MIDX', 'latin1');
        head.writeUInt8(1, 4);
        head.writeUInt8(1, 5);
        head.writeUInt8(1, 6);
        head.writeUInt32BE(7, 8);
        writeFileSync(file, head);
      },
    ],
  ] as const)('that is %s hides no pack', (_, write) => {
    const scene = newScene();
    scene.writePack();
    writeLoose(join(scene.dir, 'objects'), scene.commits[0]);
    write(join(scene.dir, 'objects', 'pack', 'multi-pack-index'));
    const outcome = sweepDamaged(scene, cli);
    expect(violations(scene, outcome)).toEqual([]);
    expect(outcome.masks.size).toBe(scene.tokens.length);
  });
});

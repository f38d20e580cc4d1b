// Packs as the reader of packs takes them: sound ones that hold strange deltas, trees and commits; damaged ones; damaged indexes;
// damaged files of single objects. What comes out is compared with deltas applied byte by byte.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { families } from '../../../rules/index.ts';
import { makePlan } from '../../../src/git/pack/make-plan.ts';
import { NeedsOtherReader } from '../../../src/git/pack/needs-other-reader.ts';
import { listObjects } from '../../../src/git/pack/object-folders.ts';
import { PackHistory } from '../../../src/git/pack/pack-history.ts';
import { readWanted } from '../../../src/git/pack/read-wanted.ts';
import { runThread } from '../../../src/git/pack/sweep-thread.ts';
import { compileKernel, type KernelCode } from '../../../src/git/pack/web-assembly.ts';
import { objectText } from '../../../src/git/parse-commit.ts';
import { openRepository, type Repository } from '../../../src/git/repository.ts';
import { GitError } from '../../../src/model/errors.ts';
import { hitJudge } from '../../../src/pipeline/hit-judge.ts';
import { createDetector } from '../../support/detector.ts';
import { copy, encodeDelta, insert } from '../../support/history/delta-ops.ts';
import { type IndexedEntry, writeIndex } from '../../support/history/pack-index.ts';
import { type PackEntry, type PackType, writePack } from '../../support/history/pack-writer.ts';
import { writeSkeleton } from '../../support/history/store-history.ts';
import { type FuzzTarget, hexId, holds } from '../target.ts';
import { applyNaively, TooLarge } from './apply-naively.ts';

const kinds = ['commit', 'tree', 'blob', 'tag', 'ofs', 'ref'] as const;
/** Ids are not hashes here: an entry is known by its number, so that trees and commits can be made to name each other. */
const idOfEntry = (at: number) => hexId('0123456789abcdef'[at]);
const mostEntries = 16;
/** More than the reader itself takes for a pack of some kilobytes. */
const mostMemory = 3 * 2 ** 30;
/** Each run makes a kernel with its memory: some ten milliseconds. */
const batch = 50;

const ownFamilies = families.filter(({ id }) => ['github', 'private-keys', 'aws'].includes(id));
const { detector } = createDetector({ families: ownFamilies });

interface Place {
  readonly repo: Repository;
  readonly pack: string;
  readonly index: string;
  readonly looseFolder: string;
}

let place: Place | null = null;

/** A bare repository without a git program; made at the first run, removed with the process. */
function placeOf(): Place {
  if (place) return place;
  const root = mkdtempSync(join(tmpdir(), 'leakgate-fuzz-packs-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const dir = join(root, 'repo.git');
  writeSkeleton(dir, { format: 'sha1', refs: [['refs/heads/main', idOfEntry(0)]] });
  const looseFolder = join(dir, 'objects', 'ff');
  mkdirSync(looseFolder);
  const name = join(dir, 'objects', 'pack', `pack-${hexId('1')}`);
  const repo = openRepository(dir, { env: { PATH: root } });
  place = { repo, pack: `${name}.pack`, index: `${name}.idx`, looseFolder };
  return place;
}

let kernel: KernelCode | null = null;
// Where `npm run fuzz` and the tests stand: the top of the project.
const kernelCode = () => {
  kernel ??= compileKernel(readFileSync(join(process.cwd(), 'dist', 'kernel.wasm')));
  return kernel;
};

// kind | base | size, 2 bytes | content        again and again
function readEntries(data: Buffer): PackEntry[] {
  const entries: PackEntry[] = [];
  for (let at = 0; at + 4 <= data.length && entries.length < mostEntries; ) {
    const kind = kinds[data[at] % kinds.length];
    const number = entries.length;
    const size = data.readUInt16LE(at + 2);
    const bytes = data.subarray(at + 4, at + 4 + size);
    at += 4 + size;
    if (kind === 'ofs' && number > 0) entries.push({ kind, bytes, base: data[at - size - 3] % number });
    else if (kind === 'ofs') entries.push({ kind: 'blob', bytes });
    else if (kind === 'ref') entries.push({ kind, bytes, base: idOfEntry(data[at - size - 3] % mostEntries) });
    else entries.push({ kind, bytes });
  }
  return entries;
}

/** Type and content of an entry, or null where its deltas do not fit or go round. */
function resolve(entries: readonly PackEntry[], at: number, steps = 0): { type: PackType; bytes: Buffer } | null {
  const entry = entries[at];
  if (entry === undefined || steps > entries.length) return null;
  if (entry.kind !== 'ofs' && entry.kind !== 'ref') return { type: entry.kind, bytes: entry.bytes };
  const number = entry.kind === 'ofs' ? (entry.base as number) : '0123456789abcdef'.indexOf(`${entry.base}`[0]);
  const base = resolve(entries, number, steps + 1);
  const bytes = base && applyNaively(base.bytes, entry.bytes);
  return base && bytes ? { type: base.type, bytes } : null;
}

function writeSound(entries: readonly PackEntry[], { pack, index }: Place): void {
  const written = writePack(entries);
  const indexed = entries.map((_, at) => ({ id: idOfEntry(at), offset: written.offsets[at], crc: 0 }));
  writeFileSync(pack, written.bytes);
  writeFileSync(index, firstIndex(indexed, written.bytes));
}

/** An index of version 1: it holds no checksums of entries, so that damage gets further. */
function firstIndex(entries: readonly IndexedEntry[], pack: Buffer): Buffer {
  const second = writeIndex(entries, pack);
  const rows = [...entries]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, offset }) => {
      const row = Buffer.alloc(24);
      row.writeUInt32BE(offset >>> 0);
      row.write(id, 4, 'hex');
      return row;
    });
  return Buffer.concat([second.subarray(8, 8 + 1024), ...rows, Buffer.alloc(40)]);
}

/** Every object that is read must be what a plain reader makes of it, and what that cannot read must be handed on. */
function comparePlainly(entries: readonly PackEntry[], { repo }: Place): void {
  const { plan, forests } = makePlan(listObjects(repo), 20, Buffer.alloc(0), kernelCode());
  const rest: string[] = [];
  const objects = entries.map((_, at) => at);
  const terms = { plan, forests, kernel: kernelCode(), loose: new Map<string, string>(), objects, rest };
  const read = new Set<string>();
  for (const { id, type, bytes } of readWanted(terms)) {
    const expected = resolve(entries, '0123456789abcdef'.indexOf(id[0]));
    holds(expected !== null && expected.type === type && expected.bytes.equals(bytes), 'an object is as it should be');
    read.add(id);
  }
  holds(read.size + rest.length === entries.length, 'every object is read or handed on');
  for (const [at] of entries.entries())
    holds(read.has(idOfEntry(at)) === (resolve(entries, at) !== null), 'what can be read is read');
}

/** Sweeps what lies in the folder; null where the reader says that another one must, and where git would be asked. */
async function sweep({ repo }: Place) {
  const judge = hitJudge(detector, objectText);
  const history = new PackHistory(repo, {
    jobs: 1,
    kernel: kernelCode(),
    usesGit: false,
    startThread: (terms) => ({ outcome: Promise.resolve().then(() => runThread(terms, judge)), stop: () => {} }),
    readTips: async () => ({
      refs: [{ name: 'refs/heads/main', id: idOfEntry(0) }],
      others: [],
      indexes: [],
      branch: 'refs/heads/main',
      unreadable: [],
    }),
  });
  try {
    const survey = await history.survey(judge);
    const places = await history.locate(survey.suspects);
    for (const id of survey.suspects) holds((places.get(id)?.length ?? 0) > 0, 'a suspect has a place');
    const { expected, delivered, missing, damaged, tooLarge } = history.coverage();
    holds(expected === delivered + missing + damaged + tooLarge, 'the sum closes');
    return { survey, coverage: history.coverage() };
  } catch (error) {
    if (error instanceof NeedsOtherReader || error instanceof GitError) return null;
    throw error;
  } finally {
    holds(process.memoryUsage.rss() < mostMemory, 'memory is bounded');
  }
}

async function sweepSound(entries: readonly PackEntry[], at: Place): Promise<void> {
  writeSound(entries, at);
  comparePlainly(entries, at);
  const swept = await sweep(at);
  if (swept === null) return;
  for (const [number] of entries.entries()) {
    const object = resolve(entries, number);
    holds(object !== null || swept.coverage.damaged > 0, 'what cannot be read is told');
    if (
      object?.type === 'blob' &&
      detector.hasAnchor(object.bytes) &&
      detector.detect(layerOf(object.bytes)).length > 0
    )
      holds(swept.survey.suspects.has(idOfEntry(number)), 'a blob with a candidate is a suspect');
  }
}

const layerOf = (bytes: Buffer) =>
  ({ bytes, kind: bytes.subarray(0, 8000).includes(0) ? 'binary' : 'text', via: [] }) as const;

const words = [
  ...kinds.map((_, at) => `${String.fromCharCode(at)}\0`),
  '\u0020\0',
  '\u0080\0',
  ...['a', '0', '1', '2', '3'].map((digit) => Buffer.from(hexId(digit), 'hex').toString('latin1')),
  hexId('0'),
  hexId('2'),
  '100644 a\0',
  '40000 d\0',
  'tree ',
  'parent ',
  'ghp_',
  '\u0090\u0010',
  '\u00b0\u00ff\u00ff',
  '\u0001a',
  'x\u009c',
];

function record(kind: (typeof kinds)[number], base: number, bytes: Buffer): Buffer {
  const head = Buffer.from([kinds.indexOf(kind), base, 0, 0]);
  head.writeUInt16LE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}

const person = 'Ada <a@b.example> 1700000000 +0100';
const text = Buffer.from('a line of text that says nothing\n'.repeat(4));
const longer = Buffer.concat([Buffer.from('key = 1\n'), text]);
const delta = encodeDelta([insert('key = 1\n'), copy(0, text.length)], {
  baseSize: text.length,
  resultSize: longer.length,
});
const treeOf = (...ids: number[]) =>
  Buffer.concat(ids.flatMap((id) => [Buffer.from(`100644 f${id}\0`), Buffer.from(idOfEntry(id), 'hex')]));
const commitOf = (tree: number, parent: number) =>
  Buffer.from(`tree ${idOfEntry(tree)}\nparent ${idOfEntry(parent)}\nauthor ${person}\ncommitter ${person}\n\nwords\n`);

/** Copies all of a base of `size` bytes `times` over. */
const grown = (size: number, times: number) =>
  encodeDelta(
    Array.from({ length: times }, () => copy(0, size)),
    { baseSize: size, resultSize: size * times },
  );

const sound: FuzzTarget = {
  name: 'packs',
  batch,
  seeds: () => [
    Buffer.concat([
      record('commit', 0, commitOf(1, 9)),
      record('tree', 0, treeOf(2, 3, 4)),
      record('blob', 0, text),
      record('ofs', 2, delta),
      record('ref', 3, delta),
    ]),
    Buffer.concat([record('ref', 1, delta), record('ref', 0, delta), record('blob', 0, text)]),
    Buffer.concat([record('tree', 0, treeOf(0, 1)), record('ref', 2, delta), record('tag', 0, Buffer.from('object '))]),
    Buffer.concat([record('blob', 0, text), ...[1, 30, 900].map((times, at) => record('ofs', at, grown(132, times)))]),
    Buffer.concat([
      record('blob', 0, Buffer.alloc(1000)),
      ...[1000, 200_000, 40_000_000].map((size, at) => record('ofs', at, grown(size, 200))),
    ]),
  ],
  words,
  run: async (data) => {
    const entries = readEntries(data);
    const at = placeOf();
    try {
      await sweepSound(entries, at);
    } catch (error) {
      // Nothing to compare with; that it ends, in bounded memory, was seen.
      if (!(error instanceof TooLarge)) throw error;
      await sweep(at);
    }
  },
};

const smallPack = () => {
  const entries = readEntries(sound.seeds()[0]);
  const written = writePack(entries);
  const indexed = entries.map((_, at) => ({ id: idOfEntry(at), offset: written.offsets[at], crc: 0 }));
  return { ...written, indexed };
};

const damagedPack: FuzzTarget = {
  name: 'damaged-pack',
  batch,
  seeds: () => [smallPack().bytes],
  words: [...words, 'PACK', '\0\0\0\u0002', '\u00e0', '\u00f5'],
  run: async (data) => {
    const at = placeOf();
    writeFileSync(at.pack, data);
    writeFileSync(at.index, firstIndex(smallPack().indexed, data.subarray(-20)));
    await sweep(at);
  },
};

const damagedIndex: FuzzTarget = {
  name: 'pack-index',
  batch,
  seeds: () => {
    const { bytes, indexed } = smallPack();
    return [firstIndex(indexed, bytes), writeIndex(indexed, bytes), writeIndex(indexed, bytes, { wideFrom: 50 })];
  },
  words: [...words, '\u00fftOc\0\0\0\u0002', '\u0080\0\0\0', '\0\0\0\u0005'],
  run: async (data) => {
    const at = placeOf();
    writeFileSync(at.pack, smallPack().bytes);
    writeFileSync(at.index, data);
    await sweep(at);
  },
};

const looseFile: FuzzTarget = {
  name: 'loose-file',
  batch,
  seeds: () => [
    deflateSync(Buffer.from('blob 5\0hello')),
    deflateSync(Buffer.concat([Buffer.from(`tree ${treeOf(0, 1).length}\0`), treeOf(0, 1)])),
    deflateSync(Buffer.concat([Buffer.from('blob 9000000\0'), Buffer.alloc(9_000_000)])),
    deflateSync(Buffer.concat([Buffer.from(`commit ${commitOf(1, 2).length}\0`), commitOf(1, 2)])),
  ],
  words: ['x\u009c', 'x\u0001', 'blob ', 'tree ', '\0', '\0\0\u00ff\u00ff'],
  longest: 12_000,
  run: async (data) => {
    const at = placeOf();
    const file = join(at.looseFolder, 'f'.repeat(38));
    rmSync(at.pack, { force: true });
    rmSync(at.index, { force: true });
    writeFileSync(file, data);
    try {
      await sweep(at);
    } finally {
      rmSync(file);
    }
  },
};

export const packTargets: readonly FuzzTarget[] = [sound, damagedPack, damagedIndex, looseFile];

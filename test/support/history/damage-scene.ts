// A small repository in a hand-written pack, to be damaged: every version of every file holds a token of its own, so that what
// was scanned shows; and what git itself can still read is the measure of what must have been.
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillTemplate } from '../fill-template.ts';
import { shownSecret } from '../planted.ts';
import { copy, encodeDelta, insert } from './delta-ops.ts';
import { commitBytes, type ObjectFormat, type RawObject, rawObject, treesOf } from './object-bytes.ts';
import { type IndexedEntry, type IndexOptions, indexedEntries, writeIndex } from './pack-index.ts';
import { type PackEntry, writePack } from './pack-writer.ts';
import { writeLoose, writeSkeleton } from './store-history.ts';

/** git answers for any of these objects in a hundredth of this. */
const gitMilliseconds = 4000;
const files = 4;
const versions = 3;
const filler = 'a line of text that says nothing and is long enough to be copied\n'.repeat(6);

/** An entry of the pack and the object it is meant to be. */
export interface SceneEntry extends PackEntry {
  readonly id: string;
}

const tokenOf = (file: number, version: number) =>
  fillTemplate('ghp_{alnum:30}{crc32b62}', `damage ${file} ${version}`);

export class DamageScene {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'leakgate-damage-')));
  readonly dir = join(this.root, 'repo.git');
  readonly format: ObjectFormat;
  /** All objects by id. */
  readonly objects = new Map<string, RawObject>();
  /** Blobs by file and version. */
  readonly blobs: RawObject[][] = [];
  readonly trees: RawObject[] = [];
  readonly commits: RawObject[] = [];
  readonly entries: readonly SceneEntry[];

  constructor(format: ObjectFormat = 'sha1') {
    this.format = format;
    const add = (type: RawObject['type'], bytes: Buffer) => {
      const object = rawObject(type, bytes, format);
      this.objects.set(object.id, object);
      return object;
    };
    for (let file = 0; file < files; file++)
      this.blobs.push(Array.from({ length: versions }, (_, version) => add('blob', this.#content(file, version))));
    for (let version = 0; version < versions; version++) {
      const paths = new Map(this.blobs.map((own, file) => [`folder-${file % 2}/file-${file}.txt`, own[version].id]));
      const { root, trees } = treesOf(paths, format);
      for (const tree of trees) this.objects.set(tree.id, tree);
      this.trees.push(...trees);
      const parents = this.commits.slice(-1).map(({ id }) => id);
      const seconds = 1_767_225_600 + version * 60;
      const who = { author: 'Ada Tester <ada@example.org>', authorSeconds: seconds, seconds, message: 'one\n' };
      this.commits.push(add('commit', commitBytes({ tree: root.id, parents, ...who })));
    }
    this.entries = this.#makeEntries();
    writeSkeleton(this.dir, { format, refs: [['refs/heads/main', this.commits.at(-1)!.id]] });
  }

  /** Each version keeps the tokens before it and adds one in front. */
  #content(file: number, version: number): Buffer {
    const lines = Array.from({ length: version + 1 }, (_, at) => `key ${tokenOf(file, version - at)}\n`);
    return Buffer.from(`${lines.join('')}${filler}file ${file}\n`);
  }

  /** The first version of a file whole, the second a delta by offset, the third one by offset or by id. */
  #makeEntries(): SceneEntry[] {
    const entries: SceneEntry[] = [];
    for (const own of this.blobs)
      for (const [version, { id, bytes }] of own.entries()) {
        if (version === 0) entries.push({ id, kind: 'blob', bytes });
        else {
          const base = own[version - 1];
          const grown = bytes.length - base.bytes.length;
          const ops = [insert(bytes.subarray(0, grown)), copy(0, base.bytes.length)];
          const delta = encodeDelta(ops, { baseSize: base.bytes.length, resultSize: bytes.length });
          const isById = version === 2 && this.blobs.indexOf(own) % 2 === 1;
          const by = isById
            ? { kind: 'ref' as const, base: base.id }
            : { kind: 'ofs' as const, base: entries.length - 1 };
          entries.push({ id, ...by, bytes: delta });
        }
      }
    for (const { id, type, bytes } of [...new Set(this.trees), ...this.commits])
      if (!entries.some((entry) => entry.id === id)) entries.push({ id, kind: type, bytes });
    return entries;
  }

  get packPath(): string {
    return join(this.dir, 'objects', 'pack', `pack-${'1'.repeat(40)}.pack`);
  }

  get indexPath(): string {
    return this.packPath.replace(/pack$/, 'idx');
  }

  /** Where the entry of an object is in the list. */
  at(object: RawObject): number {
    return this.entries.findIndex(({ id }) => id === object.id);
  }

  /**
   * Writes the pack with some entries changed, and an index that fits what was written.
   * @param options `indexed` changes what the index says of the entries
   */
  writePack(
    change: (entries: SceneEntry[]) => void = () => {},
    options: IndexOptions & {
      readonly indexed?: (entries: IndexedEntry[]) => void;
      readonly bytes?: (pack: Buffer, offsets: readonly number[]) => Buffer;
    } = {},
  ): void {
    const entries = [...this.entries];
    change(entries);
    const written = writePack(entries, this.format);
    const pack = options.bytes?.(written.bytes, written.offsets) ?? written.bytes;
    const ids = entries.map(({ id }) => id);
    const indexed = indexedEntries(written.bytes, written.offsets, ids, this.format);
    options.indexed?.(indexed);
    writeFileSync(this.packPath, pack);
    writeFileSync(this.indexPath, writeIndex(indexed, written.bytes, { format: this.format, ...options }));
  }

  writeLoose(): void {
    for (const object of this.objects.values()) writeLoose(join(this.dir, 'objects'), object);
  }

  /** Objects that git reads and of which it says what they are; each is asked for by a process of its own where one for all fails. */
  readableToGit(): Set<string> {
    const objects = [...this.objects.values()];
    if (this.#doesGitAnswer(objects)) return new Set(this.objects.keys());
    return new Set(objects.filter((object) => this.#doesGitAnswer([object])).map(({ id }) => id));
  }

  #doesGitAnswer(objects: readonly RawObject[]): boolean {
    const input = objects.map(({ id }) => `${id}\n`).join('');
    const answers = objects.map(({ id, type, bytes }) => [
      Buffer.from(`${id} ${type} ${bytes.length}\n`),
      bytes,
      Buffer.from('\n'),
    ]);
    // git follows a circle of deltas without end, and takes ever more memory for it.
    const limits = { timeout: gitMilliseconds, killSignal: 'SIGKILL', maxBuffer: 1 << 28 } as const;
    const { status, stdout } = spawnSync('git', ['cat-file', '--batch'], { cwd: this.dir, input, ...limits });
    return status === 0 && stdout.equals(Buffer.concat(answers.flat()));
  }

  get tokens(): string[] {
    return this.blobs.flatMap((own, file) => own.map((_, version) => tokenOf(file, version)));
  }

  /** What may be shown of the tokens of which a blob is left. */
  masksOf(ids: ReadonlySet<string>): Set<string> {
    const contents = this.blobs.flat().filter(({ id }) => ids.has(id));
    const left = this.tokens.filter((token) => contents.some(({ bytes }) => bytes.includes(token)));
    return new Set(left.map((token) => `ghp_…${token.slice(-4)}`));
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface DamageOutcome {
  readonly code: number | null;
  readonly isComplete: boolean;
  readonly masks: ReadonlySet<string>;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly gaps: readonly string[];
  readonly covered: number;
  readonly expected: number;
  readonly milliseconds: number;
  /** Most memory that the process held, in bytes. */
  readonly peak: number;
  readonly stderr: string;
}

/** Longer than any of these runs may take on a busy machine. */
const longest = 100_000;

/** What a run that had to be killed has left behind must not go on. Linux only, as a last resort. */
function endProcessesIn(root: string): void {
  if (process.platform !== 'linux') return;
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      if (readlinkSync(`/proc/${id}/cwd`).startsWith(root)) process.kill(Number(id), 'SIGKILL');
    } catch {
      // Ended by itself meanwhile, or not ours to look at.
    }
}

/** Sweeps `dir` with the built command. @throws Error when it ends in any way but with a report, or shows a token */
export function sweepDamaged(
  { dir, root, tokens }: Pick<DamageScene, 'dir' | 'root' | 'tokens'>,
  cli: string,
  args: readonly string[] = [],
): DamageOutcome {
  const meter = join(root, 'meter.cjs');
  const peakFile = join(root, 'peak');
  mkdirSync(root, { recursive: true });
  // The operating system's own count begins with what the parent held; Linux tells that of the program alone elsewhere.
  const own = `/VmHWM:\\s*(\\d+)/.exec(process.platform === 'linux' ? fs.readFileSync('/proc/self/status', 'latin1') : '')?.[1]`;
  const write = `fs.writeFileSync(${JSON.stringify(peakFile)}, String(${own} ?? process.resourceUsage().maxRSS))`;
  const isMain = `require('node:worker_threads').isMainThread`;
  writeFileSync(meter, `const fs = require('node:fs');\nif (${isMain}) process.on('exit', () => ${write});\n`);
  const began = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', meter, cli, 'history', dir, '--format', 'json', ...args],
    { cwd: root, encoding: 'utf8', timeout: longest, killSignal: 'SIGKILL', maxBuffer: 1 << 28 },
  );
  const milliseconds = performance.now() - began;
  if (shownSecret(stdout + stderr, tokens) !== null) throw new Error('a token was shown');
  if (signal !== null) endProcessesIn(root);
  if (signal !== null)
    throw new Error(`ended by ${signal} after ${milliseconds.toFixed(0)} ms: ${stderr.slice(0, 500)}`);
  const peak = Number(readFileSync(peakFile, 'utf8')) * 1024;
  if (stdout === '') {
    // Not even begun: the repository as a whole cannot be read, which is said.
    const said = { code: 'refused', message: stderr };
    const none = { isComplete: false, masks: new Set<string>(), gaps: ['refused'], covered: 0, expected: 0 };
    return { code: status, ...none, problems: [said], milliseconds, peak, stderr };
  }
  const { receipt, findings, problems } = JSON.parse(stdout);
  const gaps = receipt.skipped.filter(({ gap }: { gap: boolean }) => gap).map(({ kind }: { kind: string }) => kind);
  const covered = receipt.scanned + receipt.inherited;
  return {
    code: status,
    isComplete: gaps.length === 0 && covered === receipt.expected,
    masks: new Set(findings.map(({ masked }: { masked: string }) => masked)),
    problems,
    gaps,
    covered,
    expected: receipt.expected,
    milliseconds,
    peak,
    stderr,
  };
}

/** A small repository needs no more than this, whatever it claims to hold. */
const mostMemory = 250e6;

/** What is wrong with how a sweep went; empty when all is as it must be. */
export function violations(scene: DamageScene, outcome: DamageOutcome, readable = scene.readableToGit()): string[] {
  const { code, masks, isComplete, problems, peak, expected, stderr } = outcome;
  const all = scene.masksOf(new Set(scene.objects.keys()));
  const due = scene.masksOf(readable);
  const lost = [...due].filter((mask) => !masks.has(mask));
  const isAll = [...all].every((mask) => masks.has(mask));
  const wrong: string[] = [];
  if (![0, 1, 3].includes(code ?? -1)) wrong.push(`exit ${code}: ${stderr.slice(0, 300)}`);
  if (/failed inside/.test(stderr)) wrong.push(`failed inside: ${stderr.slice(0, 300)}`);
  if (isComplete && !isAll) wrong.push(`called complete, but only ${masks.size} of ${all.size} tokens were found`);
  if (isComplete && expected !== scene.objects.size)
    wrong.push(`called complete with ${expected} of ${scene.objects.size} objects`);
  if (lost.length > 0) wrong.push(`${lost.length} of ${due.size} tokens that git can read were not found`);
  if (!isComplete && problems.length === 0) wrong.push('incomplete, and no problem is named');
  if (!isComplete && code === 0) wrong.push('incomplete, and exit 0');
  if (masks.size > 0 && code !== 1) wrong.push(`findings that block, and exit ${code}`);
  if (peak > mostMemory) wrong.push(`${(peak / 1e6).toFixed(0)} MB of memory`);
  return wrong;
}

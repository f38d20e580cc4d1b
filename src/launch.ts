// What Node runs: loads the program, from code that V8 compiled in an earlier run where that is to be had. Compiling what a
// clean commit runs costs 8 ms each time; taking it compiled from the user's cache folder costs 2 (docs/performance.md).
// The cache speeds up and decides nothing: without one, or where it does not fit, the program is compiled as usual.
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { Script } from 'node:vm';

/** Of each file of code: the start of its SHA-256, so that compiled code never outlives what it was made of. */
declare const LEAKGATE_CODE_DIGESTS: Readonly<Record<string, string>>;

type Wrapped = (
  exports: object,
  require: (id: string) => unknown,
  module: object,
  file: string,
  folder: string,
  spare?: Buffer,
) => void;

/** A compiled program has some 200 kB; whatever is larger is not ours. */
const mostBytes = 8 * 1024 * 1024;
/** Caches that are kept, those of other versions and other Nodes among them; one version leaves some ten. */
const mostKept = 24;
/**
 * What people wait for; only that leaves a cache behind. Each has its own: compiled code holds the functions that one run
 * needed, and a hook on what `staged` had left behind compiled its own for 8 ms each time.
 */
const hurried: Readonly<Record<string, string>> = {
  staged: 'staged',
  history: 'history',
  'pre-commit': 'pre-commit',
  'pre-merge-commit': 'pre-commit',
  'commit-msg': 'commit-msg',
  'pre-push': 'pre-push',
  'pre-receive': 'pre-receive',
};

function hurry({ argv }: NodeJS.Process): string | undefined {
  const name = argv[2] === 'hook' ? argv[3] : argv[2] === 'staged' || argv[2] === 'history' ? argv[2] : '';
  return Object.hasOwn(hurried, name) ? hurried[name] : undefined;
}

/** The user's cache folder for us, after the XDG base directory specification; null where there is none. */
function cacheFolder({ env, platform }: NodeJS.Process): string | null {
  if (env.LEAKGATE_CODE_CACHE === '0') return null;
  if (platform === 'win32') return env.LOCALAPPDATA ? join(env.LOCALAPPDATA, 'leakgate', 'code') : null;
  // "All paths must be absolute"; a relative one is to be ignored.
  if (env.XDG_CACHE_HOME?.startsWith('/')) return `${env.XDG_CACHE_HOME}/leakgate`;
  return env.HOME?.startsWith('/') ? `${env.HOME}/.cache/leakgate` : null;
}

/**
 * What the code of the start, then its compiled form, and then (src/commands/open-detector.ts) the automaton of the rules are
 * read into, one after the other: each page of memory that is touched for the first time costs 2 µs, as much as reading eight.
 */
const spareBytes = 1024 * 1024;

/** All that an open file holds, in `spare` where that is large enough; null when that is not `size` bytes. */
function readAll(file: number, size: number, spare?: Buffer): Buffer | null {
  const bytes = spare !== undefined && size <= spare.length ? spare.subarray(0, size) : Buffer.allocUnsafeSlow(size);
  return readSync(file, bytes, 0, size, 0) === size ? bytes : null;
}

/** The code is ASCII (build/bundle-code.mjs), which goes into a string as it is; 8 kB at a time and as UTF-8 it takes longer. */
function readSource(path: string, spare?: Buffer): string {
  const file = openSync(path, constants.O_RDONLY);
  try {
    return readAll(file, fstatSync(file).size, spare)?.toString('latin1') ?? readFileSync(path, 'latin1');
  } finally {
    closeSync(file);
  }
}

/**
 * Compiled code is run, so it counts only when this user wrote it and nobody else may. It is stored twice: V8 of Node 20
 * runs into the void on code with a wrong bit in it, and comparing two copies is the cheapest test that no bit is wrong.
 */
function readOwn(path: string, spare?: Buffer): Buffer | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const { uid, mode, size } = fstatSync(file);
      const isOwn = process.geteuid === undefined || (uid === process.geteuid() && (mode & 0o022) === 0);
      if (!isOwn || size === 0 || size > mostBytes) return undefined;
      const bytes = readAll(file, size, spare);
      const code = bytes?.subarray(0, size / 2);
      return code?.equals(bytes!.subarray(size / 2)) ? code : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    // Not there, or not to be read: compiled as usual.
    return undefined;
  }
}

/** The two last folders of the path. Not by `recursive`, with which Node 20 tries for ever below /proc, and the hook with it. */
function makeFolders(folder: string): void {
  for (const path of [dirname(folder), folder]) {
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * Writes beside and renames, so that nobody ever reads half a file. Best effort: a read-only home has no cache, and the next
 * run compiles again.
 * @returns whether it was written
 */
function writeOwn(path: string, make: () => Uint8Array | string): boolean {
  const folder = dirname(path);
  const own = `${path}.${process.pid}`;
  try {
    makeFolders(folder);
    if (process.geteuid !== undefined && statSync(folder).uid !== process.geteuid()) return false;
    const file = openSync(own, 'wx', 0o600);
    try {
      writeFileSync(file, make());
      closeSync(file);
      renameSync(own, path);
    } finally {
      rmSync(own, { force: true });
    }
    return true;
  } catch {
    return false;
  }
}

function writeCode(path: string, script: Script): void {
  const isWritten = writeOwn(path, () => {
    const code = script.createCachedData();
    return Buffer.concat([code, code]);
  });
  if (isWritten) dropOldest(dirname(path));
}

/** Leaves the hook file a seed (hooks/leakgate.sh), which has none yet. */
function writeSeed(folder: string): boolean {
  return writeOwn(join(folder, 'hash-seed'), () => {
    const { quickSeed } = require(join(__dirname, 'hash-seed.js')) as { readonly quickSeed: () => string };
    return `${quickSeed()}\n`;
  });
}

/** What this run leaves to the next ones, at its end, when all functions that were needed are compiled. */
function leave(folder: string, cache: string, script: Script, isStale: boolean): void {
  // Code that was compiled under one seed is foreign under another.
  if (process.execArgv.includes('--hash-seed=0') && writeSeed(folder)) return;
  if (isStale) writeCode(cache, script);
}

function dropOldest(folder: string): void {
  try {
    const files = readdirSync(folder).filter((name) => /^leakgate-(?:start|rest)-[0-9a-f]+-.+\.bin$/.test(name));
    const dated = files.map((name) => ({ path: join(folder, name), time: statSync(join(folder, name)).mtimeMs }));
    for (const { path } of dated.sort((a, b) => b.time - a.time).slice(mostKept)) rmSync(path, { force: true });
  } catch {
    // Another run was first, or they stay.
  }
}

/** Runs `leakgate-<part>.js` of this folder as Node would run a CommonJS module, and gives what it exports. */
function run(part: string, spare?: Buffer): unknown {
  const file = `${__dirname}${sep}leakgate-${part}.js`;
  const source = readSource(file, spare);
  const folder = cacheFolder(process);
  const who = hurry(process);
  // V8 refuses code that was compiled under other options: the hook file gives some, a person none.
  const how = process.execArgv.length > 0 ? '-by-hook' : '';
  const name = `leakgate-${part}-${LEAKGATE_CODE_DIGESTS[part]}-${who ?? 'staged'}${how}-${process.version}-${process.arch}.bin`;
  const cache = folder === null ? null : `${folder}${sep}${name}`;
  const cachedData = cache === null ? undefined : readOwn(cache, spare);
  const script = new Script(source, { filename: file, cachedData });
  const isStale = cachedData === undefined || script.cachedDataRejected === true;
  if (folder !== null && cache !== null && who !== undefined && (isStale || process.execArgv.includes('--hash-seed=0')))
    process.once('exit', () => leave(folder, cache, script, isStale));
  const module = { exports: {} };
  (script.runInThisContext() as Wrapped)(module.exports, requireFrom, module, file, __dirname, spare);
  return module.exports;
}

let rest: unknown;
/** Each module of the start asks for its own; Node looks an answer up in 5 µs. */
const builtIns: Record<string, unknown> = {};

function requireFrom(id: string): unknown {
  if (id !== './leakgate-rest.js') {
    builtIns[id] ??= require(id);
    return builtIns[id];
  }
  rest ??= run('rest');
  return rest;
}

function start(): void {
  try {
    run('start', Buffer.allocUnsafeSlow(spareBytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    // The text of `broken-installation`, which stands in the file that is missing.
    const lines = ['The rules of this installation cannot be read.', '  Reinstall leakgate; nothing was judged.'];
    writeSync(2, `leakgate: ${lines.join('\n')}\n`);
    process.exit(3);
  }
}

start();

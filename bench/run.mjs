// `npm run bench -- [repository…] [--runs N] [--only staged|hook|history|scan|mask|artifacts|rules|hostile|growth]`: ratios in one run, medians of interleaved runs.
// Compared with git itself and with the peers that are found on PATH; nothing here gates a test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchArtifacts } from './artifacts.mjs';
import { growRepository } from './growth.mjs';
import { benchHostile } from './hostile.mjs';
import { benchMask } from './mask.mjs';
import { peakMemory } from './peak-memory.mjs';
import { peers, versionOf } from './peers.mjs';
import { benchRules } from './rules.mjs';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(top, 'dist', 'leakgate.js');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    megabytes: { type: 'string', default: '800' },
  },
});

// Where these are set they cost every Node start dearly and say nothing about the scanner.
const environment = { ...process.env };
delete environment.NODE_OPTIONS;
delete environment.NODE_EXTRA_CA_CERTS;

/** Runs `steps` (argument lists) one after the other in `cwd` and gives milliseconds. Output is read and thrown away. */
function time({ steps }, cwd) {
  const began = performance.now();
  for (const [command, ...args] of steps) {
    const { error } = spawnSync(command, args, {
      cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 30,
    });
    if (error && error.code !== 'ENOBUFS') throw error;
  }
  return performance.now() - began;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Times all contenders in turn, `runs` times after one warm-up, and prints medians and ratios to the first. */
function compare(title, contenders, { runs, cwd, bytes }) {
  const times = contenders.map(() => []);
  for (let run = -1; run < runs; run++)
    contenders.forEach((contender, at) => {
      const milliseconds = time(contender, cwd);
      if (run >= 0) times[at].push(milliseconds);
    });
  const floor = median(times[0]);
  console.log(`\n${title} (median of ${runs}, interleaved)`);
  contenders.forEach(({ name }, at) => {
    const value = median(times[at]);
    const range = `${Math.min(...times[at]).toFixed(0)}–${Math.max(...times[at]).toFixed(0)}`;
    console.log(
      `  ${name.padEnd(52)} ${value.toFixed(0).padStart(8)} ms  ${(value / floor).toFixed(2).padStart(7)} x   (${range})${bytes === undefined ? '' : `  ${(bytes / 1e3 / value).toFixed(0)} MB/s`}`,
    );
  });
}

const git = (cwd, ...args) => {
  const { status, stderr } = spawnSync('git', args, { cwd, env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
};

/** Five files as `round` leaves them: small ones that say hardly anything, or sources with names and words of all kinds. */
const contents = {
  'five small files': (round) =>
    [0, 1, 2, 3, 4].map((file) => [`file${file}.ts`, `export const value${file} = ${round};\n`.repeat(40)]),
  'five source files': (round) =>
    ['commands/hook', 'commands/open-detector', 'commands/scan-terms', 'commands/staged', 'git/marks'].map((file) => {
      const text = readFileSync(join(top, 'src', `${file}.ts`), 'utf8');
      return [`${file.replace('/', '-')}.ts`, round === 1 ? text : text.replaceAll('const ', 'let ')];
    }),
};

/** A repository with its config and the files of `kind` committed, then changed and staged; `use` gets its folder. */
function withStaged(kind, use) {
  const folder = mkdtempSync(join(tmpdir(), 'leakgate-bench-'));
  try {
    git(folder, 'init', '-q');
    const { status, stderr } = spawnSync(process.execPath, [cli, 'init', '--yes'], { cwd: folder, env: environment });
    if (status !== 0) throw new Error(`leakgate init: ${stderr}`);
    const write = (round) => {
      for (const [name, text] of contents[kind](round)) writeFileSync(join(folder, name), text);
      git(folder, 'add', '.');
    };
    write(1);
    const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'core.hooksPath=/dev/null'];
    git(folder, ...who, 'commit', '-qm', 'first');
    write(2);
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const stagedFloor = {
  name: 'node -e 0; git diff --cached',
  steps: [
    [process.execPath, '-e', '0'],
    ['git', 'diff', '--cached'],
  ],
};

function benchStaged(runs) {
  for (const kind of Object.keys(contents))
    withStaged(kind, (folder) => {
      const ours = { name: 'leakgate staged', steps: [[process.execPath, cli, 'staged']] };
      compare(`staged, ${kind}`, [stagedFloor, ours, ...peers('staged', folder)], { runs, cwd: folder });
    });
}

/**
 * The installed hook file (a commit each time would change what is staged), started by this process, and first by one that is
 * called git: leakgate looks at what is above it.
 */
function benchHook(runs) {
  const isGit = basename(process.argv0) === 'git';
  if (!isGit) {
    const folder = mkdtempSync(join(tmpdir(), 'leakgate-bench-'));
    symlinkSync(process.execPath, join(folder, 'git'));
    spawnSync(join(folder, 'git'), [fileURLToPath(import.meta.url), '--only', 'hook', '--runs', String(runs)], {
      stdio: 'inherit',
    });
    rmSync(folder, { recursive: true });
  }
  for (const kind of Object.keys(contents))
    withStaged(kind, (folder) => {
      // git stands at the top of its repository.
      process.chdir(folder);
      const ours = { name: '.git/hooks/pre-commit by leakgate init', steps: [['sh', '.git/hooks/pre-commit']] };
      const title = `installed hook, started by ${isGit ? 'git' : 'another program'}, ${kind}`;
      compare(title, [stagedFloor, ours, ...(isGit ? peers('staged', folder) : [])], { runs, cwd: folder });
      process.chdir(tmpdir());
    });
}

/** What a history is: commits, and megabytes of all objects. */
function describeHistory(repository) {
  const output = (...args) => spawnSync('git', args, { cwd: repository, env: environment, maxBuffer: 1 << 30 }).stdout;
  const commits = Number(output('rev-list', '--all', '--count'));
  let bytes = 0;
  for (const size of String(
    output('cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectsize)'),
  ).split('\n'))
    bytes += Number(size);
  return `${commits} commits, ${Math.round(bytes / 1e6)} MB`;
}

const sweep = [process.execPath, cli, 'history', '--no-cache', '--quiet', '--format', 'json'];

async function benchHistory(repository, runs) {
  const catFile = ['sh', '-c', 'git cat-file --batch-all-objects --unordered --buffer --batch >/dev/null'];
  const contenders = [
    { name: 'git cat-file --batch-all-objects … --batch >/dev/null', steps: [catFile] },
    { name: 'leakgate history --no-cache', steps: [sweep] },
    ...peers('history', repository),
  ];
  compare(`history of ${repository}: ${describeHistory(repository)}`, contenders, { runs, cwd: repository });
  for (const { name, steps } of contenders) {
    const megabytes = await peakMemory(steps[0], { cwd: repository, env: environment });
    if (megabytes !== null) console.log(`  ${name.padEnd(52)} ${String(megabytes).padStart(8)} MB at most`);
  }
}

function benchGrowth(runs) {
  for (const versions of [250, 1000, 4000]) {
    const { folder, content, packed, remove } = growRepository(versions);
    const catFile = ['sh', '-c', 'git cat-file --batch-all-objects --unordered --buffer --batch >/dev/null'];
    compare(
      `${versions} versions of one file: ${content.toFixed(0)} MB of content in a pack of ${packed.toFixed(1)} MB`,
      [
        { name: 'git cat-file --batch-all-objects … --batch >/dev/null', steps: [catFile] },
        { name: 'leakgate history --no-cache', steps: [sweep] },
      ],
      { runs, cwd: folder },
    );
    remove();
  }
}

function benchScan(repository, runs) {
  compare(
    `scan of the files in ${repository}`,
    [
      { name: 'tar cf - . (reads every file)', steps: [['sh', '-c', 'tar cf - --exclude=.git . | cat >/dev/null']] },
      { name: 'leakgate scan .', steps: [[process.execPath, cli, 'scan', '.', '--quiet', '--format', 'json']] },
      ...peers('scan', repository),
    ],
    { runs, cwd: repository },
  );
}

const wants = (name) => values.only === '' || values.only === name;
const runs = (usual) => Number(values.runs || usual);
console.log(
  `node ${process.version}, ${versionOf('git')}, ${cpus().length} x ${cpus()[0].model}, ${new Date().toISOString().slice(0, 10)}`,
);
if (wants('staged')) benchStaged(runs(15));
if (wants('hook')) benchHook(runs(15));
if (values.only === 'growth') benchGrowth(runs(3));
if (values.only === 'artifacts') benchArtifacts(cli, { environment, megabytes: Number(values.megabytes) });
if (values.only === 'mask') await benchMask(cli, compare, { runs: runs(5), environment });
for (const repository of positionals.length > 0 ? positionals.map((path) => resolve(path)) : [top]) {
  if (wants('history')) await benchHistory(repository, runs(3));
  if (wants('scan')) benchScan(repository, runs(3));
  if (values.only === 'rules') await benchRules(repository);
  if (values.only === 'hostile') await benchHostile();
}

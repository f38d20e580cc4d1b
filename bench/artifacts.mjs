// Scanning a gigabyte of what is no plain text: archives, logs in gzip, notebooks, models, arrays, pickles, databases. The
// slowest contender takes minutes, so each runs once, and its processor time is told beside the clock: that is the same on
// a machine with other work.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { peers } from './peers.mjs';

const here = dirname(fileURLToPath(import.meta.url));
/** Of each kind the first file has a token planted in it; what is named besides is a false alarm. */
const isPlanted = (name) => /[-.]0\.[\w.]+$/.test(name);

/** Runs a command in `folder`; seconds of the clock and of processors, and what it printed. */
function measure([command, ...args], folder, environment) {
  const timed = 'TIMEFORMAT="%R %U %S"; time "$@" 2>&1';
  const { stdout, stderr } = spawnSync('bash', ['-c', timed, 'bench', command, ...args], {
    cwd: folder,
    env: environment,
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  const [wall, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { wall, processor: user + system, text: stdout };
}

export function benchArtifacts(cli, { environment, megabytes }) {
  const folder = mkdtempSync(join(tmpdir(), 'leakgate-bench-artifacts-'));
  try {
    const made = spawnSync('python3', [join(here, 'make-artifacts.py'), folder, String(megabytes)], {
      stdio: 'inherit',
    });
    if (made.status !== 0) throw new Error('bench/make-artifacts.py needs python3');
    const names = readdirSync(folder);
    const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    console.log(`\nscan of ${Math.round(bytes / 1e6)} MB of mixed artifacts in ${names.length} files (one run each)`);
    for (const { name, steps } of [
      { name: 'tar cf - . (reads every file)', steps: [['sh', '-c', 'tar cf - . | cat >/dev/null']] },
      { name: 'leakgate scan .', steps: [[process.execPath, cli, 'scan', '.', '--format', 'jsonl']] },
      ...peers('artifacts', folder),
    ]) {
      const { wall, processor, text } = measure(steps[0], folder, environment);
      const named = names.filter((file) => text.includes(file));
      const found = named.filter(isPlanted).length;
      console.log(
        `  ${name.padEnd(40)} ${wall.toFixed(1).padStart(8)} s  ${processor.toFixed(1).padStart(8)} s of processors  ${(bytes / 1e6 / wall).toFixed(0).padStart(6)} MB/s  ${found} of ${names.filter(isPlanted).length} planted, ${named.length - found} other files named`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

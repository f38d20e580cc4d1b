// `npm run bench -- --only mask`: what it takes to mask a log, and to scan one from a pipe. No other scanner that is known here
// copies a stream; `sed` with two expressions is what people write instead.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLog } from './log.mjs';
import { peakMemory } from './peak-memory.mjs';
import { versionOf } from './peers.mjs';

/** Megabytes of each kind of log. */
const kinds = { plain: 200, names: 60, secrets: 60, coloured: 60 };
const byHand = String.raw`sed -E -e 's/ghp_[A-Za-z0-9]{36}/ghp_***/g' -e 's/(password=)[^ ]+/\1***/g'`;

const shell = (command) => [['sh', '-c', command]];

/** @param compare as run.mjs has it */
export async function benchMask(cli, compare, { runs, environment }) {
  const folder = mkdtempSync(join(tmpdir(), 'leakgate-bench-'));
  const ours = `'${process.execPath}' '${cli}'`;
  try {
    writeFileSync(join(folder, 'known.env'), 'DB_PASSWORD=correct-horse-battery\nAPI_TOKEN=kX9vLq2zRkX9vLq2zR\n');
    for (const [kind, megabytes] of Object.entries(kinds)) {
      writeFileSync(join(folder, 'log'), makeLog(kind, megabytes));
      const { size } = statSync(join(folder, 'log'));
      const contenders = [
        { name: 'cat log | cat >/dev/null', steps: shell('cat log | cat >/dev/null') },
        { name: 'sed, two expressions', steps: shell(`${byHand} <log >/dev/null`) },
        { name: 'leakgate mask <log >/dev/null', steps: shell(`${ours} mask <log >/dev/null`) },
        { name: 'cat log | leakgate mask | cat', steps: shell(`cat log | ${ours} mask | cat >/dev/null`) },
        { name: 'leakgate mask --known known.env', steps: shell(`${ours} mask --known known.env <log >/dev/null`) },
        { name: 'leakgate scan -', steps: shell(`${ours} scan - <log >/dev/null`) },
        ...(kind !== 'plain' || versionOf('gitleaks', ['version']) === null
          ? []
          : [{ name: 'gitleaks stdin', steps: shell('gitleaks stdin --no-banner --redact <log >/dev/null') }]),
      ];
      compare(`${kind} log of ${(size / 1e6).toFixed(0)} MB`, contenders, { runs, cwd: folder, bytes: size });
      const peak = await peakMemory(contenders[2].steps[0], { cwd: folder, env: environment });
      if (peak !== null) console.log(`  ${'leakgate mask, at most'.padEnd(52)} ${String(peak).padStart(8)} MB`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

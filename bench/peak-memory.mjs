// The most memory that a command and what it starts hold at once, as Linux counts it: resident pages, sampled while it runs.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const everyMilliseconds = 25;

/** Resident megabytes of each process by its parent, from /proc. */
function readProcesses() {
  const processes = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      const pages = Number(readFileSync(`/proc/${name}/statm`, 'latin1').split(' ')[1]);
      processes.set(Number(name), { parent, megabytes: (pages * 4096) / 1e6 });
    } catch {
      // It ended meanwhile.
    }
  }
  return processes;
}

function memoryBelow(root) {
  const processes = readProcesses();
  const isBelow = (id) => {
    for (let at = id; at > 1 && processes.has(at); at = processes.get(at).parent) if (at === root) return true;
    return false;
  };
  let sum = 0;
  for (const [id, { megabytes }] of processes) if (isBelow(id)) sum += megabytes;
  return sum;
}

/** Megabytes at the highest sample; null where there is no /proc. */
export async function peakMemory([command, ...args], { cwd, env }) {
  if (process.platform !== 'linux') return null;
  const child = spawn(command, args, { cwd, env, stdio: 'ignore' });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryBelow(child.pid));
  }, everyMilliseconds);
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearInterval(timer);
  return Math.round(peak);
}

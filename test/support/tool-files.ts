// Files made by programs that may or may not be installed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function hasTool(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

/**
 * Runs a shell script in a folder with the given files.
 * @returns what it leaves in the file `out`
 */
export function fileFromShell(script: string, files: Readonly<Record<string, string | Buffer>> = {}): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'leakgate-tool-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const { status, stderr } = spawnSync('sh', ['-euc', script], { cwd: folder });
    if (status !== 0) throw new Error(`the script failed: ${stderr}`);
    return readFileSync(join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

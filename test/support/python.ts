// Files made by Python's own libraries: other programs' formats as other programs write them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Whether Python has these modules. */
export function pythonHas(...modules: readonly string[]): boolean {
  return hasPython && spawnSync('python3', ['-c', `import ${modules.join(', ')}`]).status === 0;
}

/**
 * Runs a script whose `sys.argv[1]` is the path of a file to write.
 * @param inputs the further arguments
 * @returns the bytes of that file
 */
export function fileFromPython(script: string, inputs: readonly string[] = []): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'leakgate-python-'));
  try {
    const path = join(folder, 'file');
    const { status, stderr } = spawnSync('python3', ['-c', `import sys\n${script}`, path, ...inputs], { cwd: folder });
    if (status !== 0 || !existsSync(path)) throw new Error(`python3 failed: ${stderr}`);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Files as the tools of machine learning write them, with two made-up secrets in them: written anew by test/artifacts/make.py
// where the tools are installed (.ci/run does it), else those of test/artifacts/files, which it wrote with placeholders.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillTemplate } from './fill-template.ts';

const folder = join(import.meta.dirname, '..', 'artifacts');
const python = join(folder, 'venv', 'bin', 'python');

/** What make.py was given for test/artifacts/files: as long as what takes its place. */
const placeholders = { token: 'LEAKGATE-FIXTURE-PLACEHOLDER-TOKEN-OF-40', password: 'your-password-here-x' };

/** Whether the tools themselves can be asked. */
export const hasWriters = existsSync(python);

export const planted = {
  token: fillTemplate('ghp_{alnum:30}{crc32b62}', 'artifact'),
  password: fillTemplate('{alnum:20}', 'artifact-password'),
};

function withPlanted(bytes: Buffer): Buffer {
  let text = bytes.toString('latin1');
  for (const name of ['token', 'password'] as const) {
    // numpy's and UTF-16 texts have NULs between the characters.
    for (const gap of [0, 1, 3]) {
      const spread = (word: string) => [...word].map((letter) => letter + '\0'.repeat(gap)).join('');
      text = text.replaceAll(spread(placeholders[name]), spread(planted[name]));
    }
  }
  return Buffer.from(text, 'latin1');
}

/** A folder with all files, and what takes it away. @throws Error when the script fails */
export function artifactFiles(): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'leakgate-artifacts-'));
  if (hasWriters) {
    const { status, stderr } = spawnSync(python, [join(folder, 'make.py'), dir, planted.token, planted.password]);
    if (status !== 0) throw new Error(`make.py exited ${status}: ${String(stderr).split('\n').at(-2)}`);
  } else {
    const files = join(folder, 'files');
    for (const name of readdirSync(files)) writeFileSync(join(dir, name), withPlanted(readFileSync(join(files, name))));
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

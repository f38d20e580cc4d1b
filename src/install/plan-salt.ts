// leakgate.json with a salt of its own for this repository, as long as no fingerprint has been stored with the standard one.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { absent, readPlainFile, stateOf, stateOfBytes } from './file-state.ts';
import { emptyPart, type PlanPart } from './step.ts';

/** Bytes of the salt, a public value that keeps fingerprints of two repositories apart. */
const saltBytes = 16;

/** Files with fingerprints in them; they would no longer fit a new salt. */
const storedFingerprints = ['.leakgateignore', '.leakgate-baseline'];

/** Whether fingerprints are stored at the top level already; something unreadable counts as yes. */
export function hasFingerprints(topLevel: string): boolean {
  return storedFingerprints.some((name) => {
    const path = join(topLevel, name);
    if (stateOf(path) === absent) return false;
    const text = readPlainFile(path)?.toString();
    return text === undefined || text.split('\n').some((line) => line.trim() !== '' && !line.startsWith('#'));
  });
}

/** Whether package.json may hold our config; one that cannot be read counts as yes. */
function mayHaveConfigKey(topLevel: string): boolean {
  const path = join(topLevel, 'package.json');
  if (stateOf(path) === absent) return false;
  try {
    const value: unknown = JSON.parse(
      readPlainFile(path)
        ?.toString()
        .replace(/^\uFEFF/, '') ?? '',
    );
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'leakgate');
  } catch {
    return true;
  }
}

/** Plans leakgate.json when there is no config and nothing that depends on the standard salt. */
export function planSalt(topLevel: string): PlanPart {
  const path = join(topLevel, 'leakgate.json');
  const before = stateOf(path);
  if (before !== absent || mayHaveConfigKey(topLevel) || hasFingerprints(topLevel)) return emptyPart;
  const bytes = Buffer.from(`{ "salt": "${randomBytes(saltBytes).toString('hex')}" }\n`);
  return {
    steps: [
      { action: 'write', path, before, bytes, mode: 0o644, why: 'the config, with a public salt for fingerprints' },
    ],
    entries: [{ kind: 'file', path, state: stateOfBytes(bytes) }],
    notes: [],
  };
}

// Under which terms a sweep may build on what an earlier one left: the same rules, and the same code that ran them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from './version.ts';

/** @param installation the folder of the bundle, whose code decides what is found as much as the rules do */
export function memoryTerms(rules: string, installation: string): string {
  const code = createHash('sha256');
  for (const name of readdirSync(installation).sort())
    if (/\.(?:js|wasm)$/.test(name)) code.update(`${name}\0`).update(readFileSync(join(installation, name)));
  return `${version} ${rules} ${code.digest('hex')}`;
}

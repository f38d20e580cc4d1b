// The rules of one's own that hold where one stands, or in files that are named, for `leakgate rules`.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultConfig } from '../config/config.ts';
import { readConfig } from '../config/load-policy.ts';
import { loadOwnRules } from '../config/own-rules/load-own-rules.ts';
import type { OwnRule } from '../config/own-rules/rule-terms.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import type { CommandContext } from './command-context.ts';
import type { Engine } from './open-detector.ts';
import { policyHere } from './policy-here.ts';

function readNamed(cwd: string, file: string): Buffer {
  try {
    return readFileSync(resolve(cwd, file));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw reason === 'ENOENT'
      ? new UsageError('no-such-path', { path: file })
      : new ToolError('unreadable-path', { path: file, reason });
  }
}

/**
 * Own rules of the config here; with `files`, those in these files of rules alone.
 * @throws ConfigError bad-config; UsageError no-such-path
 */
export async function ownRulesHere(
  context: CommandContext,
  { ruleIds }: Engine,
  files: readonly string[] = [],
): Promise<readonly OwnRule[]> {
  if (files.length > 0) {
    const config = { ...defaultConfig, ruleFiles: files };
    return [...(await loadOwnRules(config, (file) => readNamed(context.cwd, file), ruleIds)).ownRules.values()];
  }
  const { read } = policyHere(context);
  const config = await readConfig(read, { ruleIds });
  return [...(await loadOwnRules(config, read, ruleIds)).ownRules.values()];
}

// Finds the config in the `leakgate` key of package.json. Most package.json have none, and then nothing heavy is loaded.
import { ConfigError } from '../model/errors.ts';
import type { Config } from './config.ts';
import type { ConfigSource } from './parse-config.ts';

/**
 * The config in the `leakgate` key; null when the key is not there.
 * @throws ConfigError bad-config, also for broken JSON that mentions leakgate: it may hold policy
 */
export async function configFromPackageJson(text: string, source: ConfigSource): Promise<Config | null> {
  // A key may be written with escapes, so a file that has any is read in any case.
  if (!text.includes('leakgate') && !text.includes('\\u')) return null;
  if (!hasKey(text, source.file)) return null;
  const [{ readJsonKey }, { checkConfig }] = await Promise.all([import('./read-json.ts'), import('./parse-config.ts')]);
  const value = readJsonKey(text, source.file, 'leakgate') ?? null;
  return checkConfig(value, { ...source, file: `${source.file}, key "leakgate"` });
}

// Most files that name leakgate do so as a dependency; the parser of the language tells that in no time.
function hasKey(text: string, file: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file, so it is not passed on as a cause.
    throw new ConfigError('bad-config', { file, reason: 'it is not valid JSON and may hold the config' });
  }
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'leakgate');
}

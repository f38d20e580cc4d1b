// `leakgate allow <fingerprint> --reason …`: writes the line into .leakgateignore and stages it.
import { policyFileNames } from '../config/config.ts';
import { parseIgnores } from '../config/parse-ignores.ts';
import { mergeIgnores } from '../config/write-ignores.ts';
import { openRepository } from '../git/repository.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import { mayBeIgnored, parseFingerprint } from '../model/fingerprint.ts';
import type { CommandContext } from './command-context.ts';
import { readAcceptance } from './ignore-terms.ts';
import { readPolicyFile, replaceAndStage, type Staging } from './policy-file.ts';
import { todayUtc } from './today-utc.ts';
import { withoutSecrets } from './without-secrets.ts';

/**
 * Flags: reason (needed), owner (git's user.email, else the login name), until (a year from today).
 * @throws UsageError, ConfigError when .leakgateignore is broken, ToolError when it cannot be written
 */
export async function run(plain: CommandContext): Promise<ExitCode> {
  const context = withoutSecrets(plain);
  const fingerprint = readFingerprint(context.args);
  const repo = openRepository(context.cwd);
  const file = readPolicyFile(repo, policyFileNames.ignores);
  const old = parseIgnores(file.text ?? '', { file: file.name, gives: 'allowed' });
  const acceptance = readAcceptance(context, repo, `allow ${fingerprint}`, todayUtc());
  const staging = replaceAndStage(repo, file, mergeIgnores(file.text ?? '', [{ fingerprint, ...acceptance }]));
  const verb = old.some((entry) => entry.fingerprint === fingerprint) ? 'changed' : 'added';
  const until = acceptance.until === 'never' ? 'without an end' : `until ${acceptance.until}`;
  context.out(`${verb} in ${file.name}: ${fingerprint}, ${until}, owner ${acceptance.owner}\n`);
  context.out(describeStaging(file.name, staging));
  return exitCode.clean;
}

/** One line that says whether the file is staged, and if not what to type. */
export function describeStaging(name: string, staging: Staging): string {
  return staging.isStaged ? `staged ${name}\n` : `not staged: ${staging.why}. When ready: git add ${name}\n`;
}

function readFingerprint(args: readonly string[]): string {
  const [value, extra] = args;
  if (value === undefined) {
    const example = 'leakgate allow rule:path:1a2b --reason "made-up key of the demo"';
    throw new UsageError('missing-argument', { command: 'allow', what: 'a fingerprint', example });
  }
  if (extra !== undefined) throw new UsageError('extra-argument', { command: 'allow', value: shown(extra) });
  const parsed = parseFingerprint(value);
  if (parsed === null) throw new UsageError('bad-fingerprint', { value: shown(value) });
  if (!mayBeIgnored(parsed)) throw new UsageError('too-wide-fingerprint', { value });
  return value;
}

// Somebody may have pasted the secret itself; four characters tell them which argument is meant.
function shown(value: string): string {
  const start = value.replace(/[^\x20-\x7e]/g, '?').slice(0, 4);
  return value.length > 4 ? `${start}…` : start;
}

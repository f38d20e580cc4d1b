// argv → a command of the catalogue with its options and arguments.
import { parseArgs } from 'node:util';
import { UsageError } from '../model/errors.ts';
import { type CommandSpec, commands, flagSpecs } from './catalogue.ts';
import type { CommandContext, FlagValue } from './command-context.ts';
import type { CommandLine } from './command-line.ts';

function checkValue(name: string, value: string | undefined, inlineNext: boolean): string {
  const { allowed } = flagSpecs[name];
  if (value === undefined || (inlineNext && value.startsWith('--')))
    throw new UsageError('missing-value', { name: `--${name}` });
  if (allowed && !allowed.includes(value))
    throw new UsageError('bad-value', { name: `--${name}`, value, allowed: allowed.join(', ') });
  return value;
}

/** Reads options and arguments of one command. */
function parseOptions(
  name: string,
  spec: CommandSpec,
  argv: readonly string[],
): Pick<CommandContext, 'flags' | 'args' | 'wrapped'> {
  const known = [...spec.flags, 'help'];
  const options = Object.fromEntries(
    known.map((flag) => [flag, { type: flagSpecs[flag].type, multiple: flagSpecs[flag].multiple === true }]),
  );
  const end = spec.wraps ? argv.indexOf('--') : -1;
  const wrapped = end < 0 ? undefined : argv.slice(end + 1);
  const { tokens } = parseArgs({
    args: argv.slice(0, end < 0 ? argv.length : end),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags: Record<string, FlagValue> = {};
  const args: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    if (!known.includes(token.name)) throw new UsageError('unknown-flag', { name: token.rawName, command: name });
    if (flagSpecs[token.name].type === 'boolean') {
      if (token.value !== undefined)
        throw new UsageError('bad-value', { name: token.rawName, value: token.value, allowed: 'no value' });
      flags[token.name] = true;
      continue;
    }
    const value = checkValue(token.name, token.value, token.inlineValue === false);
    flags[token.name] = flagSpecs[token.name].multiple
      ? [...((flags[token.name] as string[] | undefined) ?? []), value]
      : value;
  }
  return { flags, args, wrapped };
}

/**
 * The command `name` as it was asked for.
 * @throws UsageError for an unknown command, and for what the command does not take
 */
export function readCommandLine(name: string, argv: readonly string[]): CommandLine {
  const spec = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!spec) throw new UsageError(name.startsWith('-') ? 'unknown-flag' : 'unknown-command', { name, command: '' });
  const isHelp = argv.length === 1 && argv[0] === '--help';
  const asked = spec.passesThrough ? { flags: { help: isHelp }, args: argv } : parseOptions(name, spec, argv);
  return { ...asked, load: spec.load };
}

// argv → command → exit code. The only place that catches everything; imports nothing heavy before the command is known.
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CommandSpec, commands, flagSpecs } from './commands/catalogue.ts';
import type { CommandContext, FlagValue } from './commands/command-context.ts';
import { version } from './commands/version.ts';
import { ToolError, UsageError } from './model/errors.ts';
import { type ExitCode, exitCode } from './model/exit-code.ts';

/** A reader that is slower than we are: wait a moment and write again. */
const pauseMilliseconds = 5;
const pause = new Int32Array(new SharedArrayBuffer(4));
/** A reader that went away (`| head`): no failure of ours, what was found still decides the exit code. */
const readerIsGone = new Set(['EPIPE', 'EOF']);
/** Something could not be written for another reason, a full disk above all: such a run is never called clean. */
let isOutputLost = false;

/** Writes straight to the descriptor: opening a stream costs a clean commit more than its whole report. */
function writer(descriptor: 1 | 2): (text: string) => void {
  return (text) => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(descriptor, bytes, at);
      } catch (error) {
        const { code = '' } = error as NodeJS.ErrnoException;
        if (code !== 'EAGAIN') {
          isOutputLost ||= !readerIsGone.has(code);
          return;
        }
        Atomics.wait(pause, 0, 0, pauseMilliseconds);
      }
    }
  };
}

const out = writer(1);
const err = writer(2);

function checkValue(name: string, value: string | undefined, inlineNext: boolean): string {
  const { allowed } = flagSpecs[name];
  if (value === undefined || (inlineNext && value.startsWith('--')))
    throw new UsageError('missing-value', { name: `--${name}` });
  if (allowed && !allowed.includes(value))
    throw new UsageError('bad-value', { name: `--${name}`, value, allowed: allowed.join(', ') });
  return value;
}

/** Reads options and arguments of one command; what the command does not take is a usage error. */
function parseCommandLine(
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

const oldestNode = 20;

async function runCommand(argv: readonly string[]): Promise<ExitCode> {
  if (Number.parseInt(process.versions.node, 10) < oldestNode)
    throw new ToolError('old-node', { version: process.version });
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-V' || name === 'version') {
    out(`${version}\n`);
    return exitCode.clean;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const { helpText } = await import('./commands/help.ts');
    (name === undefined ? err : out)(helpText(rest[0]));
    return name === undefined ? exitCode.usage : exitCode.clean;
  }
  const spec = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!spec) throw new UsageError(name.startsWith('-') ? 'unknown-flag' : 'unknown-command', { name, command: '' });
  const isHelp = rest.length === 1 && rest[0] === '--help';
  // A commit waits for this: a hook's arguments are git's own, and most runs of a command have none.
  const isPlain = spec.passesThrough || rest.length === 0;
  const { flags, args, wrapped }: Pick<CommandContext, 'flags' | 'args' | 'wrapped'> = isPlain
    ? { flags: { help: isHelp }, args: rest }
    : parseCommandLine(name, spec, rest);
  if (flags.help) {
    const { helpText } = await import('./commands/help.ts');
    out(helpText(name));
    return exitCode.clean;
  }
  const { run } = await spec.load();
  return run({
    flags,
    args,
    wrapped,
    cwd: process.cwd(),
    installation: __dirname,
    get stdin() {
      return process.stdin;
    },
    out,
    err,
    get isTerminal() {
      return process.stderr.isTTY === true;
    },
    get isReportTerminal() {
      return process.stdout.isTTY === true;
    },
    get width() {
      return process.stdout.columns;
    },
  });
}

/** A part of the package that is not there: nothing else of ours is ever looked up at run time. */
function isPartMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, path = '' } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' || (code === 'ENOENT' && path.endsWith('leakgate-rest.js'));
}

function toToolError(error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  if (isPartMissing(error)) return new ToolError('broken-installation', {}, { cause: error });
  return new ToolError('internal', { name: error instanceof Error ? error.name : typeof error });
}

/** Where the rules cannot be had, of every word that is long enough for a token its first four characters. */
function hideBluntly(text: string): string {
  return text.replace(/[A-Za-z0-9_+=~-]{20,}/g, (word) => `${word.slice(0, 4)}…`);
}

/** One sentence and the way out; of an unforeseen error only its kind, since its message could quote what was read. */
function say({ message, hint, exitCode: code }: ToolError, hide: (text: string) => string): ExitCode {
  err(`leakgate: ${hide(message)}
  ${hide(hint)}
`);
  return code;
}

async function tell(error: unknown): Promise<ExitCode> {
  const hide = await import('./commands/without-secrets.ts').then(
    ({ hiderOfErrors }) => hiderOfErrors(__dirname, hideBluntly),
    // That part is not there either.
    () => hideBluntly,
  );
  return say(toToolError(error), hide);
}

// Where nothing is left to wait for and no verdict was given, an answer got lost: such a run is never called clean.
process.once('beforeExit', () => process.exit(say(new ToolError('internal', { name: 'no answer' }), hideBluntly)));
// Everything was written when it was said, so the process ends here: to take its memory apart costs a commit 2 ms.
runCommand(process.argv.slice(2)).then(
  (code) => process.exit(code === exitCode.clean && isOutputLost ? exitCode.incomplete : code),
  async (error: unknown) => process.exit(await tell(error)),
);

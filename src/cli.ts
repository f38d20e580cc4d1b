// argv → command → exit code. The only place that catches everything; imports nothing heavy before the command is known.
import { writeSync } from 'node:fs';
import type { CommandLine, Runnable } from './commands/command-line.ts';
import { version } from './commands/version.ts';
import { ToolError } from './model/errors.ts';
import { type ExitCode, exitCode } from './model/exit-code.ts';

/** A reader that is slower than we are: wait a moment and write again. */
const pauseMilliseconds = 5;
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
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
      }
    }
  };
}

const out = writer(1);
const err = writer(2);

/** What people wait for, with git's own arguments or none: the catalogue of all commands is not needed to run these. */
const quick: Readonly<Record<string, Runnable>> = {
  hook: () => import('./commands/hook.ts'),
  staged: () => import('./commands/staged.ts'),
};

function isQuick(name: string, rest: readonly string[]): boolean {
  return Object.hasOwn(quick, name) && (rest.length === 0 || (name === 'hook' && rest[0] !== '--help'));
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
  const asked: CommandLine = isQuick(name, rest)
    ? { flags: {}, args: rest, load: quick[name] }
    : (await import('./commands/read-command-line.ts')).readCommandLine(name, rest);
  const { flags, args, wrapped } = asked;
  if (flags.help) {
    const { helpText } = await import('./commands/help.ts');
    out(helpText(name));
    return exitCode.clean;
  }
  const { run } = await asked.load();
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
process.on('beforeExit', () => process.exit(say(new ToolError('internal', { name: 'no answer' }), hideBluntly)));
// Everything was written when it was said, so the process ends here: to take its memory apart costs a commit 2 ms.
runCommand(process.argv.slice(2)).then(
  (code) => process.exit(code === exitCode.clean && isOutputLost ? exitCode.incomplete : code),
  async (error: unknown) => process.exit(await tell(error)),
);

// `leakgate mask`: standard input to standard output, or what a command writes, with the secrets in it masked.
import { fstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { type NamedValues, namedValuesIn } from '../detect/named-values.ts';
import { ToolError, UsageError } from '../model/errors.ts';
import { type ExitCode, exitCode } from '../model/exit-code.ts';
import { MaskStream, type MaskTerms } from '../pipeline/masking/mask-stream.ts';
import { masksCanary } from '../pipeline/masking/masks-canary.ts';
import { wantedBy } from '../pipeline/masking/wanted-by.ts';
import { openStreamProbe } from './anchor-kernel.ts';
import type { CommandContext } from './command-context.ts';
import { codeOf, type MaskedChild, passSignals, startChild } from './mask-child.ts';
import { fileChunks, pump, ReaderGone } from './mask-pump.ts';
import { policyHere } from './policy-here.ts';
import { scanTerms } from './scan-terms.ts';

/** Descriptors of standard input, standard output and standard error. */
const inward = 0;
const outward = 1;
const errors = 2;

function readKnown(file: string, cwd: string): NamedValues {
  try {
    return namedValuesIn(readFileSync(resolve(cwd, file), 'utf8'), file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new UsageError('no-such-path', { path: file })
      : new ToolError('unreadable-path', { path: file, reason: code });
  }
}

/** The values of all files that were named; tells of those that cannot be masked. */
function knownValues({ flags, cwd, err }: CommandContext): NamedValues['values'] {
  const files = (flags.known ?? []) as readonly string[];
  return files.flatMap((file) => {
    const { values, tooShort } = readKnown(file, cwd);
    if (tooShort.length > 0)
      err(`leakgate mask: too short to be masked, in ${file}: ${[...new Set(tooShort)].sort().join(', ')}\n`);
    if (values.length === 0) err(`leakgate mask: no value worth masking in ${file}\n`);
    return values;
  });
}

class MaskCount {
  readonly #byRule = new Map<string, number>();

  readonly count = (rule: string): void => {
    this.#byRule.set(rule, (this.#byRule.get(rule) ?? 0) + 1);
  };

  toString(): string {
    const sum = [...this.#byRule.values()].reduce((all, count) => all + count, 0);
    const parts = [...this.#byRule].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, count]) => `${rule} ${count}`);
    return `masked ${sum}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
  }
}

const whatFailed: Readonly<Record<string, string>> = { read: 'read its input', write: 'write its output' };

/** The one way out of a mask that broke: closed. What a reader that went away leaves unread is no failure. */
function closed(error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const { code, syscall = '' } = error as NodeJS.ErrnoException;
  const doing = whatFailed[syscall];
  if (doing !== undefined && code !== undefined) return new ToolError('stream-failed', { doing, reason: code });
  return new ToolError('mask-stopped', { name: code ?? (error instanceof Error ? error.name : typeof error) });
}

/** Where standard input is a file it is read as one; a folder fails as a file would, which Node takes for nothing. */
function inputOf(stdin: CommandContext['stdin']): AsyncIterable<Buffer> {
  const stat = fstatSync(inward);
  return stat.isFile() || stat.isDirectory() ? fileChunks(inward) : stdin;
}

async function maskInput({ stdin }: CommandContext, terms: MaskTerms): Promise<ExitCode> {
  try {
    await pump(inputOf(stdin), new MaskStream(terms), {
      descriptor: outward,
      isOneOfTwo: false,
    });
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw closed(error);
  }
  return exitCode.clean;
}

/** Copies both streams of the child, each to its own descriptor; where a mask breaks, the child is ended. */
async function maskChild(child: MaskedChild, terms: MaskTerms): Promise<ExitCode> {
  const code = codeOf(child);
  const copy = async (stream: MaskedChild['stdout'], descriptor: number) => {
    try {
      await pump(stream, new MaskStream(terms), { descriptor, isOneOfTwo: true });
    } catch (error) {
      // As the child would have learned it without us: a pipe nobody reads. Node gives it a socket, which raises no signal itself.
      if (error instanceof ReaderGone && process.platform !== 'win32') child.kill('SIGPIPE');
      stream.destroy();
      if (!(error instanceof ReaderGone)) throw error;
    }
  };
  try {
    await Promise.all([copy(child.stdout, outward), copy(child.stderr, errors)]);
  } catch (error) {
    child.kill('SIGTERM');
    throw closed(error);
  }
  return code;
}

/** As it is, but quiet: what a scan tells of its progress would stand in the middle of the log. */
function quietly(context: CommandContext): CommandContext {
  return Object.create(context, { flags: { value: { ...context.flags, quiet: true } } });
}

export async function run(context: CommandContext): Promise<ExitCode> {
  const { args, wrapped, flags, err } = context;
  if (args.length > 0) throw new UsageError('extra-argument', { command: 'mask', value: args[0] });
  if (wrapped?.length === 0)
    throw new UsageError('missing-argument', {
      command: 'mask --',
      what: 'a command',
      example: 'leakgate mask -- npm test',
    });
  const scan = await scanTerms(
    quietly(context),
    { command: 'mask', unit: 'lines', isChange: false },
    policyHere(context),
  );
  const counts = new MaskCount();
  const terms: MaskTerms = {
    detector: scan.detector,
    ...(await openStreamProbe(scan.detector, context.installation)),
    isWanted: wantedBy(scan.policy),
    known: knownValues(context),
    count: counts.count,
  };
  if (!masksCanary(terms, scan.policy))
    throw new ToolError('mask-stopped', { name: 'a planted test secret went through' });
  let code: ExitCode;
  if (wrapped === undefined) code = await maskInput(context, terms);
  else {
    const child = await startChild(wrapped, context.cwd);
    passSignals(child, [inward, outward, errors].some(isatty));
    code = await maskChild(child, terms);
  }
  if (flags.verbose === true) err(`leakgate mask: ${counts}\n`);
  return code;
}

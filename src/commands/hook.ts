// `leakgate hook <name> [options] [args…]`: what the shims call. git's own arguments and standard input arrive untouched.
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import type { CommandContext, FlagValue } from './command-context.ts';

type Hook = (context: CommandContext) => Promise<ExitCode>;

const hooks: Readonly<Record<string, () => Promise<Hook>>> = {
  'pre-commit': async () => {
    const { runHook } = await import('./staged.ts');
    return (context) => runHook(context, 'pre-commit');
  },
  'pre-merge-commit': async () => {
    const { runHook } = await import('./staged.ts');
    return (context) => runHook(context, 'pre-merge-commit');
  },
  'commit-msg': async () => (await import('./hook-commit-msg.ts')).run,
  'pre-push': async () => (await import('./hook-pre-push.ts')).run,
  'pre-receive': async () => (await import('./hook-pre-receive.ts')).run,
};

/**
 * Options of ours that a hook file may have in front of git's arguments. A remote that is called like one of them ends in an
 * error or a stricter gate: git hands its name on in the same place.
 * @throws UsageError missing-value
 */
function takeOptions(given: readonly string[]): {
  flags: Readonly<Record<string, FlagValue>>;
  args: readonly string[];
} {
  const flags: Record<string, FlagValue> = {};
  let at = 0;
  for (; at < given.length; at++) {
    if (given[at] === '--no-inline-allow') flags['no-inline-allow'] = true;
    else if (given[at].startsWith('--policy-from=')) flags['policy-from'] = given[at].slice('--policy-from='.length);
    else if (given[at] === '--policy-from') {
      if (at + 1 === given.length) throw new UsageError('missing-value', { name: '--policy-from' });
      flags['policy-from'] = given[++at];
    } else break;
  }
  return { flags, args: given.slice(at) };
}

/** Runs one hook. Its report goes to stderr, where git shows it and no caller parses it. */
export async function run(context: CommandContext): Promise<ExitCode> {
  const [name = '', ...given] = context.args;
  if (!Object.hasOwn(hooks, name)) throw new UsageError('unknown-hook', { name });
  const hook = await hooks[name]();
  const { cwd, installation, err } = context;
  const { flags, args } = takeOptions(given);
  return hook({
    flags,
    args,
    cwd,
    installation,
    out: err,
    err,
    // Looked up only when asked for: finding out opens the streams.
    get isTerminal() {
      return context.isTerminal;
    },
    get isReportTerminal() {
      return context.isTerminal;
    },
    get stdin() {
      return context.stdin;
    },
  });
}

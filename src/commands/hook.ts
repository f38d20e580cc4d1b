// `leakgate hook <name> [args…]`: what the shims call. git's own arguments and standard input arrive untouched.
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import type { CommandContext } from './command-context.ts';

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

/** Runs one hook. Its report goes to stderr, where git shows it and no caller parses it. */
export async function run(context: CommandContext): Promise<ExitCode> {
  const [name = '', ...args] = context.args;
  if (!Object.hasOwn(hooks, name)) throw new UsageError('unknown-hook', { name });
  const hook = await hooks[name]();
  const { cwd, installation, err } = context;
  return hook({
    flags: {},
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

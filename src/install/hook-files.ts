// The hook files that the package ships in hooks/, and how to tell whether a hook runs leakgate already.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../model/errors.ts';

/** What init puts in place in a clone. */
export const hookNames = ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push'] as const;
/** What it puts in place in a bare repository, which others push to. */
export const serverHookNames = ['pre-receive'] as const;
export type HookName = (typeof hookNames)[number] | (typeof serverHookNames)[number];

/** One line for the person, per hook. */
export const hookPurposes: Readonly<Record<HookName, string>> = {
  'pre-commit': 'checks what a commit would contain',
  'pre-merge-commit': 'checks what a merge would contain',
  'commit-msg': 'checks the commit message',
  'pre-push': 'checks what a push would send',
  'pre-receive': 'checks what a push brought, before any ref moves',
};

/** Where a hook that was there before stays, beside ours; hooks/leakgate.sh runs it first. */
export function keptName(path: string): string {
  return `${path}.before-leakgate`;
}

/**
 * Text of a shipped hook file, with line feeds whatever the checkout made of them.
 * @param packageFolder the folder that holds dist/ and hooks/
 * @throws ToolError unreadable-path when the package is not whole
 */
export function shippedHook(packageFolder: string, name: HookName | 'leakgate.sh'): Buffer {
  const path = join(packageFolder, 'hooks', name);
  try {
    return Buffer.from(readFileSync(path, 'latin1').replaceAll('\r\n', '\n'), 'latin1');
  } catch (cause) {
    throw new ToolError('unreadable-path', { path, reason: (cause as NodeJS.ErrnoException).code ?? '' }, { cause });
  }
}

/** The line that calls leakgate from a hook file of somebody else; leakgate.sh lies beside that file. */
export function hookLine(name: HookName): string {
  return `leakgate_dir=\${0%/*} && . "$leakgate_dir/leakgate.sh" && leakgate_line ${name} "$@" || exit $? # leakgate: keep this line first`;
}

/** Whether a hook's text runs leakgate in whatever way: our files, our line, or a call that somebody wrote by hand. */
export function runsLeakgate(text: string, name: HookName): boolean {
  const marked = new RegExp(`^\\s*sh \\S*hooks/${name} .*# leakgate\\s*$`);
  const call = new RegExp(
    `\\bleakgate_(?:main|line)\\s+${name}\\b|\\bleakgate(?:\\.js)?["']?\\s+hook\\s+${name}\\b|leakgate/hooks/${name}\\b`,
  );
  return text.split(/\r?\n/).some((line) => marked.test(line) || call.test(line.replace(/(^|\s)#.*$/, '')));
}

/** Whether a hook seems to look at its own name, which changes when it is kept under another one. */
export function readsOwnName(text: string): boolean {
  return /basename\s+(?:--\s+)?["']?(?:\$0|\$\{0|\$BASH_SOURCE|\$\{BASH_SOURCE)|\$\{0##\*\/\}|__file__|\$PROGRAM_NAME|File\.basename/.test(
    text,
  );
}

// What to do now about one finding, in two to four steps that fit how far the secret has come.
import type { Verdict } from '../model/finding.ts';
import type { Origin } from '../model/fragment.ts';
import { gitCommandFor, shellQuote } from './shell-quote.ts';

/** What the steps depend on. */
export type RemedyInput = Pick<Verdict, 'rule' | 'place' | 'status'> & Partial<Pick<Verdict, 'facts'>>;

type Stage = 'staged' | 'merge' | 'message' | 'push' | 'history' | 'files';

const stages: Readonly<Record<string, Stage>> = {
  staged: 'staged',
  'hook pre-commit': 'staged',
  'hook pre-merge-commit': 'merge',
  'hook commit-msg': 'message',
  'hook pre-push': 'push',
  'hook pre-receive': 'push',
  range: 'push',
  history: 'history',
};

/** `.env`, `.env.local`, `prod.env`, `.envrc`; not the templates that are meant to be committed. */
const envFile = /^(?:\.env(?:rc|\.[^/]+)?|[^/]*\.env)$/i;
const envTemplate = /\.(?:template|example|sample|dist|defaults|schema)$/i;

function isEnvFile(path: string | null): path is string {
  const name = path?.split('/').at(-1) ?? '';
  return envFile.test(name) && !envTemplate.test(name);
}

/** `git add x` in backticks, or words where the name cannot be typed. */
function gitOn(verb: string, path: string, inWords: string): string {
  const command = gitCommandFor(verb, path);
  return command === null ? inWords : `\`${command}\``;
}

/** Long enough to be unique in large repositories. */
const shortIdLength = 10;

/** The step that leads into the local history; the first commit has no parent to start from. */
function rebaseTo(commit: string | undefined): string {
  if (commit === undefined) return '`git rebase -i`';
  return `\`git rebase -i ${commit.slice(0, shortIdLength)}^\` (\`--root\` if it is the first commit)`;
}

/** The reference that this kind of file has (reference-form.ts), or where any program can read it from. */
function useStore({ facts }: RemedyInput): string {
  return facts?.instead ?? 'Read the value from an environment variable or a secret store instead of writing it here.';
}

function rotateIfShown({ rule }: RemedyInput): string {
  return `If it ever left this machine (a push, a chat, a log), rotate it. ${rule.revoke}`;
}

function keepEnvOut(path: string): string[] {
  const removed = gitOn('rm --cached', path, 'take the file out of the index with `git rm --cached`');
  return [
    `Take the file out of git; it stays on your disk: ${removed}`,
    'Add its name to .gitignore, and commit a .env.template with placeholders instead.',
  ];
}

/** Unlike `git restore --staged`, it also works before the first commit. */
const unstage = 'reset -q --';

function stagedSteps(finding: RemedyInput): string[] {
  const { path, origin } = finding.place;
  if (origin === 'filename')
    return ['Rename the file so that its name holds no secret: `git mv`.', rotateIfShown(finding)];
  if (path === null) return [useStore(finding), rotateIfShown(finding)];
  if (isEnvFile(path)) return [...keepEnvOut(path), rotateIfShown(finding)];
  const add = gitOn('add', path, 'stage the file again with `git add`');
  const leave = gitOn(unstage, path, 'unstage it with `git reset`');
  return [
    useStore(finding),
    `Stage the file without it: ${add}, or leave it out: ${leave}. Then commit again.`,
    rotateIfShown(finding),
  ];
}

function mergeSteps(finding: RemedyInput): string[] {
  const { path } = finding.place;
  const add = path === null ? '`git add`' : gitOn('add', path, '`git add`');
  return [
    `It comes with the merged branch, so others may have it: rotate it. ${finding.rule.revoke}`,
    `Take it out and finish the merge: ${add}, then \`git commit\`; or go back: \`git merge --abort\`.`,
  ];
}

/** git keeps what was typed in this file after a hook refused it. */
const keptMessage = '`git commit -e -F "$(git rev-parse --git-path COMMIT_EDITMSG)"`';

function messageSteps(finding: RemedyInput): string[] {
  return [`Nothing you typed is lost. Take the secret out and commit again: ${keptMessage}`, rotateIfShown(finding)];
}

function rewriteSteps({ place }: RemedyInput): string[] {
  const { commit, ref, path, origin } = place;
  switch (origin) {
    case 'message':
      return [
        `Reword the message: \`git commit --amend\` if it is the last commit, else ${rebaseTo(commit)} and mark it \`reword\`.`,
      ];
    case 'author':
      return [
        'Correct the identity: `git config user.name` and `git config user.email`.',
        `Write the commits again with it: ${rebaseTo(commit)}, mark them \`edit\`, \`git commit --amend --reset-author --no-edit\`.`,
      ];
    case 'tag': {
      const name = ref?.startsWith('refs/tags/') ? ` ${shellQuote(ref.slice('refs/tags/'.length))}` : '';
      return [
        `Delete the tag and make it again with a clean message: \`git tag -d${name}\`, then \`git tag -a${name}\`.`,
      ];
    }
    case 'note':
      return [
        'Correct the note with `git notes edit`; its earlier text stays in the notes ref until that is made anew.',
      ];
    case 'ref':
      return ['Rename the branch or tag so that its name holds no secret (`git branch -m`), then push the new name.'];
    default: {
      const file = path === null ? 'the name' : isEnvFile(path) ? 'the file' : 'the value';
      return [
        `Take ${file} out of the commit that brought it: ${rebaseTo(commit)}, mark it \`edit\`, then \`git commit --amend\`. Removing it in a later commit is not enough: every commit is sent.`,
      ];
    }
  }
}

function pushSteps(finding: RemedyInput, command: string): string[] {
  const why = command === 'range' ? 'These commits may be public already' : 'A copy may be out already';
  const ignored = isEnvFile(finding.place.path) ? ['Add the file to .gitignore so that it does not come back.'] : [];
  return [`${why}: rotate it first. ${finding.rule.revoke}`, ...rewriteSteps(finding), ...ignored];
}

/** FILE lists what to replace, by the grammar of git-filter-repo's manual; it belongs outside the repository. */
const replaceText = '--replace-text FILE';
const purgeOptions: Readonly<Partial<Record<Origin, string>>> = {
  message: '--replace-message FILE',
  tag: '--replace-message FILE',
  author: '--mailmap FILE',
  filename: '--path-rename OLD:NEW',
};

function purgeStep({ place }: RemedyInput): string {
  if (place.ref === 'unreachable') return 'No branch or tag holds it. Drop it for good: `git gc --prune=now`.';
  if (place.ref === 'reflog')
    return 'Only the reflog holds it. Drop it for good: `git reflog expire --expire=now HEAD` (and each branch it was on), then `git gc --prune=now`. Not with --all: that drops your stashes too.';
  if (place.ref === 'refs/stash')
    return 'Only a stash holds it: `git stash list` names it, `git stash drop` removes it.';
  if (place.ref === 'index') return 'It is only staged: take it out before the next commit.';
  if (isEnvFile(place.path)) {
    const command = gitCommandFor('filter-repo --invert-paths --path', place.path);
    if (command !== null && !command.includes(' -- '))
      return `To purge the file from every commit: \`${command}\`, then push by force and let everyone clone anew.`;
  }
  if (place.origin === 'ref') return 'Delete or rename that branch or tag, here and on every remote.';
  const command = `git filter-repo ${purgeOptions[place.origin] ?? replaceText}`;
  return `To purge it from every commit: \`${command}\`, then push by force and let everyone clone anew.`;
}

function uncapitalised(sentence: string): string {
  return `${sentence[0].toLowerCase()}${sentence.slice(1)}`;
}

function historySteps(finding: RemedyInput): string[] {
  const { path, origin } = finding.place;
  const now =
    origin !== 'file'
      ? []
      : isEnvFile(path)
        ? ['If the file is still there: `git rm --cached`, and add it to .gitignore.']
        : [`Where it still stands today: ${uncapitalised(useStore(finding))}`];
  return [
    `It is in the history, so treat it as known to others: rotate it now. ${finding.rule.revoke}`,
    ...now,
    purgeStep(finding),
  ];
}

function fileSteps(finding: RemedyInput): string[] {
  const shown = `If others could read it, rotate it. ${finding.rule.revoke}`;
  return finding.place.origin === 'stdin'
    ? ['Take it out where this text is made, and out of wherever the text was kept.', shown]
    : [useStore(finding), shown];
}

const stepsOf: Readonly<Record<Stage, (finding: RemedyInput, command: string) => string[]>> = {
  staged: stagedSteps,
  merge: mergeSteps,
  message: messageSteps,
  push: pushSteps,
  history: historySteps,
  files: fileSteps,
};

/**
 * Two to four steps for `finding`, commands in backticks; a POSIX shell takes them as they stand. One step for a known
 * finding, none for an allowed one.
 * @param command as in Report.command
 */
export function remedyFor(finding: RemedyInput, command: string): string[] {
  if (finding.status === 'allowed') return [];
  if (finding.status === 'known') return [`Known, and still to be rotated unless that is done. ${finding.rule.revoke}`];
  return stepsOf[stages[command] ?? 'files'](finding, command);
}

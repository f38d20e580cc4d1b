// Every sentence a failed run says: what happened, and what to do. `{name}` is filled from the error's data.
export const errorTexts = {
  'unknown-command': { message: 'There is no command "{name}".', hint: 'Run `leakgate --help` for the list.' },
  'unknown-flag': {
    message: 'Unknown option "{name}".',
    hint: 'Run `leakgate {command} --help` for what this command takes.',
  },
  'missing-value': { message: 'Option {name} needs a value.', hint: 'Write {name} VALUE or {name}=VALUE.' },
  'bad-value': { message: 'Option {name} does not take "{value}".', hint: 'It takes {allowed}.' },
  'option-clash': { message: '{first} and {second} cannot be used together.', hint: 'Leave one of them out.' },
  'missing-argument': { message: '`leakgate {command}` needs {what}.', hint: 'For example: {example}' },
  'extra-argument': {
    message: '`leakgate {command}` does not take "{value}".',
    hint: 'Run `leakgate {command} --help`.',
  },
  'mask-stopped': {
    message: 'leakgate mask broke ({name}) and stopped: what it had not judged yet was not written.',
    hint: 'Nothing unmasked was let through. Please report this with the command, not with the text.',
  },
  'stream-failed': {
    message: 'leakgate mask cannot {doing} ({reason}) and stopped.',
    hint: 'What it had not judged yet was not written. Look at the disk or the other end of the pipe.',
  },
  'no-such-command': {
    message: 'Cannot run "{name}": {reason}.',
    hint: 'Check the spelling and PATH. A built-in of the shell needs one: `leakgate mask -- sh -c "…"`.',
  },
  'unsafe-argument': {
    message: 'An argument of "{name}" holds a character that cmd.exe would read as its own.',
    hint: 'A .cmd or .bat file is run by cmd.exe. Call the program behind it directly, for example `node script.js`.',
  },
  'no-such-path': {
    message: 'There is no file or folder "{path}".',
    hint: 'Check the spelling; paths are relative to where you stand.',
  },
  'image-too-large': {
    message: '"{path}" becomes more than {ratio} times its size when it is decompressed.',
    hint: 'Images do not shrink that much, files made to fill a disk do. Decompress it yourself if you trust it, and give what comes out.',
  },
  'no-image': {
    message: 'There is no container image in "{path}".',
    hint: 'Give an archive of `docker save`, an OCI layout folder or an archive of one; other files: `leakgate scan`.',
  },
  'no-image-program': {
    message: 'Neither docker nor podman was found.',
    hint: 'Install one of them, or save the image to a file elsewhere and give that: `docker save NAME -o image.tar`.',
  },
  'image-not-saved': {
    message: '{program} could not hand over the image "{name}" ({reason}).',
    hint: 'Check the name with `{program} images`, and that its daemon is running.',
  },
  'unreadable-path': {
    message: 'Cannot read "{path}" ({reason}).',
    hint: 'Fix its permissions, or leave it out of the scan.',
  },
  'cannot-write': {
    message: 'Cannot write "{path}" ({reason}).',
    hint: 'Choose another place or fix its permissions.',
  },
  'not-a-notebook': {
    message: '"{path}" is no Jupyter notebook, or its JSON is broken.',
    hint: 'Nothing was changed. Open it in Jupyter, or resolve a merge conflict in it, and try again.',
  },
  'not-a-repository': {
    message: '"{path}" is not in a git repository.',
    hint: 'Run leakgate inside a repository, or `leakgate scan {path}` to scan plain files.',
  },
  'no-working-tree': {
    message: '"{path}" has no working tree to write {file} to.',
    hint: 'Run this in a clone, not in a bare repository.',
  },
  'unsafe-repository': {
    message: 'git refuses to read "{path}": it belongs to another user.',
    hint: 'If you trust it: git config --global --add safe.directory {path}',
  },
  'no-git': {
    message: 'The git program was not found.',
    hint: 'Install git or put it on PATH. `leakgate history --backend portable` works without it for simple repositories.',
  },
  'git-too-old': { message: 'git {version} is too old.', hint: 'leakgate needs git 2.30 or newer.' },
  'git-lacks-extension': {
    message: 'This git is too old for the repository: it does not know its extension "{name}".',
    hint: 'Install a newer git (reftable, "refstorage", needs 2.45).',
  },
  'git-failed': {
    message: 'git {args} failed: {reason}',
    hint: 'Run `git fsck` in this repository; until git reads it, nothing can be called clean.',
  },
  'bad-revision': {
    message: 'git does not know the revision "{value}".',
    hint: 'Check the name; in CI fetch enough history first (fetch-depth: 0).',
  },
  'bad-push-line': {
    message: 'Line {line} of what the {hook} hook was given is not a ref update.',
    hint: "A hook must hand git's stdin on to leakgate untouched.",
  },
  'no-push-lines': {
    message: 'The pre-receive hook was given no ref updates.',
    hint: "A hook that runs before leakgate must hand git's stdin on to it.",
  },
  'bad-setting': {
    message: 'The git setting {key} does not take "{value}".',
    hint: 'It takes {allowed}. See docs/server.md.',
  },
  'portable-unsupported': {
    message: 'The portable backend cannot read this repository: {reason}.',
    hint: 'Install git and run again.',
  },
  'policy-absent': {
    message: 'The config of this partial clone cannot be read: its content is not here.',
    hint: 'Check a commit out, or fetch everything: git fetch --refetch --no-filter',
  },
  'bad-config': { message: '{file}: {reason}', hint: 'See docs/config.md for what each key takes.' },
  'two-configs': {
    message: 'Both leakgate.json and the "leakgate" key of package.json exist.',
    hint: 'Keep one of them.',
  },
  'no-working-rule': {
    message: 'The config leaves no working rule: a planted test secret went unseen.',
    hint: 'Switch at least one rule back on in {file}.',
  },
  'no-path-left': {
    message: 'The config leaves no file to look at: `paths.ignore` matches everything.',
    hint: 'Narrow the globs of `paths.ignore` in {file}.',
  },
  'bad-ignore-line': {
    message: '{file}, line {line}: {reason}',
    hint: 'A line is: <fingerprint> owner=<who> until=<YYYY-MM-DD|never> -- <reason>',
  },
  'bad-fingerprint': {
    message: '"{value}" is not a fingerprint.',
    hint: 'Copy it from a finding; it looks like rule:path:1a2b.',
  },
  'unknown-fingerprint': {
    message: 'Nothing here has the fingerprint "{value}".',
    hint: 'It was looked for in what is staged, the working tree, the history, the ignores and the baseline. Copy it from a finding of this repository.',
  },
  'too-wide-fingerprint': {
    message: '"{value}" would hide too much: two digits cover every 256th value, and "*" every place.',
    hint: 'Such a value can be allowed in a file only. In a message, edit the message; see docs/allowing.md.',
  },
  'bad-report': {
    message: '{file} is not a leakgate report: {reason}.',
    hint: 'Write one with `leakgate history --format json --output report.json`.',
  },
  'shards-differ': {
    message: '{first} and {other} are no parts of one sweep: {what} differ.',
    hint: 'Run all shards with one version, one policy and clones of one state, then merge again.',
  },
  'shard-twice': {
    message: 'Shard {index} is there twice: {first} and {other}.',
    hint: 'Give each shard once.',
  },
  'shard-missing': {
    message: 'Shard {indexes} of {count} is missing: {given} reports were given.',
    hint: 'Run what is missing with `leakgate history --shard i/{count} --format json`; nothing was judged.',
  },
  'shards-open': {
    message: 'The shards do not add up to the objects of the repository.',
    hint: 'One of the reports was changed or is damaged: run its shard again; nothing was judged.',
  },
  'hook-conflict': { message: '{path} exists and was not written by leakgate.', hint: '{way}' },
  'hooks-off': {
    message: 'The {scope} setting core.hooksPath = "{path}" names no folder, so git runs no hook here.',
    hint: 'Take it back with `git config --{scope} --unset core.hooksPath`, then run `leakgate init` again.',
  },
  'needs-yes': {
    message: '`leakgate init` asks before it changes files, and there is no terminal to ask on.',
    hint: 'Read the list above, then run the same command with --yes.',
  },
  'too-much-input': {
    message: 'More than {limit} came in on standard input.',
    hint: 'git sends one short line a ref: check what feeds this hook.',
  },
  'wrong-hook': {
    message:
      '`leakgate {command}` looks at what is staged, and this is a hook for commits that are sent: it would see none of them.',
    hint: 'In a pre-push hook call `leakgate hook pre-push "$@"` with git\'s stdin; for a range of commits `leakgate range A..B`.',
  },
  'push-hook-at-commit': {
    message: '`leakgate hook pre-push` looks at what a push sends, and git is making a commit: it would not see it.',
    hint: 'In a pre-commit hook call `leakgate hook pre-commit`.',
  },
  'unknown-hook': {
    message: '"{name}" is not a hook that leakgate serves.',
    hint: 'It serves pre-commit, pre-merge-commit, commit-msg, pre-push and pre-receive.',
  },
  'unknown-remote': {
    message: 'No tracking branch of a remote "{name}" is here.',
    hint: 'Run `git remote` for the names, and `git fetch` first.',
  },
  'unknown-rule': { message: 'There is no rule "{id}".', hint: 'Run `leakgate rules` for the list.' },
  'old-node': {
    message: 'leakgate needs Node 20 or newer; this is {version}.',
    hint: 'Install a newer Node, then run `leakgate init` again so that the hooks use it.',
  },
  'broken-installation': {
    message: 'The rules of this installation cannot be read.',
    hint: 'Reinstall leakgate (in a clone of its repository: npm run build); nothing was judged.',
  },
  internal: {
    message: 'leakgate failed inside ({name}).',
    hint: 'Nothing was called clean. Please report it with the command you ran; leave out file contents.',
  },
} as const;

export type ErrorCode = keyof typeof errorTexts;

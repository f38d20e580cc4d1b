// One situation, one tool: prepares the repository, lets it happen, and says how it went.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scratch } from './scratch.mjs';
import { putHook } from './situations/commit.mjs';

/** A scanner that hangs has failed. */
const mostMilliseconds = 900_000;

const initOf = {
  unborn: { args: ['--initial-branch=main'], isCommitted: false },
  sha256: { args: ['--initial-branch=main', '--object-format=sha256'], isCommitted: true },
};

function begin({ init }) {
  const { args, isCommitted } = initOf[init] ?? { args: undefined, isCommitted: true };
  const repo = new Scratch(args);
  if (isCommitted) {
    repo.write('readme.md', 'one\n');
    repo.commit('begin');
  }
  return repo;
}

/** What the tool's outcome means: `found`, `clean`, `error`. */
function verdictOf({ found }, { status, text }) {
  if (status === 0) return 'clean';
  if (found.text !== undefined) return found.text.test(text) ? 'found' : 'error';
  return found.codes.includes(status) ? 'found' : 'error';
}

// As hook managers do: the staged content lies in the working tree while the hook runs, and only files that exist are
// named.
const namedFiles = `git diff --cached --name-only -z --diff-filter=ACMRTUXB >"$CONFORMANCE_ROOT/names"
git checkout-index -f -z --stdin <"$CONFORMANCE_ROOT/names"
xargs -0 -r sh -c 'COMMAND "$@"' sh <"$CONFORMANCE_ROOT/names"`;

/** The hook file: runs the tool, and writes down how it ended and what it said. */
function hookText(tool, hook) {
  const command = tool.commit.replace('{hook}', hook).replace('{args}', '"$@"');
  const run = command.includes('{files}')
    ? namedFiles.replace('COMMAND', command.replace('{files}', '').replaceAll("'", "'\\''"))
    : command;
  return `#!/bin/sh
(
${run}
) >"$CONFORMANCE_ROOT/said" 2>&1
code=$?
# xargs has a code of its own for "a call failed".
[ "$code" = 123 ] && code=1
echo "$code" >>"$CONFORMANCE_ROOT/codes"
exit "$code"
`;
}

/** @returns {{ result: 'right' | 'missed' | 'false alarm' | 'error', detail: string }} */
export function tryCommit(tool, situation) {
  const repo = begin(situation);
  try {
    situation.set(repo);
    for (const hook of tool.hooks ?? ['pre-commit']) putHook(repo, hook, hookText(tool, hook));
    const env = { CONFORMANCE_ROOT: repo.root };
    const { status, text } = repo.try(situation.act ?? ['commit', '-m', 'change'], { env });
    const codes = existsSync(join(repo.root, 'codes'))
      ? readFileSync(join(repo.root, 'codes'), 'utf8').trim().split('\n')
      : [];
    const said = existsSync(join(repo.root, 'said')) ? readFileSync(join(repo.root, 'said'), 'utf8') : '';
    if (codes.length === 0) return { result: 'error', detail: `no hook ran: ${text}` };
    const verdict = verdictOf(tool, { status: Number(codes.at(-1)), text: said });
    if (verdict === 'error') return { result: 'error', detail: said };
    const isBlocked = status !== 0;
    if (situation.expect === 'block')
      return { result: isBlocked && verdict === 'found' ? 'right' : 'missed', detail: said };
    return { result: isBlocked ? 'false alarm' : 'right', detail: said };
  } finally {
    repo.dispose();
  }
}

export function tryHistory(tool, situation) {
  const repo = begin(situation);
  try {
    situation.set(repo);
    const command = situation.isRecursive ? (tool.recursive ?? tool.history) : tool.history;
    const { status, signal, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: repo.dir,
      env: repo.environment(),
      encoding: 'utf8',
      timeout: mostMilliseconds,
      maxBuffer: 1 << 28,
    });
    const text = `${stdout}${stderr}`;
    if (signal !== null) return { result: 'error', detail: `ended by ${signal}` };
    const verdict = verdictOf(tool, { status, text });
    if (situation.expect === 'gap')
      return { result: verdict === 'clean' ? 'missed' : verdict === 'found' ? 'false alarm' : 'right', detail: text };
    if (verdict === 'error') return { result: 'error', detail: text };
    if (situation.expect === 'clean') return { result: verdict === 'clean' ? 'right' : 'false alarm', detail: text };
    return { result: verdict === 'found' ? 'right' : 'missed', detail: text };
  } finally {
    repo.dispose();
  }
}

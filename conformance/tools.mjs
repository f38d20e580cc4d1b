// How each scanner is called: as its own documentation has it in a hook, and for a whole history. `{hook}` is the hook,
// `{args}` git's arguments to it, `{files}` the names of the staged files that exist, as hook managers append them.
// `found` says which outcome means "a secret was found"; any other failure is an error of the tool.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const leakgate = `"${process.execPath}" "${join(here, '..', 'dist', 'leakgate.js')}"`;

/** What `found` may rest on: the exit code, and for tools that use one code for both what they print. */
export const tools = {
  leakgate: {
    version: `${leakgate} --version`,
    commit: `${leakgate} hook {hook} {args}`,
    hooks: ['pre-commit', 'pre-merge-commit', 'commit-msg'],
    history: `${leakgate} history`,
    recursive: `${leakgate} history --recurse-submodules`,
    found: { codes: [1] },
  },
  gitleaks: {
    version: 'gitleaks version',
    commit: 'gitleaks git --pre-commit --staged --redact --no-banner',
    history: 'gitleaks git --redact --no-banner',
    found: { codes: [1], text: /leaks found: [1-9]/ },
  },
  betterleaks: {
    version: 'betterleaks version',
    commit: 'betterleaks git --pre-commit --staged --redact --no-banner',
    history: 'betterleaks git --redact --no-banner',
    found: { codes: [1], text: /leaks found: [1-9]/ },
  },
  trufflehog: {
    version: 'trufflehog --version',
    commit: 'trufflehog git file://. --since-commit HEAD --no-verification --no-update --fail',
    history: 'trufflehog git file://. --no-verification --no-update --fail',
    found: { codes: [183] },
  },
  kingfisher: {
    version: 'kingfisher --version',
    commit: 'kingfisher scan . --staged --no-validate --no-update-check --redact',
    history: 'kingfisher scan . --git-history full --no-validate --no-update-check --redact',
    found: { codes: [200, 205] },
  },
  'detect-secrets': {
    version: 'detect-secrets --version',
    commit: 'detect-secrets-hook {files}',
    found: { codes: [1] },
  },
  ripsecrets: {
    version: 'ripsecrets --version',
    commit: 'ripsecrets --strict-ignore {files}',
    found: { codes: [1] },
  },
  secretlint: {
    version: 'secretlint --version',
    commit: `secretlint --no-glob --maskSecrets --secretlintrc "${join(here, 'secretlintrc.json')}" {files}`,
    found: { codes: [1] },
  },
};

/** A tool by its name, or by the command that is to be tried. */
export function toolFor(name, { history, found }) {
  if (Object.hasOwn(tools, name)) return { name, ...tools[name] };
  const codes = (found ?? '1').split(',').map(Number);
  return { name: name.split(' ')[0], commit: name, history, found: { codes } };
}

/** What the tool says its version is; null when it does not run here. */
export function versionOf({ version }) {
  if (version === undefined) return '';
  const { status, stdout, stderr } = spawnSync('sh', ['-c', version], { encoding: 'utf8' });
  if (status !== 0) return null;
  return /\d+\.\d+[\w.-]*/.exec(`${stdout}${stderr}`)?.[0] ?? '';
}

export function isBuilt() {
  return existsSync(join(here, '..', 'dist', 'leakgate.js'));
}

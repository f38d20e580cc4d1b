// How each other scanner is asked for the same work. Only those found on PATH take part; flags are their documented ones.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const secretlintConfig = join(dirname(fileURLToPath(import.meta.url)), '..', 'conformance', 'secretlintrc.json');

/** Names of files, as hook managers append them for scanners that take no index. */
const filesIn = (folder) => readdirSync(folder).filter((name) => /^file\d+\.ts$/.test(name));

const known = [
  {
    name: 'gitleaks',
    version: ['version'],
    staged: () => ['git', '--staged', '--no-banner', '--redact', '.'],
    history: () => ['git', '--no-banner', '--redact', '.'],
    scan: () => ['dir', '--no-banner', '--redact', '.'],
    // Without it no archive is opened; 8 deep is what leakgate goes.
    artifacts: () => ['dir', '--no-banner', '--redact', '--verbose', '--max-archive-depth', '8', '.'],
  },
  {
    name: 'betterleaks',
    version: ['version'],
    staged: () => ['git', '--staged', '--no-banner', '--redact', '.'],
    history: () => ['git', '--no-banner', '--redact', '.'],
    scan: () => ['dir', '--no-banner', '--redact', '.'],
  },
  {
    name: 'kingfisher',
    version: ['--version'],
    staged: () => ['scan', '--staged', '--no-validate', '--no-update-check', '--quiet', '.'],
    history: () => ['scan', '--git-history=full', '--no-validate', '--no-update-check', '--quiet', '.'],
    scan: () => ['scan', '--git-history=none', '--no-validate', '--no-update-check', '--quiet', '.'],
    // Opens archives unless told not to.
    artifacts: () => [
      'scan',
      '--git-history=none',
      '--no-validate',
      '--no-update-check',
      '--redact',
      '--extraction-depth',
      '8',
      '.',
    ],
  },
  {
    name: 'ripsecrets',
    version: ['--version'],
    staged: (folder) => ['--strict-ignore', ...filesIn(folder)],
    scan: () => ['.'],
  },
  { name: 'detect-secrets', version: ['--version'], scan: () => ['scan', '--no-verify', '.'] },
  { name: 'detect-secrets-hook', version: ['--version'], staged: (folder) => ['--no-verify', ...filesIn(folder)] },
  {
    name: 'secretlint',
    version: ['--version'],
    staged: (folder) => ['--no-glob', '--maskSecrets', '--secretlintrc', secretlintConfig, ...filesIn(folder)],
  },
  {
    name: 'trufflehog',
    version: ['--version'],
    staged: () => ['git', 'file://.', '--since-commit', 'HEAD', '--no-verification', '--no-update', '--fail'],
    history: (folder) => ['git', `file://${folder}`, '--no-verification', '--no-update', '--json'],
    scan: () => ['filesystem', '.', '--no-verification', '--no-update', '--json'],
  },
];

/** First line of a program's version, or null when it is not on PATH. */
export function versionOf(command, args = ['--version']) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0) return null;
  const [line] = `${stdout}${stderr}`.trim().split('\n');
  return line.startsWith(command) ? line : `${command} ${line}`;
}

/** The peers that can do `job` in `folder`, with their versions. */
export function peers(job, folder) {
  return known.flatMap((peer) => {
    const version = peer[job] && versionOf(peer.name, peer.version);
    return version ? [{ name: `${version} ${job}`, steps: [[peer.name, ...peer[job](folder)]] }] : [];
  });
}

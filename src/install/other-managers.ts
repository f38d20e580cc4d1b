// Hook managers that write git's hook files themselves: what is to be added to their config, instead of touching their files.
import { join } from 'node:path';
import { readPlainFile } from './file-state.ts';
import { hookNames } from './hook-files.ts';

export interface OtherManager {
  readonly name: string;
  /** Its config, relative to the top level. */
  readonly file: string;
  /** Whether the config calls leakgate in all four places. */
  readonly isWired: boolean;
  /** Lines to add to the config, and then what to run. */
  readonly recipe: string;
}

const lefthook = `pre-commit:
  commands: { leakgate: { run: sh node_modules/leakgate/hooks/pre-commit } }
pre-merge-commit:
  commands: { leakgate: { run: sh node_modules/leakgate/hooks/pre-merge-commit } }
commit-msg:
  commands: { leakgate: { run: "sh node_modules/leakgate/hooks/commit-msg {1}" } }
pre-push:
  commands: { leakgate: { run: "sh node_modules/leakgate/hooks/pre-push {0}", use_stdin: true } }
Then run: lefthook install`;

const preCommit = `  - repo: local
    hooks:
      - { id: leakgate, name: leakgate, language: system, entry: sh node_modules/leakgate/hooks/pre-commit, pass_filenames: false, always_run: true, stages: [pre-commit] }
      - { id: leakgate-merge, name: leakgate, language: system, entry: sh node_modules/leakgate/hooks/pre-merge-commit, pass_filenames: false, always_run: true, stages: [pre-merge-commit] }
      - { id: leakgate-message, name: leakgate, language: system, entry: sh node_modules/leakgate/hooks/commit-msg, always_run: true, stages: [commit-msg] }
      - { id: leakgate-push, name: leakgate, language: system, entry: sh node_modules/leakgate/hooks/pre-push, pass_filenames: false, always_run: true, stages: [pre-push] }
Then run: pre-commit install -t pre-commit -t pre-merge-commit -t commit-msg -t pre-push`;

const simpleGitHooks = `  "pre-commit": "sh node_modules/leakgate/hooks/pre-commit",
  "pre-merge-commit": "sh node_modules/leakgate/hooks/pre-merge-commit",
  "commit-msg": "sh node_modules/leakgate/hooks/commit-msg \\"$@\\"",
  "pre-push": "sh node_modules/leakgate/hooks/pre-push \\"$@\\""
Then run: npx simple-git-hooks`;

interface KnownManager {
  readonly name: string;
  readonly files: readonly string[];
  readonly recipe: string;
  /** For a file that others use too. */
  readonly isIts?: (text: string) => boolean;
}

const configEndings = ['yml', 'yaml', 'toml', 'json'];

const knownManagers: readonly KnownManager[] = [
  {
    name: 'lefthook',
    files: ['lefthook', '.lefthook'].flatMap((name) => configEndings.map((ending) => `${name}.${ending}`)),
    recipe: lefthook,
  },
  { name: 'pre-commit', files: ['.pre-commit-config.yaml', '.pre-commit-config.yml'], recipe: preCommit },
  {
    name: 'simple-git-hooks',
    files: ['.simple-git-hooks', 'simple-git-hooks'].flatMap((name) =>
      ['cjs', 'js', 'mjs', 'json'].map((ending) => `${name}.${ending}`),
    ),
    recipe: simpleGitHooks,
  },
  {
    name: 'simple-git-hooks',
    files: ['package.json'],
    recipe: simpleGitHooks,
    isIts: (text) => /"simple-git-hooks"\s*:\s*\{/.test(text),
  },
];

/** Every config that a hook manager may read at the top level. */
export const managerConfigs: readonly string[] = [...new Set(knownManagers.flatMap(({ files }) => files))].filter(
  (name) => name !== 'package.json',
);

function callsHook(config: string, hook: string): boolean {
  return new RegExp(`leakgate(?:/hooks/|\\s+hook\\s+)${hook}(?![\\w-])`).test(config);
}

/** The ids of .pre-commit-hooks.yaml, which the pre-commit framework reads from our repository. */
const publishedIds: Readonly<Record<string, string>> = {
  'pre-commit': 'leakgate',
  'pre-merge-commit': 'leakgate-merge',
  'commit-msg': 'leakgate-message',
  'pre-push': 'leakgate-push',
};

function namesOurHook(config: string, hook: string): boolean {
  return (
    new RegExp(`\\bid:\\s*["']?${publishedIds[hook]}["']?\\s*[,}\\r\\n]`).test(`${config}\n`) &&
    !/repo:\s*["']?local/.test(config)
  );
}

/** The first hook manager whose config lies at the top level; null when there is none. */
export function findOtherManager(topLevel: string): OtherManager | null {
  for (const { name, files, recipe, isIts } of knownManagers) {
    for (const file of files) {
      const text = readPlainFile(join(topLevel, file))?.toString();
      if (text === undefined || isIts?.(text) === false) continue;
      const active = text.replace(/^\s*#.*$/gm, '');
      const isWired = hookNames.every((hook) => callsHook(active, hook) || namesOurHook(active, hook));
      return { name, file, isWired, recipe };
    }
  }
  return null;
}

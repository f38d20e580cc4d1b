// Every command and option by name: names and one-line texts only, the work is imported on demand.

import { severities } from '../model/severity.ts';
import type { Runnable } from './command-line.ts';

export interface FlagSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  readonly allowed?: readonly string[];
  /** The word for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly usage: string;
  readonly help: string;
  readonly flags: readonly string[];
  /** What stands behind `--` is a command to run. */
  readonly wraps?: true;
  /** git's own arguments are handed on untouched. */
  readonly passesThrough?: true;
  readonly load: Runnable;
}

export const formats = ['text', 'json', 'jsonl', 'sarif'] as const;

export const flagSpecs: Readonly<Record<string, FlagSpec>> = {
  format: { type: 'string', allowed: formats, value: 'FORMAT', help: 'text (default), json, jsonl or sarif' },
  output: { type: 'string', value: 'FILE', help: 'write the report to FILE instead of standard output' },
  config: { type: 'string', value: 'FILE', help: 'use this config instead of the repository’s own' },
  'trust-repo-config': { type: 'boolean', help: 'use the config of a repository you do not stand in' },
  baseline: { type: 'string', value: 'FILE', help: 'take known findings from FILE' },
  severity: {
    type: 'string',
    allowed: severities,
    value: 'LEVEL',
    help: 'the lowest severity that blocks: critical, high, medium or low',
  },
  rule: { type: 'string', multiple: true, value: 'ID', help: 'report this rule only (may be repeated)' },
  'accept-gap': {
    type: 'string',
    multiple: true,
    value: 'KIND',
    help: 'do not fail for this kind of gap (may be repeated)',
  },
  'policy-from': { type: 'string', value: 'REF', help: 'take config, ignores and baseline from REF only' },
  'no-inline-allow': { type: 'boolean', help: 'give leakgate:allow comments no effect' },
  'no-color': { type: 'boolean', help: 'no colours' },
  quiet: { type: 'boolean', help: 'say nothing when there is nothing to act on' },
  verbose: { type: 'boolean', help: 'show allowed and known findings too' },
  backend: {
    type: 'string',
    allowed: ['auto', 'git', 'portable'],
    value: 'NAME',
    help: 'auto (default), git, or portable (no git program needed)',
  },
  jobs: {
    type: 'string',
    value: 'N',
    help: 'threads that read packs or files (default: as many as pay, one for each processor and 16 at most)',
  },
  since: {
    type: 'string',
    value: 'DATE',
    help: 'only commits committed since DATE (YYYY-MM-DD); leaves out unreachable objects',
  },
  shard: {
    type: 'string',
    value: 'i/n',
    help: 'only part i of n, for `leakgate merge` to put together with the others',
  },
  yes: { type: 'boolean', help: 'do it without asking' },
  undo: { type: 'boolean', help: 'take back what init did' },
  'strip-outputs': { type: 'boolean', help: 'clear the outputs of notebooks that hold secrets' },
  'dry-run': { type: 'boolean', help: 'show what would change and stop' },
  plain: { type: 'boolean', help: 'git hooks of our own even where lefthook, pre-commit or the like is set up' },
  reason: { type: 'string', value: 'TEXT', help: 'why it is safe' },
  owner: { type: 'string', value: 'WHO', help: 'who answers for it (default: your git e-mail)' },
  until: { type: 'string', value: 'DATE', help: 'last day it holds, YYYY-MM-DD, or never' },
  from: { type: 'string', value: 'FILE', help: 'take the findings from this JSON report (- for standard input)' },
  'no-live': { type: 'boolean', help: 'do not run the hooks in a scratch repository' },
  'recurse-submodules': { type: 'boolean', help: 'sweep the submodules too' },
  'no-cache': { type: 'boolean', help: 'look at everything anew; leave nothing for the next run' },
  verify: { type: 'boolean', help: 'hash every object: one that is not what its id says is a gap' },
  'held-by': { type: 'string', value: 'REMOTE', help: 'accept only what this remote holds already' },
  known: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'mask the values in this .env, JSON or YAML file too (may be repeated)',
  },
  daemon: { type: 'string', value: 'NAME', help: 'the image NAME that docker or podman holds' },
  help: { type: 'boolean', help: 'show this text' },
};

const policyFlags = ['config', 'baseline', 'severity', 'rule', 'accept-gap', 'policy-from', 'no-inline-allow'];
const reportFlags = ['format', 'output', 'no-color', 'quiet', 'verbose'];

export const commands: Readonly<Record<string, CommandSpec>> = {
  init: {
    usage: 'init',
    help: 'put the hooks in place here; shows what it will change, chains a hook that is there already',
    flags: ['yes', 'undo', 'dry-run', 'plain'],
    load: () => import('./init.ts'),
  },
  staged: {
    usage: 'staged',
    help: 'scan exactly what the next commit would contain',
    flags: [...policyFlags, ...reportFlags],
    load: () => import('./staged.ts'),
  },
  range: {
    usage: 'range <rev-range…>',
    help: 'scan the commits of a range: contents, names, messages and authors',
    flags: [...policyFlags, ...reportFlags],
    load: () => import('./range.ts'),
  },
  history: {
    usage: 'history [repository]',
    help: 'scan everything the repository holds, reachable or not',
    flags: [
      ...policyFlags,
      ...reportFlags,
      'trust-repo-config',
      'backend',
      'jobs',
      'no-cache',
      'verify',
      'since',
      'recurse-submodules',
      'shard',
    ],
    load: () => import('./history.ts'),
  },
  scan: {
    usage: 'scan <path…|->',
    help: 'scan files, folders, or standard input',
    flags: [...policyFlags, ...reportFlags, 'jobs'],
    load: () => import('./scan.ts'),
  },
  image: {
    usage: 'image <archive|layout folder>',
    help: 'scan a container image: every layer, also what later ones delete, its config and history',
    flags: ['daemon', ...policyFlags, ...reportFlags],
    load: () => import('./image.ts'),
  },
  mask: {
    usage: 'mask [-- command…]',
    help: 'copy standard input, or what a command writes, with the secrets in it masked',
    flags: ['known', 'config', 'rule', 'verbose'],
    wraps: true,
    load: () => import('./mask.ts'),
  },
  fix: {
    usage: 'fix --strip-outputs <notebook…>',
    help: 'clear the outputs that hold secrets, and leave every other byte of the notebook alone',
    flags: ['strip-outputs', 'dry-run', ...policyFlags],
    load: () => import('./fix.ts'),
  },
  allow: {
    usage: 'allow <fingerprint> --reason TEXT',
    help: 'accept one finding as harmless, with a reason, in .leakgateignore',
    flags: ['reason', 'owner', 'until'],
    load: () => import('./allow.ts'),
  },
  baseline: {
    usage: 'baseline --reason TEXT',
    help: 'accept what the history holds today, so that only new findings block',
    flags: ['reason', 'owner', 'until', 'from', 'held-by'],
    load: () => import('./baseline.ts'),
  },
  merge: {
    usage: 'merge <report…>',
    help: 'put the JSON reports of all shards of a sweep together (`history --shard i/n`)',
    flags: reportFlags,
    load: () => import('./merge.ts'),
  },
  explain: {
    usage: 'explain <fingerprint>',
    help: 'say of one finding why it was found, where it stands now, what lets it pass, and what to do',
    flags: [],
    load: () => import('./explain.ts'),
  },
  rules: {
    usage: 'rules [id | test [file…]]',
    help: 'list the rules, explain one (what it is, why it matters, how to revoke it), or try the examples of your own',
    flags: ['format', 'no-color'],
    load: () => import('./rules.ts'),
  },
  doctor: {
    usage: 'doctor',
    help: 'tell whether the hooks really run here, with what, and what would lead past them',
    flags: ['format', 'no-color', 'no-live'],
    load: () => import('./doctor.ts'),
  },
  hook: {
    usage: 'hook <name> [args…]',
    help: 'what the installed hooks call: pre-commit, pre-merge-commit, commit-msg, pre-push, pre-receive',
    flags: [],
    passesThrough: true,
    load: () => import('./hook.ts'),
  },
};

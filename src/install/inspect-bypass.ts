// What would lead a commit or push past the hooks: variables, settings and aliases that are in force right now.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { runGitSync } from '../git/run-git.ts';
import type { Check } from '../model/check.ts';

interface Switch {
  readonly name: string;
  readonly isOff: (value: string) => boolean;
  readonly what: string;
}

const isZero = (value: string) => value === '0' || value === 'false';
const isSet = (value: string) => value !== '' && !isZero(value);

/** Each from the documentation of the tool it belongs to. */
const switches: readonly Switch[] = [
  { name: 'HUSKY', isOff: (value) => value === '0', what: 'switches all of husky’s hooks off' },
  { name: 'HUSKY_SKIP_HOOKS', isOff: isSet, what: 'switches the hooks of husky up to version 4 off' },
  { name: 'LEFTHOOK', isOff: isZero, what: 'switches lefthook off' },
  { name: 'LEFTHOOK_EXCLUDE', isOff: isSet, what: 'leaves commands of lefthook out' },
  { name: 'SKIP_SIMPLE_GIT_HOOKS', isOff: isSet, what: 'switches the hooks of simple-git-hooks off' },
  { name: 'SKIP', isOff: (value) => /leakgate/.test(value), what: 'makes the pre-commit framework leave leakgate out' },
  {
    name: 'PRE_COMMIT_ALLOW_NO_CONFIG',
    isOff: isSet,
    what: 'lets the pre-commit framework pass where it has no config',
  },
];

/** Checks of what is in force; empty when nothing is. Values are shown only of switches that hold no more than a word. */
export function inspectBypass(repo: Repository, env: NodeJS.ProcessEnv): Check[] {
  return [...inspectVariables(env), ...inspectOverride(env), ...inspectHuskyInit(env), ...inspectAliases(repo)];
}

function inspectVariables(env: NodeJS.ProcessEnv): Check[] {
  const off = switches
    .filter(({ name, isOff }) => env[name] !== undefined && isOff(env[name]))
    .map(({ name, what }): Check => {
      return { id: `bypass.${name}`, status: 'warn', message: `${name} is set and ${what}.`, fix: `Unset ${name}.` };
    });
  if (env.LEAKGATE_BIN === undefined) return off;
  const message = `LEAKGATE_BIN is set: the hooks run "${env.LEAKGATE_BIN}" instead of the leakgate that is installed here.`;
  return [...off, { id: 'bypass.LEAKGATE_BIN', status: 'warn', message, fix: 'Unset it unless you mean it.' }];
}

/** Settings on git's command line or in the environment win over every file. */
function inspectOverride(env: NodeJS.ProcessEnv): Check[] {
  const named = Object.entries(env).some(
    ([name, value]) =>
      (/^GIT_CONFIG_KEY_\d+$/.test(name) || name === 'GIT_CONFIG_PARAMETERS') && /core\.hookspath/i.test(value ?? ''),
  );
  if (!named) return [];
  const message = 'The environment sets core.hooksPath (GIT_CONFIG_KEY_<n> or GIT_CONFIG_PARAMETERS), over every file.';
  return [{ id: 'bypass.environment', status: 'warn', message, fix: 'Unset those variables.' }];
}

/** husky 9 reads this file before each hook. */
function inspectHuskyInit(env: NodeJS.ProcessEnv): Check[] {
  const base = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config');
  const path = join(base, 'husky', 'init.sh');
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  if (!/^\s*(?:export\s+)?HUSKY=["']?0/m.test(text)) return [];
  const message = `${path} sets HUSKY=0, which switches all of husky’s hooks off.`;
  return [{ id: 'bypass.husky-init', status: 'warn', message, fix: 'Take that line out.' }];
}

// alias.ci\ncommit --no-verify\0
function inspectAliases(repo: Repository): Check[] {
  const entries = runGitSync(['config', '--list', '-z'], repo).toString().split('\0');
  return entries.flatMap((entry): Check[] => {
    const [key, ...value] = entry.split('\n');
    if (!key.startsWith('alias.') || !/--no-verify|core\.hooksPath=/i.test(value.join('\n'))) return [];
    const name = key.slice('alias.'.length);
    return [{ id: 'bypass.alias', status: 'warn', message: `The alias \`git ${name}\` goes past the hooks.` }];
  });
}
